package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tollgate run}: serves until it is told to stop. */
@Command(name = "run", description = "Serves traffic until TERM or INT; HUP reads the configuration anew.")
final class RunCommand implements Callable<Integer> {
    private final Launcher launcher;
    private final Signals signals;
    private final Console console;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; else the variable TOLLGATE_CONFIG.")
    @Nullable
    Path config;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where changes and keys outlive a restart; else TOLLGATE_STATE, else state.dir of the file.")
    @Nullable
    Path state;

    @Option(
            names = "--replace",
            description =
                    "Takes the place of the process that serves with this state folder, if there is one, and ends it.")
    boolean replace;

    @Option(
            names = "--portable",
            description =
                    "Carries requests as the WAR does, by threads that may wait. Slower; for comparison and for doubt.")
    boolean portable;

    RunCommand(Launcher launcher, Signals signals, Console console) {
        this.launcher = launcher;
        this.signals = signals;
        this.console = console;
    }

    @Override
    public Integer call() throws LaunchException, InterruptedException {
        Path file = console.path(config, "TOLLGATE_CONFIG");
        if (file == null) {
            throw LaunchException.failure("tollgate: no configuration; write -c FILE or set TOLLGATE_CONFIG");
        }
        Running running = launcher.start(new LaunchOptions(
                file,
                console.path(state, "TOLLGATE_STATE"),
                console.variable("TOLLGATE_ADMIN_PASSWORD"),
                replace,
                portable));
        try {
            String password = running.generatedPassword();
            if (password != null) {
                console.say("Sign in as admin with the password " + password + " (shown this once)");
            }
            signals.onReload(running::reload);
            signals.onSecondStop(running::hurry);
            running.onReplaced(signals::stop);
            console.say("READY data=" + String.join(",", running.dataUrls()) + " admin=" + running.adminUrl());
            signals.awaitStop();
        } finally {
            running.stop(console::say);
        }
        return ExitStatus.OK.code();
    }
}
