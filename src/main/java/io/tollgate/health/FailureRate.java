package io.tollgate.health;

import io.tollgate.model.OutlierSpec;
import io.tollgate.time.SecondsCounter;

/**
 * Which share of a backend's requests failed, over a sliding window of whole seconds. Thread-safe and lock-free; time
 * comes in as nanoseconds of one monotonic clock.
 */
final class FailureRate {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final double least;
    private final int minRequests;
    private final SecondsCounter all;
    private final SecondsCounter bad;

    FailureRate(OutlierSpec spec) {
        int seconds = (int) Math.max(1, spec.window().toSeconds());
        this.least = spec.failureRate().fraction();
        this.minRequests = spec.minRequests();
        this.all = new SecondsCounter(seconds);
        this.bad = new SecondsCounter(seconds);
    }

    void well(long nowNanos) {
        if (least > 0) {
            all.increment(second(nowNanos));
        }
    }

    void failed(long nowNanos) {
        if (least > 0) {
            bad.increment(second(nowNanos));
            all.increment(second(nowNanos));
        }
    }

    /** From 0 to 1; negative when there were too few requests to tell. */
    double share(long nowNanos) {
        long requests = requests(nowNanos);
        return requests < minRequests ? -1 : (double) failures(nowNanos) / requests;
    }

    long requests(long nowNanos) {
        return all.sum(second(nowNanos));
    }

    long failures(long nowNanos) {
        return bad.sum(second(nowNanos));
    }

    /** Whether such a share is too much. */
    boolean tooMuch(double share) {
        return least > 0 && share >= least;
    }

    private static long second(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_SECOND);
    }
}
