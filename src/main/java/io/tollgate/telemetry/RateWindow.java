package io.tollgate.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** Events a second over the last 10 whole seconds. Thread-safe; recording takes no lock. */
final class RateWindow {
    private static final long SECOND = 1_000_000_000L;
    private static final int WINDOW = 10;

    private final SliceRing<LongAdder> seconds = new SliceRing<>(SECOND, WINDOW + 1, tick -> new LongAdder());

    void record(long now) {
        seconds.at(now).increment();
    }

    /** The second that has begun is left out: it would pull the rate down. */
    double perSecond(long now) {
        long current = seconds.tick(now);
        long events = 0;
        for (long tick = current - WINDOW; tick < current; tick++) {
            LongAdder second = seconds.find(tick);
            if (second != null) {
                events += second.sum();
            }
        }
        return (double) events / WINDOW;
    }
}
