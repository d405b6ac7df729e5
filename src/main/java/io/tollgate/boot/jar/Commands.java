package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command {@code tollgate}: it only leads to its subcommands, and turns what goes wrong into an exit status. */
@Command(name = "tollgate", description = "An L7 HTTP load balancer, steered live from a browser.")
final class Commands implements Callable<Integer> {
    private final Console console;

    @Option(names = "--help", usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "Shows this help.")
    boolean help;

    private Commands(Console console) {
        this.console = console;
    }

    /** The whole command line. Its {@code execute} returns the exit status. */
    static CommandLine of(Launcher launcher, ConfigFiles files, Signals signals, Console console) {
        CommandLine line = new CommandLine(new Commands(console))
                .addSubcommand(new RunCommand(launcher, signals, console))
                .addSubcommand(new CheckCommand(files, console))
                .addSubcommand(new DemoCommand(launcher, signals, console))
                .addSubcommand(new SchemaCommand(files, console))
                .addSubcommand(new VersionCommand(console));
        line.setOut(console.out());
        line.setErr(console.err());
        line.setParameterExceptionHandler((wrong, arguments) -> wrongUsage(wrong, console));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, console));
        return line;
    }

    @Override
    public Integer call() {
        console.complain(List.of("tollgate: no command given; write one of run, check, demo, schema, version"));
        return ExitStatus.FAILURE.code();
    }

    /** Wrong usage is a plain failure: picocli's own 2 would read as a refused configuration. */
    private static int wrongUsage(ParameterException wrong, Console console) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        console.complain(List.of("tollgate: " + wrong.getMessage(), "See: " + command + " --help"));
        return ExitStatus.FAILURE.code();
    }

    private static int failed(Exception failure, Console console) {
        if (failure instanceof LaunchException expected) {
            console.complain(expected.lines());
            return expected.status().code();
        }
        failure.printStackTrace(console.err());
        return ExitStatus.FAILURE.code();
    }
}
