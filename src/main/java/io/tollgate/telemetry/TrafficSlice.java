package io.tollgate.telemetry;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened in one slice of time. Thread-safe. */
final class TrafficSlice {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile @Nullable LatencyCounts latency = new LatencyCounts();
    private volatile double sealedP95;

    void request(boolean error) {
        requests.increment();
        if (error) {
            errors.increment();
        }
    }

    void latency(long nanos) {
        LatencyCounts counts = latency;
        if (counts != null) {
            counts.record(nanos);
        }
    }

    long requests() {
        return requests.sum();
    }

    long errors() {
        return errors.sum();
    }

    void addLatencyTo(long[] sums) {
        LatencyCounts counts = latency;
        if (counts != null) {
            counts.addTo(sums);
        }
    }

    double p95Millis() {
        LatencyCounts counts = latency;
        return counts == null ? sealedP95 : p95(counts);
    }

    /** Keeps the p95 and lets the counts go: 15 minutes of them for every pool would take a lot of memory. */
    void seal() {
        LatencyCounts counts = latency;
        if (counts != null) {
            sealedP95 = p95(counts);
            latency = null;
        }
    }

    private static double p95(LatencyCounts counts) {
        long[] sums = LatencyCounts.emptySums();
        counts.addTo(sums);
        return LatencyCounts.percentileMillis(sums, 0.95);
    }
}
