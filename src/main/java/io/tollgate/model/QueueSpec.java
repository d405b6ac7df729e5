package io.tollgate.model;

import java.time.Duration;

/** Where callers wait while all backends are at their {@code maxRequests}. */
public record QueueSpec(
        @Setting(value = "Callers that may wait; 0 refuses at once.", defaultsTo = "1024", range = "0 to 100000")
        int max,

        @Setting(key = "wait", value = "How long each may wait.", defaultsTo = "10s", range = "1ms to 10m")
        Duration patience) {

    public QueueSpec {
        new Checks()
                .range(max, 0, 100_000, "max")
                .range(patience, Duration.ofMillis(1), Duration.ofMinutes(10), "wait")
                .done();
    }
}
