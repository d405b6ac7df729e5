package io.tollgate.telemetry;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations counted in fixed buckets, for exposition: buckets of many nodes can be added up, percentiles cannot.
 * Thread-safe; recording takes no lock and allocates nothing.
 *
 * <p>The bounds go from 1 ms to 60 s in steps of about 2.5, as Prometheus' own defaults do.
 */
final class FixedHistogram implements Labelled {
    private static final long[] BOUNDS_NANOS = {
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L,
        30_000_000_000L,
        60_000_000_000L
    };

    private final MetricName name;
    private final LongAdder[] buckets = new LongAdder[BOUNDS_NANOS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    FixedHistogram(MetricName name) {
        this.name = name;
        Arrays.setAll(buckets, i -> new LongAdder());
    }

    @Override
    public MetricName name() {
        return name;
    }

    /**
     * Counts one duration.
     *
     * @param nanos a negative one counts as 0
     */
    void record(long nanos) {
        long duration = Math.max(0, nanos);
        int found = Arrays.binarySearch(BOUNDS_NANOS, duration);
        buckets[found >= 0 ? found : -found - 1].increment();
        sumNanos.add(duration);
    }

    /** The buckets' upper bounds in seconds, inclusive, ascending; the last is infinite. */
    static double[] upperBoundsSeconds() {
        double[] bounds = new double[BOUNDS_NANOS.length + 1];
        for (int i = 0; i < BOUNDS_NANOS.length; i++) {
            bounds[i] = BOUNDS_NANOS[i] / 1e9;
        }
        bounds[BOUNDS_NANOS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** How many fell into each bucket, not added up. Their sum is the count, so that the two always agree. */
    long[] counts() {
        return Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
    }

    /** All durations together, in seconds. While others record it may run ahead of the counts or behind them. */
    double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }
}
