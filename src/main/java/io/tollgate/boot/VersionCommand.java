package io.tollgate.boot;

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
        console.say("tollgate " + version() + " on Java " + Runtime.version());
        return ExitStatus.OK.code();
    }

    /** This build's version; {@code unpackaged} when it runs from classes. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
