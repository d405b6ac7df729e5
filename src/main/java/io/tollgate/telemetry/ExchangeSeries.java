package io.tollgate.telemetry;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The series of one way through Tollgate, kept at hand so that an ended exchange finds them without making names.
 * Thread-safe.
 */
final class ExchangeSeries {
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    /**
     * A way through.
     *
     * @param route empty when none matched; pool and backend likewise
     */
    record Way(String route, String pool, String backend) {
        static final Way OVERFLOW = new Way(MetricName.OVERFLOW, MetricName.OVERFLOW, MetricName.OVERFLOW);
    }

    private final LabelledMetrics metrics;
    private final Way way;
    private final FixedHistogram duration;
    private final AtomicReferenceArray<LabelledCounter> byCode = new AtomicReferenceArray<>(HIGHEST - LOWEST + 2);

    ExchangeSeries(LabelledMetrics metrics, Way way) {
        this.metrics = metrics;
        this.way = way;
        this.duration = metrics.histogram(MetricFamily.REQUEST_DURATION, way.route(), way.pool());
    }

    void ended(int status, long servedNanos) {
        requests(status).inc();
        duration.record(servedNanos);
    }

    private LabelledCounter requests(int status) {
        boolean usual = status >= LOWEST && status <= HIGHEST;
        int slot = usual ? status - LOWEST + 1 : 0;
        LabelledCounter known = byCode.get(slot);
        if (known == null) {
            known = metrics.counter(
                    MetricFamily.REQUESTS,
                    way.route(),
                    way.pool(),
                    way.backend(),
                    usual ? Integer.toString(status) : "other");
            byCode.set(slot, known);
        }
        return known;
    }
}
