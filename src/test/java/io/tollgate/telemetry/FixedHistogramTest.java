package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FixedHistogramTest {
    private final FixedHistogram histogram = new FixedHistogram(MetricName.of(MetricFamily.QUEUE_WAIT, "shop"));

    @Test
    void aBoundBelongsToTheBucketItEnds() {
        histogram.record(1_000_000);
        histogram.record(1_000_001);
        histogram.record(60_000_000_000L);
        histogram.record(60_000_000_001L);

        long[] counts = histogram.counts();
        assertEquals(1, counts[0]);
        assertEquals(1, counts[1]);
        assertEquals(1, counts[14]);
        assertEquals(1, counts[15]);
        assertEquals(0.002000001 + 120.000000001, histogram.sumSeconds(), 1e-9);
    }

    @Test
    void aNegativeDurationCountsAsZero() {
        histogram.record(-5);

        assertEquals(1, histogram.counts()[0]);
        assertEquals(0, histogram.sumSeconds());
    }

    @Test
    void boundsGoFromAMillisecondToAMinuteAndBeyond() {
        double[] bounds = FixedHistogram.upperBoundsSeconds();

        assertEquals(0.001, bounds[0]);
        assertEquals(60, bounds[14]);
        assertEquals(Double.POSITIVE_INFINITY, bounds[15]);
        double[] sorted = bounds.clone();
        Arrays.sort(sorted);
        assertArrayEquals(sorted, bounds);
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        Together.run(4, 50_000, () -> histogram.record(3_000_000));

        assertEquals(200_000, Arrays.stream(histogram.counts()).sum());
        assertEquals(600, histogram.sumSeconds(), 1e-6);
    }
}
