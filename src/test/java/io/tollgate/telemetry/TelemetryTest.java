package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Metric;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Outcome;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final FakeTime time = new FakeTime();
    private final Telemetry telemetry = new Telemetry(time);

    private long count(String key) {
        Metric metric = telemetry.registry().getMetrics().get(key);
        return metric instanceof Counter counter ? counter.getCount() : -1;
    }

    private FixedHistogram histogram(String key) {
        return (FixedHistogram)
                Objects.requireNonNull(telemetry.registry().getMetrics().get(key));
    }

    @Test
    void countsExchangesByWayAndCode() {
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);
        Exchanges.routed(time, "shop", "b", 503).end(telemetry);
        Exchanges.routed(time, "shop", "b", 999).end(telemetry);

        String way = "tollgate_requests_total{route=\"main\",pool=\"shop\",backend=";
        assertEquals(2, count(way + "\"a\",code=\"200\"}"));
        assertEquals(1, count(way + "\"b\",code=\"503\"}"));
        assertEquals(1, count(way + "\"b\",code=\"other\"}"));
    }

    @Test
    void anAnswerBeforeAnyRouteHasEmptyLabels() {
        Exchange refused = Exchanges.fresh(time, "/");
        refused.status(400);
        refused.reason(ErrorReason.BAD_REQUEST);
        refused.end(telemetry);

        assertEquals(1, count("tollgate_requests_total{route=\"\",pool=\"\",backend=\"\",code=\"400\"}"));
        assertEquals(1, count("tollgate_errors_total{reason=\"bad_request\"}"));
        assertEquals(0, count("tollgate_errors_total{reason=\"no_backend\"}"));
    }

    @Test
    void measuresHowLongExchangesTookAndWaited() {
        Exchange exchange = Exchanges.routed(time, "shop", "a", 200);
        exchange.queued(Duration.ofMillis(30).toNanos());
        time.advance(Duration.ofMillis(80));
        exchange.end(telemetry);
        Exchanges.routed(time, "shop", "b", 200).end(telemetry);

        FixedHistogram took = histogram("tollgate_request_duration_seconds{route=\"main\",pool=\"shop\"}");
        assertEquals(2, Arrays.stream(took.counts()).sum());
        assertEquals(0.08, took.sumSeconds(), 1e-9);
        FixedHistogram waited = histogram("tollgate_queue_wait_seconds{pool=\"shop\"}");
        assertEquals(1, Arrays.stream(waited.counts()).sum());
        assertEquals(0.03, waited.sumSeconds(), 1e-9);
    }

    @Test
    void anAttemptThatAnotherFollowedIsARetry() {
        Exchange moved = Exchanges.routed(time, "shop", "a", 200);
        moved.failedAttempt("a", Outcome.CONNECT_FAILED.label());
        moved.attempt("b");
        moved.end(telemetry);

        Exchange failed = Exchanges.routed(time, "shop", "a", 502);
        failed.failedAttempt("a", Outcome.RESET.label());
        failed.end(telemetry);

        assertEquals(1, count("tollgate_retries_total{pool=\"shop\",reason=\"connect_failed\"}"));
        assertEquals(0, count("tollgate_retries_total{pool=\"shop\",reason=\"reset\"}"));
    }

    @Test
    void countsWhatAffinityDid() {
        Exchange kept = Exchanges.routed(time, "shop", "a", 200);
        kept.affinity(AffinityResult.KEPT);
        kept.end(telemetry);
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);

        assertEquals(1, count("tollgate_affinity_total{pool=\"shop\",result=\"kept\"}"));
        assertEquals(0, count("tollgate_affinity_total{pool=\"shop\",result=\"moved\"}"));
        assertEquals(-1, count("tollgate_affinity_total{pool=\"shop\",result=\"none\"}"));
    }

    @Test
    void countsRequestsByClassAndReason() {
        Exchange flawed = Exchanges.routed(time, "shop", "a", 200);
        flawed.flaw(Flaw.UNESCAPED);
        flawed.flaw(Flaw.ENCODED_SLASH);
        flawed.flaw(Flaw.DOT_SEGMENT);
        flawed.end(telemetry);
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);

        String of = "tollgate_request_class_total{class=";
        assertEquals(1, count(of + "\"compliant\",reason=\"\"}"));
        assertEquals(1, count(of + "\"ambiguous\",reason=\"encoded_slash\"}"));
        assertEquals(0, count(of + "\"acceptable\",reason=\"unescaped\"}"));
        assertEquals(0, count(of + "\"severe\",reason=\"bad_length\"}"));
    }

    @Test
    void aClientThatLeftIsCounted() {
        Exchange gone = Exchanges.routed(time, "shop", "a", 0);
        gone.clientLeft();
        gone.end(telemetry);

        assertEquals(1, count("tollgate_client_gone_total"));
        assertEquals(1, count("tollgate_requests_total{route=\"main\",pool=\"shop\",backend=\"a\",code=\"499\"}"));
    }

    @Test
    void leasesFeedTheFiguresOfBackends() {
        Endpoint endpoint = mock(Endpoint.class);
        when(endpoint.pool()).thenReturn("shop");
        when(endpoint.id()).thenReturn("a");

        telemetry.closed(endpoint, Outcome.SERVER_ERROR, 1_000_000);

        assertEquals(1, telemetry.live().backend("shop", "a").errorShare());
    }

    @Test
    void countsReloads() {
        telemetry.reloaded(ReloadResult.REFUSED);

        assertEquals(1, count("tollgate_config_reloads_total{result=\"refused\"}"));
        assertEquals(0, count("tollgate_config_reloads_total{result=\"accepted\"}"));
    }

    @Test
    void publicationForgetsWhatIsGoneAndShowsNewPoolsAtZero() {
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);
        Exchanges.routed(time, "shop", "b", 200).end(telemetry);
        Exchanges.routed(time, "old", "a", 200).end(telemetry);

        telemetry.retain(Set.of("main"), Map.of("shop", Set.of("a"), "new", Set.of("x")));

        String way = "tollgate_requests_total{route=\"main\",pool=";
        assertEquals(1, count(way + "\"shop\",backend=\"a\",code=\"200\"}"));
        assertEquals(-1, count(way + "\"shop\",backend=\"b\",code=\"200\"}"));
        assertEquals(0, count("tollgate_retries_total{pool=\"new\",reason=\"connect_failed\"}"));
        assertTrue(telemetry.registry().getNames().stream().noneMatch(key -> key.contains("\"old\"")));
        assertEquals(Figures.NONE, telemetry.live().pool("old"));
        assertNotEquals(Figures.NONE, telemetry.live().total());

        Exchanges.routed(time, "shop", "a", 200).end(telemetry);
        assertEquals(2, count(way + "\"shop\",backend=\"a\",code=\"200\"}"));
    }

    @Test
    void aRouteThatIsGoneIsForgotten() {
        Exchanges.routed(time, "shop", "a", 200).end(telemetry);

        telemetry.retain(Set.of("other"), Map.of("shop", Set.of("a")));

        assertTrue(telemetry.registry().getNames().stream().noneMatch(key -> key.contains("\"main\"")));
    }

    @Test
    void noSumOfExchangesIsLostBeyondTheLimit() {
        Telemetry small = new Telemetry(time, 100);
        for (int i = 0; i < 1000; i++) {
            Exchanges.routed(time, "pool" + i, "a", 200).end(small);
        }

        long total = small.registry().getCounters().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("tollgate_requests_total"))
                .mapToLong(entry -> entry.getValue().getCount())
                .sum();
        assertEquals(1000, total);
        assertTrue(small.registry().getMetrics().size() < 200);
        Counter refused = Objects.requireNonNull(small.registry().getCounters().get("tollgate_series_refused_total"));
        assertTrue(refused.getCount() > 0);
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        Together.run(4, 5_000, () -> Exchanges.routed(time, "shop", "a", 200).end(telemetry));

        assertEquals(20_000, count("tollgate_requests_total{route=\"main\",pool=\"shop\",backend=\"a\",code=\"200\"}"));
        assertFalse(telemetry.live().total().p50Millis() < 0);
    }
}
