package io.tollgate.telemetry;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.tollgate.model.Mode;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes all metrics in the text format of Prometheus, or in OpenMetrics' for a client that takes it. Thread-safe; each
 * call is a scrape of its own.
 */
public final class PrometheusExposition {
    private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
    private final MetricCollector collector;

    /**
     * @param routes the mode of every route by its id; asked once for each scrape, by any thread
     */
    public PrometheusExposition(
            Telemetry telemetry,
            BackendGauges backends,
            CertificateGauges certificates,
            DiscoveryGauges discoveries,
            RolloutGauges rollouts,
            Supplier<Map<String, Mode>> routes,
            Clock clock) {
        this.collector =
                new MetricCollector(telemetry.registry(), backends, certificates, discoveries, rollouts, routes, clock);
    }

    /**
     * The content type that {@link #write} will write.
     *
     * @param accept the request's Accept field, or null
     */
    public String contentType(@Nullable String accept) {
        return writer(accept).getContentType();
    }

    /**
     * Scrapes and writes; does not close the stream.
     *
     * @param accept the request's Accept field, or null
     */
    public void write(@Nullable String accept, OutputStream out) throws IOException {
        writer(accept).write(out, collector.collect());
    }

    private ExpositionFormatWriter writer(@Nullable String accept) {
        return openMetrics.accepts(accept) ? openMetrics : prometheus;
    }
}
