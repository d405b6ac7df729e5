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
        Duration maxEject) {

    public OutlierSpec {
        new Checks()
                .range(consecutive, 0, 1000, "consecutive")
                .range(eject, Duration.ofSeconds(1), Duration.ofHours(1), "eject")
                .range(maxEject, Duration.ofSeconds(1), Duration.ofDays(1), "maxEject")
                .requireTogether(
                        maxEject.compareTo(eject) >= 0,
                        "maxEject",
                        "shorter than eject",
                        "write at least " + Durations.format(eject))
                .done();
    }
}
