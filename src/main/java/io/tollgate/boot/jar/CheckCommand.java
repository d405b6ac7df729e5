package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tollgate check}: reads a configuration and does nothing else. */
@Command(name = "check", description = "Tells everything that is wrong with a configuration file.")
final class CheckCommand implements Callable<Integer> {
    private final ConfigFiles files;
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    CheckCommand(ConfigFiles files, Console console) {
        this.files = files;
        this.console = console;
    }

    @Override
    public Integer call() throws LaunchException {
        List<String> problems = files.problems(file);
        if (!problems.isEmpty()) {
            throw LaunchException.refused(problems);
        }
        console.say(file + ": well");
        return ExitStatus.OK.code();
    }
}
