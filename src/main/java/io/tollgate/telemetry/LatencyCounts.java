package io.tollgate.telemetry;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Durations counted in log-linear buckets, as HdrHistogram does (Gil Tene): each power of two of microseconds is cut
 * into {@value #STEPS} equal parts, so that a bucket's middle is at most 1/32, 3.2 %, away from anything in it; below
 * 32 µs buckets are 1 µs wide. 464 buckets reach to 71 minutes; longer ones count as that. Thread-safe; recording takes
 * no lock and allocates nothing.
 */
final class LatencyCounts {
    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;
    private static final long MAX_MICROS = 0xFFFF_FFFFL;
    private static final int BUCKETS = bucket(MAX_MICROS) + 1;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

    /** @param nanos a negative one counts as 0 */
    void record(long nanos) {
        counts.getAndIncrement(bucket(Math.min(Math.max(0, nanos / 1000), MAX_MICROS)));
    }

    /** Adds these counts to the sums, which {@link #emptySums} made. */
    void addTo(long[] sums) {
        for (int i = 0; i < BUCKETS; i++) {
            sums[i] += counts.get(i);
        }
    }

    static long[] emptySums() {
        return new long[BUCKETS];
    }

    /**
     * The duration that this share of all do not exceed, in milliseconds; 0 without any.
     *
     * @param share above 0, at most 1
     */
    static double percentileMillis(long[] sums, double share) {
        long total = 0;
        for (long count : sums) {
            total += count;
        }
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += sums[i];
            if (seen >= rank) {
                return middleMicros(i) / 1000;
            }
        }
        return 0;
    }

    /** How long they lasted on average, in milliseconds, each counted as its bucket's middle; 0 without any. */
    static double meanMillis(long[] sums) {
        long total = 0;
        double micros = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += sums[i];
            micros += sums[i] * middleMicros(i);
        }
        return total == 0 ? 0 : micros / total / 1000;
    }

    private static int bucket(long micros) {
        int octave = Math.max(0, Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(micros));
        return octave * STEPS + (int) (micros >>> octave);
    }

    private static double middleMicros(int bucket) {
        int octave = Math.max(0, bucket / STEPS - 1);
        long lowest = (long) (bucket - octave * STEPS) << octave;
        return lowest + (1L << octave) / 2.0;
    }
}
