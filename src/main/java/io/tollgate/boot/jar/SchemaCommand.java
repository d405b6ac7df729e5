package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tollgate schema}: what editors need to complete and check a configuration. */
@Command(name = "schema", description = "Writes the JSON Schema of the configuration file to standard output.")
final class SchemaCommand implements Callable<Integer> {
    private final ConfigFiles files;
    private final Console console;

    SchemaCommand(ConfigFiles files, Console console) {
        this.files = files;
        this.console = console;
    }

    @Override
    public Integer call() {
        console.say(files.schema().strip());
        return ExitStatus.OK.code();
    }
}
