package io.tollgate.model;

import java.time.Duration;

/** How long a pool's backends may take. */
public record TimeoutSpec(
        @Setting(value = "To connect to a backend.", defaultsTo = "2s", range = "10ms to 1m")
        Duration connect,

        @Setting(
                value = "From the whole request sent to the first byte of the answer; 0s means no limit.",
                defaultsTo = "60s",
                range = "0s to 1d")
        Duration firstByte,

        @Setting(
                value =
                        "How long a backend may be silent, or take nothing, while it is waited for; 0s means no limit. While"
                                + " the client is waited for, the listener's idle counts.",
                defaultsTo = "5m",
                range = "0s to 1d")
        Duration idle,

        @Setting(value = "The whole exchange; 0s means no limit.", defaultsTo = "0s", range = "0s to 1d")
        Duration total,

        @Setting(
                value =
                        "How long a tunnel, such as a WebSocket, may be silent in both directions before it is closed; 0s"
                                + " means no limit. None of the others counts once it has begun.",
                defaultsTo = "1h",
                range = "0s to 7d")
        Duration tunnel) {

    public TimeoutSpec {
        new Checks()
                .range(connect, Duration.ofMillis(10), Duration.ofMinutes(1), "connect")
                .range(firstByte, Duration.ZERO, Duration.ofDays(1), "firstByte")
                .range(idle, Duration.ZERO, Duration.ofDays(1), "idle")
                .range(total, Duration.ZERO, Duration.ofDays(1), "total")
                .range(tunnel, Duration.ZERO, Duration.ofDays(7), "tunnel")
                .done();
    }
}
