package io.tollgate.balance;

import io.tollgate.model.RetrySpec;
import io.tollgate.time.Clock;
import io.tollgate.time.SecondsCounter;

/**
 * Bounds retries to a share of the traffic, so that a sick pool is not buried under them: over the last 10 s, at most
 * {@code budget} of the requests plus {@code floor} a second. After Finagle's RetryBudget. Thread-safe, lock-free; two
 * callers at the same moment may overdraw it by one.
 */
final class RetryBudget {
    private static final int WINDOW_SECONDS = 10;

    private final Clock clock;
    private final SecondsCounter requests = new SecondsCounter(WINDOW_SECONDS);
    private final SecondsCounter retries = new SecondsCounter(WINDOW_SECONDS);

    RetryBudget(Clock clock) {
        this.clock = clock;
    }

    /** Counts a request that is no retry. */
    void deposit() {
        requests.increment(second());
    }

    /** Takes one retry out of the budget, or says that there is none left. */
    boolean withdraw(RetrySpec spec) {
        long second = second();
        long share = requests.sum(second) * spec.budget().value() / 100;
        if (retries.sum(second) >= share + (long) spec.floor() * WINDOW_SECONDS) {
            return false;
        }
        retries.increment(second);
        return true;
    }

    private long second() {
        return Math.floorDiv(clock.nanos(), 1_000_000_000L);
    }
}
