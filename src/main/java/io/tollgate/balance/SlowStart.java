package io.tollgate.balance;

import java.time.Duration;

/**
 * A backend's rise to its full weight after it joins or recovers: {@code max(10 %, t / window)}. Immutable.
 *
 * @param sinceNanos the clock's nanoseconds at the beginning
 * @param windowNanos how long it lasts; 0 for not at all
 */
record SlowStart(long sinceNanos, long windowNanos) {
    /** At full weight. */
    static final SlowStart OVER = new SlowStart(0, 0);

    private static final double LEAST = 0.1;

    static SlowStart over(long nowNanos, Duration window) {
        return window.isZero() ? OVER : new SlowStart(nowNanos, window.toNanos());
    }

    boolean ramping(long nowNanos) {
        return windowNanos > 0 && nowNanos - sinceNanos < windowNanos;
    }

    /** Which part there is now, above 0 and up to 1. */
    double part(long nowNanos) {
        return ramping(nowNanos) ? Math.max(LEAST, (double) (nowNanos - sinceNanos) / windowNanos) : 1;
    }
}
