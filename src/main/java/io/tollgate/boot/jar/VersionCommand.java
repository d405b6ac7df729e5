package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tollgate version}. */
@Command(name = "version", description = "Says which version this is.")
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.say("tollgate " + Version.text() + " on Java " + Runtime.version());
        return ExitStatus.OK.code();
    }
}
