package io.tollgate.model;

import java.time.Duration;

/** How many connections there are to each backend of a pool, and how long one is kept. */
public record ConnectionSpec(
        @Setting(
                value = "At most so many to each backend; what they do not suffice for waits in the pool's queue.",
                defaultsTo = "8192",
                range = "1 to 65535")
        int max,

        @Setting(
                value =
                        "How long one that is not used is kept. It must be shorter than what backends allow, which is often"
                                + " 5 s: else requests meet connections that are just being closed.",
                defaultsTo = "4s",
                range = "100ms to 1h")
        Duration idle,

        @Setting(
                value = "How old one may become: an older one is closed when its request is done. 0s means no limit.",
                defaultsTo = "0s",
                range = "0s to 1d")
        Duration lifetime,

        @Setting(
                value =
                        "So many are held open to each backend that may serve, used or not, so that no request waits for"
                                + " one to be made.",
                defaultsTo = "0",
                range = "0 to 1000")
        int warm) {

    public ConnectionSpec {
        new Checks()
                .range(max, 1, 65_535, "max")
                .range(idle, Duration.ofMillis(100), Duration.ofHours(1), "idle")
                .range(lifetime, Duration.ZERO, Duration.ofDays(1), "lifetime")
                .range(warm, 0, 1_000, "warm")
                .requireTogether(warm <= max, "warm", "more than max", "write at most " + max)
                .done();
    }
}
