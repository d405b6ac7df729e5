package io.tollgate.model;

/** The record of every exchange, one JSON object a line. */
public record AccessLogSettings(
        @Setting(
                value =
                        "The file that is appended to; \"-\" writes to standard output, empty writes none. Reopened on HUP, for logrotate.",
                defaultsTo = "\"\"")
        String file,

        @Setting(
                value = "Lines that may wait for the disk; further ones are dropped and counted.",
                defaultsTo = "65536",
                range = "1024 to 1048576")
        int buffer) {

    public AccessLogSettings {
        new Checks().range(buffer, 1024, 1_048_576, "buffer").done();
    }
}
