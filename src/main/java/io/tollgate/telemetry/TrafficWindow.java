package io.tollgate.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The traffic of one pool, of one backend, or of all, over the last 60 s and, if wanted, 15 minutes. The window is
 * made of slices of 10 s, the current one included, and so is 50 to 60 s long. Thread-safe; recording takes no lock.
 */
final class TrafficWindow {
    /** Points of a history. */
    static final int HISTORY = 90;

    private static final long SLICE_NANOS = 10_000_000_000L;
    private static final int WINDOW = 6;

    private final RateWindow rate = new RateWindow();
    private final SliceRing<TrafficSlice> slices;
    private final int history;

    private TrafficWindow(int history) {
        this.history = history;
        this.slices = new SliceRing<>(SLICE_NANOS, Math.max(WINDOW, history + 1), this::begin);
    }

    static TrafficWindow withHistory() {
        return new TrafficWindow(HISTORY);
    }

    static TrafficWindow withoutHistory() {
        return new TrafficWindow(0);
    }

    private TrafficSlice begin(long tick) {
        for (long old = tick - history; old <= tick - WINDOW; old++) {
            TrafficSlice slice = slices.find(old);
            if (slice != null) {
                slice.seal();
            }
        }
        return new TrafficSlice();
    }

    /** Records a request whose latency says nothing, such as one whose client left. */
    void record(long now, boolean error) {
        rate.record(now);
        slices.at(now).request(error);
    }

    /** Records a request and how long it took. */
    void record(long now, boolean error, long latencyNanos) {
        rate.record(now);
        TrafficSlice slice = slices.at(now);
        slice.request(error);
        slice.latency(latencyNanos);
    }

    Figures figures(long now) {
        long requests = 0;
        long errors = 0;
        long[] latency = LatencyCounts.emptySums();
        long current = slices.tick(now);
        for (long tick = current - WINDOW + 1; tick <= current; tick++) {
            TrafficSlice slice = slices.find(tick);
            if (slice != null) {
                requests += slice.requests();
                errors += slice.errors();
                slice.addLatencyTo(latency);
            }
        }
        return new Figures(
                rate.perSecond(now),
                requests == 0 ? 0 : Math.min(1, (double) errors / requests),
                LatencyCounts.percentileMillis(latency, 0.50),
                LatencyCounts.percentileMillis(latency, 0.95),
                LatencyCounts.percentileMillis(latency, 0.99));
    }

    /** Adds how long requests took to the sums, which {@link LatencyCounts#emptySums} made. */
    void addLatencyTo(long[] sums, long now) {
        long current = slices.tick(now);
        for (long tick = current - WINDOW + 1; tick <= current; tick++) {
            TrafficSlice slice = slices.find(tick);
            if (slice != null) {
                slice.addLatencyTo(sums);
            }
        }
    }

    /** Requests a second, one point for each whole slice, oldest first; 0 where nothing happened. */
    List<Double> requestHistory(long now) {
        return points(now, slice -> slice.requests() * 1e9 / SLICE_NANOS);
    }

    /** p95 in milliseconds, likewise. */
    List<Double> p95History(long now) {
        return points(now, TrafficSlice::p95Millis);
    }

    private List<Double> points(long now, ToDoubleFunction<TrafficSlice> value) {
        List<Double> points = new ArrayList<>(history);
        long current = slices.tick(now);
        for (long tick = current - history; tick < current; tick++) {
            TrafficSlice slice = slices.find(tick);
            points.add(slice == null ? 0.0 : value.applyAsDouble(slice));
        }
        return List.copyOf(points);
    }
}
