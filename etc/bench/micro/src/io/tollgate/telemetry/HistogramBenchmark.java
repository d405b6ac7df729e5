package io.tollgate.telemetry;

import io.tollgate.bench.Step;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Counts a duration. */
public class HistogramBenchmark extends Step {
    private FixedHistogram histogram;
    private long nanos;

    @Setup
    public void setUp() {
        histogram = new FixedHistogram(MetricName.of(MetricFamily.QUEUE_WAIT, "shop"));
    }

    @Benchmark
    public void record() {
        nanos = (nanos * 31 + 7_919) & (1L << 30) - 1;
        histogram.record(nanos);
    }
}
