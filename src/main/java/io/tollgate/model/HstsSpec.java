package io.tollgate.model;

import java.time.Duration;

/** What browsers are told to remember: to come by TLS alone (RFC 6797). */
public record HstsSpec(
        @Setting(
                value = "How long they remember it after each answer; 0s makes them forget.",
                defaultsTo = "365d",
                range = "0s to 3650d")
        Duration maxAge,

        @Setting(value = "Whether it holds for all names below, too.", defaultsTo = "false")
        boolean subDomains,

        @Setting(
                value =
                        "Whether browsers' makers may build it in. Hard to take back: wants subDomains and a maxAge of a year.",
                defaultsTo = "false")
        boolean preload) {
    private static final Duration YEAR = Duration.ofDays(365);

    public HstsSpec {
        new Checks()
                .range(maxAge, Duration.ZERO, Duration.ofDays(3650), "maxAge")
                .requireTogether(
                        !preload || (subDomains && maxAge.compareTo(YEAR) >= 0),
                        "preload",
                        "wants subDomains and a maxAge of at least 365d",
                        "write {maxAge: 365d, subDomains: true, preload: true}, or leave it out")
                .done();
    }

    /** The value of the field {@code Strict-Transport-Security}. */
    public String field() {
        return "max-age=" + maxAge.toSeconds() + (subDomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
