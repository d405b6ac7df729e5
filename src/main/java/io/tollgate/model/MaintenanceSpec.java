package io.tollgate.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What clients get while a route is in maintenance, which an operator switches on and off live. */
@Shorthand("page")
public record MaintenanceSpec(
        @Setting(
                value = "The page's file; without one, the page for 503 among errors, else a plain sentence.",
                defaultsTo = "null")
        @Nullable
        PageFile page,

        @Setting(
                value = "When clients are asked to come back, in whole seconds.",
                defaultsTo = "60s",
                range = "1s to 30d")
        Duration retryAfter) {

    /** A plain sentence, and a minute. */
    public static final MaintenanceSpec DEFAULT = new MaintenanceSpec(null, Duration.ofSeconds(60));

    public MaintenanceSpec {
        new Checks()
                .range(retryAfter, Duration.ofSeconds(1), Duration.ofDays(30), "retryAfter")
                .done();
    }
}
