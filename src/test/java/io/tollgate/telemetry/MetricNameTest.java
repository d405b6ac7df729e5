package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MetricNameTest {

    @Test
    void theKeyReadsLikeTheExposition() {
        assertEquals(
                "tollgate_requests_total{route=\"main\",pool=\"shop\",backend=\"a\",code=\"200\"}",
                MetricName.of(MetricFamily.REQUESTS, "main", "shop", "a", "200").key());
        assertEquals(
                "tollgate_client_gone_total",
                MetricName.of(MetricFamily.CLIENT_GONE).key());
    }

    @Test
    void valuesThatCouldBeTakenForLabelsAreEscaped() {
        assertEquals(
                "tollgate_queue_depth{pool=\"a\\\"b\\\\c\\nd\"}",
                MetricName.of(MetricFamily.QUEUE_DEPTH, "a\"b\\c\nd").key());
    }

    @Test
    void everyLabelNeedsAValue() {
        assertThrows(IllegalArgumentException.class, () -> MetricName.of(MetricFamily.REQUESTS, "main"));
    }

    @Test
    void aLabelIsFoundByItsName() {
        MetricName name = MetricName.of(MetricFamily.RETRIES, "shop", "reset");

        assertEquals("reset", name.value("reason"));
        assertEquals("", name.value("backend"));
    }
}
