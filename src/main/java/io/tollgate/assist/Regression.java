package io.tollgate.assist;

import io.tollgate.model.RolloutSpec;
import io.tollgate.telemetry.Figures;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a pool does worse than when its rollout began. */
final class Regression {
    /** Below that a minute's p95 is the whim of one request. */
    private static final double ENOUGH_PER_SECOND = 1;

    /** Answer times that nobody feels. */
    private static final double LEAST_MILLIS = 20;

    private Regression() {}

    /** What has become worse, in words for operators; null when nothing has. */
    static @Nullable String of(Rollout rollout, RolloutSpec spec, Figures now) {
        if (now.requestsPerSecond() < ENOUGH_PER_SECOND) {
            return null;
        }
        if (now.errorShare() > rollout.errorShare() + spec.errors().fraction()) {
            return String.format(
                    Locale.ROOT,
                    "%.1f %% of the requests of the last minute failed, and %.1f %% when it began",
                    now.errorShare() * 100,
                    rollout.errorShare() * 100);
        }
        double before = Math.max(rollout.p95Millis(), LEAST_MILLIS);
        if (spec.slowdown() > 0 && rollout.p95Millis() > 0 && now.p95Millis() > spec.slowdown() * before) {
            return String.format(
                    Locale.ROOT,
                    "p95 of the last minute is %.0f ms, and was %.0f ms when it began",
                    now.p95Millis(),
                    rollout.p95Millis());
        }
        return null;
    }
}
