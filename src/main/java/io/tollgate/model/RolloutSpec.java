package io.tollgate.model;

import java.time.Duration;

/** How a rollout goes through a pool's backends. */
public record RolloutSpec(
        @Setting(value = "Backends that are out at the same time.", defaultsTo = "1", range = "1 to 100")
        int batch,

        @Setting(
                value = "How long callers have to leave a backend before it is taken out all the same.",
                defaultsTo = "30m",
                range = "0s to 7d")
        Duration drain,

        @Setting(value = "What renews a backend while it is out.", defaultsTo = "{}")
        RolloutHook hook,

        @Setting(
                value = "How long a renewed backend may take until its probe finds it well.",
                defaultsTo = "5m",
                range = "1s to 1d")
        Duration healthy,

        @Setting(
                value =
                        "How long the pool is watched after a batch has reached its full weight, before the next one begins.",
                defaultsTo = "30s",
                range = "0s to 1d")
        Duration settle,

        @Setting(
                value =
                        "The rollout pauses when the share of failed requests has risen by more than so many points since it began.",
                defaultsTo = "5%")
        Percent errors,

        @Setting(
                value =
                        "The rollout pauses when the p95 of the answer time is more than so many times what it was when it began; 0 does not look at it.",
                defaultsTo = "3",
                range = "0 to 100")
        int slowdown) {

    /** What holds where nothing is said. */
    public static final RolloutSpec DEFAULT = new RolloutSpec(
            1,
            Duration.ofMinutes(30),
            RolloutHook.OPERATOR,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            new Percent(5),
            3);

    public RolloutSpec {
        new Checks()
                .range(batch, 1, 100, "batch")
                .range(drain, Duration.ZERO, Duration.ofDays(7), "drain")
                .range(healthy, Duration.ofSeconds(1), Duration.ofDays(1), "healthy")
                .range(settle, Duration.ZERO, Duration.ofDays(1), "settle")
                .range(slowdown, 0, 100, "slowdown")
                .done();
    }
}
