package io.tollgate.balance;

import java.time.Duration;

/**
 * A backend's rise to its full weight after it joins or recovers: {@code max(10 %, t / window)}. The one function that
 * turns an operator's weight or limit into the effective one. Immutable.
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

    /** What is left of {@code full} now; at least 1 of anything that is not 0. */
    int scale(int full, long nowNanos) {
        if (full == 0 || !ramping(nowNanos)) {
            return full;
        }
        double share = Math.max(LEAST, (double) (nowNanos - sinceNanos) / windowNanos);
        return Math.max(1, (int) Math.round(full * share));
    }
}
