package io.tollgate.balance;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before a backend is asked what it has just failed at. The time doubles with each retry, so that the
 * backend may recover, and half of it is drawn at random, so that those who failed together do not return together.
 * Thread-safe.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int MAX_DOUBLINGS = 10;

    private final Random random;

    /**
     * @param random used by many threads at once
     */
    Backoff(Random random) {
        this.random = random;
    }

    /**
     * @param retry which retry of its request it is, from 1
     */
    Duration before(int retry) {
        long doubled = FIRST.toNanos() << Math.min(Math.max(retry, 1) - 1, MAX_DOUBLINGS);
        long half = Math.min(doubled, LONGEST.toNanos()) / 2;
        return Duration.ofNanos(half + random.nextLong(half + 1));
    }
}
