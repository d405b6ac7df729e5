package io.tollgate.telemetry;

import io.tollgate.time.Clock;
import java.time.Duration;

/** Lets something happen at once and then at most once in each interval. Used by one thread. */
final class Seldom {
    private final Clock clock;
    private final long intervalNanos;
    private boolean happened;
    private long lastNanos;

    Seldom(Clock clock, Duration interval) {
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
    }

    /** Whether it may happen now; if so, it counts as having happened. */
    boolean now() {
        long now = clock.nanos();
        if (happened && now - lastNanos < intervalNanos) {
            return false;
        }
        happened = true;
        lastNanos = now;
        return true;
    }
}
