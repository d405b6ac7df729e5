package io.tollgate.health;

import io.tollgate.model.OutlierSpec;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.StatusRange;
import java.time.Duration;

/** Settings for the tests of this package. */
final class Specs {
    private Specs() {}

    static ProbeSpec probe(ProbeSpec.Type type, long intervalMillis, int rise, int fall) {
        return new ProbeSpec(
                type,
                "/",
                Duration.ofMillis(intervalMillis),
                Duration.ofSeconds(2),
                rise,
                fall,
                new StatusRange(200, 399),
                "");
    }

    static OutlierSpec outlier(int consecutive, int ejectSeconds, int maxSeconds) {
        return new OutlierSpec(consecutive, Duration.ofSeconds(ejectSeconds), Duration.ofSeconds(maxSeconds));
    }
}
