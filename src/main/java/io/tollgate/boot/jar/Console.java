package io.tollgate.boot.jar;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of its process: both outputs and the environment.
 *
 * @param out standard output
 * @param err standard error
 * @param environment the environment's variables
 */
record Console(PrintWriter out, PrintWriter err, Map<String, String> environment) {

    /** This process's own. */
    static Console ofProcess() {
        return new Console(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.getenv());
    }

    /** Writes a line to standard output at once. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Writes lines to standard error at once. */
    void complain(List<String> lines) {
        lines.forEach(err::println);
        err.flush();
    }

    /** The variable's value; null when it is unset or blank. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** The option's value, or else the variable's, or else null. */
    @Nullable
    Path path(@Nullable Path option, String variable) {
        String value = variable(variable);
        return option != null || value == null ? option : Path.of(value);
    }
}
