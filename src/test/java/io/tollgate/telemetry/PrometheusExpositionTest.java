package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Outcome;
import io.tollgate.balance.Pool;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.health.Health;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.testing.FakeTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusExpositionTest {
    private static final String PROMETHEUS =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    private final FakeTime time = new FakeTime();
    private final Telemetry telemetry = new Telemetry(time);
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final PrometheusExposition exposition = new PrometheusExposition(
            telemetry,
            this::showPool,
            this::showCertificates,
            visitor -> visitor.pool("shop", 3, 1, 7, true, time.wallMillis() - 2_500),
            visitor -> visitor.pool("shop", 2, 1, 4, 0, true),
            () -> Map.of("main", Mode.READY, "shop", Mode.MAINTENANCE),
            time);

    private void showPool(BackendGauges.Visitor visitor) {
        Pool pool = mock(Pool.class);
        when(pool.id()).thenReturn("shop");
        when(pool.endpoints()).thenReturn(endpoints);
        when(pool.queueDepth()).thenReturn(3);
        when(pool.failOpen()).thenReturn(true);
        visitor.pool(pool, id -> id.equals("a") ? 18 : 0, endpoint -> new ConnectionFigures(7, 5, 1, 1_000, 988));
    }

    private void showCertificates(CertificateGauges.Visitor visitor) {
        visitor.certificate("secure", "", "shop.example.com", time.wallMillis() + 90_000);
        visitor.certificate("secure", "", "shop.example.com", time.wallMillis() + 60_000);
        visitor.certificate("", "shop", "tollgate", time.wallMillis() - 1_500);
    }

    private Endpoint endpoint(String id, Mode mode, Health health, long ejectedUntil) {
        Endpoint endpoint = mock(Endpoint.class);
        when(endpoint.id()).thenReturn(id);
        when(endpoint.mode()).thenReturn(mode);
        when(endpoint.health()).thenReturn(health);
        when(endpoint.inFlight()).thenReturn(7);
        when(endpoint.ejectedUntilMillis()).thenReturn(ejectedUntil);
        when(endpoint.spec()).thenReturn(new BackendSpec(id, BackendUrl.parse("http://127.0.0.1:9001"), 40, 0, "", 0));
        return endpoint;
    }

    @BeforeEach
    void someTraffic() {
        endpoints.add(endpoint("a", Mode.DRAIN, Health.UP, 0));
        endpoints.add(endpoint("b", Mode.READY, Health.UNKNOWN, time.wallMillis() + 31));
        endpoints.add(endpoint("c", Mode.MAINTENANCE, Health.DOWN, time.wallMillis() + 30));
        telemetry.revision(() -> 12);
        telemetry.retain(Set.of("main"), Map.of("shop", Set.of("a", "b", "c")));
        Exchange exchange = Exchanges.routed(time, "shop", "a", 200);
        exchange.failedAttempt("a", Outcome.CONNECT_FAILED.label());
        exchange.attempt("b");
        exchange.connected(Duration.ofMillis(2).toNanos());
        exchange.affinity(AffinityResult.MOVED);
        exchange.queued(Duration.ofMillis(3).toNanos());
        time.advance(Duration.ofMillis(30));
        exchange.end(telemetry);
    }

    private String written(@Nullable String accept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exposition.write(accept, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyFamilyIsThereWithHelpAndType() throws IOException {
        ExpositionText text = new ExpositionText(written(null));

        for (MetricFamily family : MetricFamily.values()) {
            assertEquals(family.help(), text.help.get(family.metric()));
            assertEquals(family.kind().name().toLowerCase(Locale.ROOT), text.type.get(family.metric()));
        }
        assertEquals(MetricFamily.values().length, text.type.size());
    }

    @Test
    void everyNameOfTheContractHasItsValue() throws IOException {
        ExpositionText text = new ExpositionText(written(null));

        assertEquals(1, text.value("tollgate_requests_total{backend=b,code=200,pool=shop,route=main}"));
        assertEquals(0, text.value("tollgate_request_duration_seconds_bucket{pool=shop,route=main,le=0.025}"));
        assertEquals(1, text.value("tollgate_request_duration_seconds_bucket{pool=shop,route=main,le=0.05}"));
        assertEquals(1, text.value("tollgate_request_duration_seconds_bucket{pool=shop,route=main,le=+Inf}"));
        assertEquals(1, text.value("tollgate_request_duration_seconds_count{pool=shop,route=main}"));
        assertEquals(0.03, text.value("tollgate_request_duration_seconds_sum{pool=shop,route=main}"), 1e-9);
        assertEquals(1, text.value("tollgate_retries_total{pool=shop,reason=connect_failed}"));
        assertEquals(3, text.value("tollgate_queue_depth{pool=shop}"));
        assertEquals(1, text.value("tollgate_queue_wait_seconds_count{pool=shop}"));
        assertEquals(0.003, text.value("tollgate_queue_wait_seconds_sum{pool=shop}"), 1e-9);
        assertEquals(1, text.value("tollgate_connection_wait_seconds_count{pool=shop}"));
        assertEquals(0.002, text.value("tollgate_connection_wait_seconds_sum{pool=shop}"), 1e-9);
        assertEquals(1, text.value("tollgate_affinity_total{pool=shop,result=moved}"));
        assertEquals(12, text.value("tollgate_config_revision"));
        assertEquals(0, text.value("tollgate_config_reloads_total{result=accepted}"));
        assertEquals(1, text.value("tollgate_pool_fail_open{pool=shop}"));
    }

    @Test
    void backendsShowTheirState() throws IOException {
        ExpositionText text = new ExpositionText(written(null));

        assertEquals(7, text.value("tollgate_backend_in_flight{backend=a,pool=shop}"));
        assertEquals(40, text.value("tollgate_backend_weight{backend=a,pool=shop}"));
        assertEquals(18, text.value("tollgate_backend_sessions{backend=a,pool=shop}"));
        assertEquals(0, text.value("tollgate_backend_sessions{backend=b,pool=shop}"));
        assertEquals(1, text.value("tollgate_backend_health{backend=a,pool=shop}"));
        assertEquals(0.5, text.value("tollgate_backend_health{backend=b,pool=shop}"));
        assertEquals(0, text.value("tollgate_backend_health{backend=c,pool=shop}"));
        assertEquals(1, text.value("tollgate_backend_mode{backend=a,pool=shop}"));
        assertEquals(0, text.value("tollgate_backend_mode{backend=b,pool=shop}"));
        assertEquals(2, text.value("tollgate_backend_mode{backend=c,pool=shop}"));
        assertEquals(7, text.value("tollgate_connections{backend=a,pool=shop,state=active}"));
        assertEquals(5, text.value("tollgate_connections{backend=a,pool=shop,state=idle}"));
        assertEquals(1, text.value("tollgate_connections{backend=a,pool=shop,state=pending}"));
        assertEquals(1000, text.value("tollgate_connections_opened_total{backend=a,pool=shop}"));
        assertEquals(988, text.value("tollgate_connections_closed_total{backend=a,pool=shop}"));
        assertEquals(1, text.value("tollgate_backend_ejected{backend=b,pool=shop}"));
        assertEquals(0, text.value("tollgate_backend_ejected{backend=c,pool=shop}"));
    }

    @Test
    void routesShowTheirMode() throws IOException {
        ExpositionText text = new ExpositionText(written(null));

        assertEquals(0, text.value("tollgate_route_mode{route=main}"));
        assertEquals(2, text.value("tollgate_route_mode{route=shop}"));
    }

    @Test
    void certificatesShowWhenTheyExpire() throws IOException {
        ExpositionText text = new ExpositionText(written(null));

        assertEquals(
                60, text.value("tollgate_certificate_expiry_seconds{listener=secure,name=shop.example.com,pool=}"));
        assertEquals(-1.5, text.value("tollgate_certificate_expiry_seconds{listener=,name=tollgate,pool=shop}"));
        assertEquals(3, text.value("tollgate_discovery_backends{pool=shop,state=found}"));
        assertEquals(1, text.value("tollgate_discovery_backends{pool=shop,state=leaving}"));
        assertEquals(2, text.value("tollgate_rollout_backends{pool=shop,state=waiting}"));
        assertEquals(1, text.value("tollgate_rollout_backends{pool=shop,state=under_way}"));
        assertEquals(4, text.value("tollgate_rollout_backends{pool=shop,state=done}"));
        assertEquals(0, text.value("tollgate_rollout_backends{pool=shop,state=left_out}"));
        assertEquals(1, text.value("tollgate_rollout_paused{pool=shop}"));
        assertEquals(7, text.value("tollgate_discovery_failures_total{pool=shop}"));
        assertEquals(1, text.value("tollgate_discovery_trouble{pool=shop}"));
        assertEquals(2.5, text.value("tollgate_discovery_last_success_seconds{pool=shop}"));
        assertEquals(0, text.value("tollgate_certificate_reloads_total{result=refused}"));
    }

    @Test
    void theProcessShowsItself() throws IOException {
        time.advance(Duration.ofSeconds(5));
        ExpositionText text = new ExpositionText(written(null));

        assertEquals(5.03, text.value("tollgate_uptime_seconds"), 1e-6);
        assertTrue(text.value("jvm_memory_used_bytes{area=heap}") > 0);
        assertTrue(text.value("jvm_threads_current") > 0);
    }

    @Test
    void oddLabelsAreEscaped() throws IOException {
        Exchanges.routed(time, "shop", "x\"y\\z\nq", 200).end(telemetry);
        String text = written(null);

        assertTrue(text.contains("backend=\"x\\\"y\\\\z\\nq\""));
        assertEquals(
                1,
                new ExpositionText(text)
                        .value("tollgate_requests_total{backend=x\"y\\z\nq,code=200,pool=shop,route=main}"));
    }

    @Test
    void bucketsGrowAndEndInTheCount() throws IOException {
        double before = 0;
        ExpositionText text = new ExpositionText(written(null));
        for (Map.Entry<String, Double> sample : text.samples.entrySet()) {
            if (sample.getKey().startsWith("tollgate_request_duration_seconds_bucket{pool=shop")) {
                assertTrue(sample.getValue() >= before);
                before = sample.getValue();
            }
        }
        assertEquals(text.value("tollgate_request_duration_seconds_count{pool=shop,route=main}"), before);
    }

    @Test
    void aClientThatTakesOpenMetricsGetsIt() throws IOException {
        String text = written(PROMETHEUS);

        assertTrue(exposition.contentType(PROMETHEUS).startsWith("application/openmetrics-text"));
        assertTrue(text.endsWith("# EOF\n"));
        assertTrue(text.contains("# TYPE tollgate_requests counter\n"));
        assertTrue(text.contains("# UNIT tollgate_request_duration_seconds seconds\n"));
        assertTrue(text.contains(
                "tollgate_requests_total{backend=\"b\",code=\"200\",pool=\"shop\",route=\"main\"} 1.0\n"));
    }

    @Test
    void othersGetTheTextOfPrometheus() throws IOException {
        for (String accept : new String[] {"*/*", "text/plain", "application/vnd.google.protobuf"}) {
            assertTrue(exposition.contentType(accept).startsWith("text/plain; version=0.0.4"));
            assertTrue(new ExpositionText(written(accept)).samples.containsKey("tollgate_client_gone_total"));
        }
        assertTrue(exposition.contentType(null).startsWith("text/plain"));
    }

    @Test
    void aBackendThatLeavesLeavesTheGauges() throws IOException {
        endpoints.remove(0);

        assertFalse(
                new ExpositionText(written(null)).samples.containsKey("tollgate_backend_mode{backend=a,pool=shop}"));
    }

    @Test
    void noOverflowIsShownWithoutOne() throws IOException {
        assertFalse(written(null).contains("\"_overflow\""));
    }
}
