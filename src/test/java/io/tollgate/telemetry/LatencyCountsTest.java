package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyCountsTest {
    /** Half a bucket of 1/16 octave, and the microsecond that is cut off before counting. */
    private static final double RELATIVE_ERROR = 1.0 / 32;

    private static final double ABSOLUTE_ERROR_MILLIS = 0.001;

    private enum Shape {
        UNIFORM(random -> (long) (random.nextDouble() * 2e9)),
        EXPONENTIAL(random -> (long) (-Math.log(1 - random.nextDouble()) * 5e6)),
        LOG_NORMAL(random -> (long) (Math.exp(random.nextGaussian() * 2) * 1e6)),
        TWO_HUMPS(random -> (random.nextInt(10) == 0 ? 900_000_000L : 1_500_000L) + random.nextInt(1000)),
        TINY(random -> random.nextInt(50_000));

        @SuppressWarnings("ImmutableEnumChecker") // the functions above hold no state
        private final ToLongFunction<Random> draw;

        Shape(ToLongFunction<Random> draw) {
            this.draw = draw;
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void percentilesAreWithinHalfABucketOfTheSortedData(Shape shape) {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            long[] nanos = new long[1 + random.nextInt(3000)];
            LatencyCounts counts = new LatencyCounts();
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = shape.draw.applyAsLong(random);
                counts.record(nanos[i]);
            }
            Arrays.sort(nanos);
            for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
                double exact = nanos[(int) Math.ceil(share * nanos.length) - 1] / 1e6;
                double found = LatencyCounts.percentileMillis(sums(counts), share);
                assertTrue(
                        Math.abs(found - exact) <= exact * RELATIVE_ERROR + ABSOLUTE_ERROR_MILLIS,
                        () -> shape + ": " + found + " for " + exact);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 999, 31_999, 32_000, 33_999, 34_000, 1L << 40})
    void everyDurationHasABucket(long nanos) {
        LatencyCounts counts = new LatencyCounts();
        counts.record(nanos);

        double exact = Math.max(0, nanos) / 1e6;
        assertEquals(exact, LatencyCounts.percentileMillis(sums(counts), 0.5), exact * RELATIVE_ERROR + 0.001);
    }

    @Test
    void durationsBeyondTheLastBucketCountAsThat() {
        LatencyCounts counts = new LatencyCounts();
        counts.record(Long.MAX_VALUE);

        assertEquals(4_294_967.0, LatencyCounts.percentileMillis(sums(counts), 0.5), 4_294_967 * RELATIVE_ERROR);
    }

    @Test
    void withoutAnyThePercentileIsZero() {
        assertEquals(0, LatencyCounts.percentileMillis(LatencyCounts.emptySums(), 0.5));
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        LatencyCounts counts = new LatencyCounts();

        Together.run(4, 50_000, () -> counts.record(5_000_000));

        assertEquals(200_000, Arrays.stream(sums(counts)).sum());
    }

    private static long[] sums(LatencyCounts counts) {
        long[] sums = LatencyCounts.emptySums();
        counts.addTo(sums);
        return sums;
    }
}
