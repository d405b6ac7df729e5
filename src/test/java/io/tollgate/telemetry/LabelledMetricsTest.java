package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.codahale.metrics.MetricRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LabelledMetricsTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final LabelledMetrics metrics = new LabelledMetrics(registry, 3);

    @Test
    void theSameLabelsAreTheSameMetric() {
        LabelledCounter first = metrics.counter(MetricFamily.RETRIES, "shop", "reset");

        assertSame(first, metrics.counter(MetricFamily.RETRIES, "shop", "reset"));
        assertNotSame(first, metrics.counter(MetricFamily.RETRIES, "shop", "idle_timeout"));
        assertSame(first, registry.getMetrics().get("tollgate_retries_total{pool=\"shop\",reason=\"reset\"}"));
    }

    @Test
    void beyondTheLimitEachFamilyHasOneSeriesMore() {
        for (int i = 0; i < 10; i++) {
            metrics.counter(MetricFamily.RETRIES, "pool" + i, "reset").inc();
            metrics.histogram(MetricFamily.QUEUE_WAIT, "pool" + i);
        }

        assertEquals(
                8,
                metrics.counter(MetricFamily.RETRIES, "_overflow", "_overflow").getCount());
        assertEquals(8 + 9, metrics.counter(MetricFamily.SERIES_REFUSED).getCount());
        assertEquals(3.0, gauge("tollgate_series"));
        int counted = 3;
        int overflows = 2;
        int own = 2;
        assertEquals(counted + overflows + own, registry.getMetrics().size());
    }

    @Test
    void whatIsForgottenMakesRoom() {
        LabelledCounter kept = metrics.counter(MetricFamily.RETRIES, "pool0", "reset");
        metrics.counter(MetricFamily.RETRIES, "pool1", "reset");
        metrics.counter(MetricFamily.RETRIES, "pool2", "reset");

        metrics.retain(name -> name.value("pool").equals("pool0"));

        assertEquals(1.0, gauge("tollgate_series"));
        assertSame(kept, metrics.counter(MetricFamily.RETRIES, "pool0", "reset"));
        assertNull(registry.getMetrics().get("tollgate_retries_total{pool=\"pool1\",reason=\"reset\"}"));
        metrics.counter(MetricFamily.RETRIES, "pool3", "reset");
        assertEquals(0, metrics.counter(MetricFamily.SERIES_REFUSED).getCount());
    }

    @Test
    void aGaugeMayBeSetAnew() {
        metrics.gauge(MetricFamily.CONFIG_REVISION, () -> 1);
        metrics.gauge(MetricFamily.CONFIG_REVISION, () -> 2);

        assertEquals(2.0, gauge("tollgate_config_revision"));
    }

    private Object gauge(String key) {
        return Objects.requireNonNull(registry.getGauges().get(key)).getValue();
    }
}
