package io.tollgate.model;

import java.time.Duration;

/** When live traffic alone takes a backend out. */
public record OutlierSpec(
        @Setting(
                value =
                        "Failures in a row (no connection, reset, time limit, 502 to 504) that eject a backend; 0 never ejects.",
                defaultsTo = "5",
                range = "0 to 1000")
        int consecutive,

        @Setting(
                value = "How long the first ejection lasts; the n-th in a row lasts n times as long.",
                defaultsTo = "30s",
                range = "1s to 1h")
        Duration eject,

        @Setting(value = "The longest ejection.", defaultsTo = "300s", range = "1s to 1d")
        Duration maxEject,

        @Setting(
                value =
                        "Share of failures and 5xx answers among a backend's requests that ejects it, where the others of its pool have less than half of that share; 0% never ejects.",
                defaultsTo = "50%",
                range = "0% to 100%")
        Percent failureRate,

        @Setting(value = "Over how long that share is taken.", defaultsTo = "10s", range = "1s to 1m")
        Duration window,

        @Setting(
                value = "Requests that a backend must have had in that time, for fewer say nothing.",
                defaultsTo = "50",
                range = "1 to 1000000")
        int minRequests) {

    public OutlierSpec {
        new Checks()
                .range(consecutive, 0, 1000, "consecutive")
                .range(eject, Duration.ofSeconds(1), Duration.ofHours(1), "eject")
                .range(maxEject, Duration.ofSeconds(1), Duration.ofDays(1), "maxEject")
                .range(window, Duration.ofSeconds(1), Duration.ofMinutes(1), "window")
                .range(minRequests, 1, 1_000_000, "minRequests")
                .requireTogether(
                        maxEject.compareTo(eject) >= 0,
                        "maxEject",
                        "shorter than eject",
                        "write at least " + Durations.format(eject))
                .done();
    }

    /** One that judges by failures in a row alone. */
    public OutlierSpec(int consecutive, Duration eject, Duration maxEject) {
        this(consecutive, eject, maxEject, new Percent(0), Duration.ofSeconds(10), 50);
    }
}
