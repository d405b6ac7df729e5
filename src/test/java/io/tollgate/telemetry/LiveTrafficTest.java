package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tollgate.balance.Outcome;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveTrafficTest {
    private static final long MILLI = 1_000_000L;

    private final FakeTime time = new FakeTime();
    private final LiveTraffic live = new LiveTraffic(time, 3);

    private void exchange(String pool, int status, Duration took) {
        end(Exchanges.routed(time, pool, "a", status), took);
    }

    private void end(Exchange exchange, Duration took) {
        time.advance(took);
        exchange.end(live::ended);
    }

    /** Else a deployment would stop at the tunnels that it had to cut off. */
    @Test
    void aTunnelThatIsCutOffIsNoErrorAndItsLengthIsNoTime() {
        Exchange tunnel = Exchanges.routed(time, "shop", "a", 101);
        time.advance(Duration.ofMillis(10));
        tunnel.firstByte();
        tunnel.switched();
        tunnel.brokenOff();
        end(tunnel, Duration.ofHours(1));
        assertEquals(0, live.pool("shop").errorShare());
        assertEquals(10, live.pool("shop").p95Millis(), 0.32);
    }

    @Test
    void aPoolShowsExchangesAsClientsSawThem() {
        exchange("shop", 200, Duration.ofMillis(10));
        exchange("shop", 404, Duration.ofMillis(10));
        exchange("shop", 502, Duration.ofMillis(10));
        Exchange cut = Exchanges.routed(time, "shop", "a", 200);
        cut.brokenOff();
        end(cut, Duration.ofMillis(10));

        assertEquals(0.5, live.pool("shop").errorShare());
        assertEquals(10, live.pool("shop").p95Millis(), 0.32);
        assertEquals(0.5, live.total().errorShare());
    }

    @Test
    void aPoolShowsHowLongThoseWaitedWhoDid() {
        exchange("shop", 200, Duration.ofSeconds(1));
        assertEquals(0, live.queueWaitP95Millis("shop"), "nobody has");
        Exchange waited = Exchanges.routed(time, "shop", "a", 200);
        waited.queued(80 * MILLI);
        end(waited, Duration.ofSeconds(1));
        assertEquals(80, live.queueWaitP95Millis("shop"), 2.5);
        assertEquals(0, live.queueWaitP95Millis("other"));
        time.advance(Duration.ofSeconds(60));
        assertEquals(0, live.queueWaitP95Millis("shop"), "that was long ago");
    }

    @Test
    void aPoolShowsHowLongItsBackendsAreBusyWithOneAttempt() {
        assertEquals(0, live.serviceMillis("shop"), "with none yet");
        live.closed("shop", "a", Outcome.SUCCESS, 30 * MILLI);
        live.closed("shop", "a", Outcome.SUCCESS, 30 * MILLI);
        live.closed("shop", "b", Outcome.SERVER_ERROR, 120 * MILLI);
        live.closed("shop", "b", Outcome.UNUSED, 900 * MILLI);
        live.closed("other", "c", Outcome.SUCCESS, 900 * MILLI);
        assertEquals(60, live.serviceMillis("shop"), 60 * 0.032);
        time.advance(Duration.ofSeconds(60));
        assertEquals(0, live.serviceMillis("shop"), "that was long ago");
    }

    @Test
    void aClientThatLeftIsNobodysErrorAndNoLatency() {
        Exchange gone = Exchanges.routed(time, "shop", "a", 0);
        gone.clientLeft();
        end(gone, Duration.ofSeconds(5));

        assertEquals(0, live.pool("shop").errorShare());
        assertEquals(0, live.pool("shop").p50Millis());
        time.advance(Duration.ofSeconds(1));
        assertEquals(0.1, live.pool("shop").requestsPerSecond());
    }

    @Test
    void anAnswerOfTollgatesOwnCountsInTheTotal() {
        Exchange denied = Exchanges.fresh(time, "/");
        denied.status(403);
        end(denied, Duration.ofMillis(1));

        time.advance(Duration.ofSeconds(1));
        assertEquals(0.1, live.total().requestsPerSecond());
    }

    @Test
    void aRouteShowsWhatItAnswersByItselfToo() {
        exchange("shop", 502, Duration.ofMillis(10));
        Exchange local = Exchanges.fresh(time, "/");
        local.route(Exchanges.route("main"));
        local.status(200);
        end(local, Duration.ofMillis(10));

        assertEquals(0.5, live.route("main").errorShare());
        assertEquals(1, live.pool("shop").errorShare());
        assertEquals(Figures.NONE, live.route("other"));
        time.advance(Duration.ofSeconds(1));
        assertEquals(0.2, live.route("main").requestsPerSecond());
    }

    @Test
    void aBackendShowsAttempts() {
        live.closed("shop", "a", Outcome.SUCCESS, 30 * MILLI);
        live.closed("shop", "a", Outcome.CONNECT_FAILED, 30 * MILLI);
        live.closed("shop", "a", Outcome.CLIENT_GONE, 9000 * MILLI);
        live.closed("shop", "a", Outcome.CLIENT_GONE, 9000 * MILLI);
        live.closed("shop", "a", Outcome.UNUSED, MILLI);

        Figures figures = live.backend("shop", "a");
        assertEquals(0.25, figures.errorShare());
        assertEquals(30, figures.p99Millis(), 30 * 0.032);
        assertEquals(Figures.NONE, live.backend("shop", "b"));
        assertEquals(Figures.NONE, live.backend("other", "a"));
    }

    @Test
    void theHistoryOfAnUnknownPoolIsFlat() {
        assertEquals(Collections.nCopies(90, 0.0), live.requestHistory("shop"));
        assertEquals(Collections.nCopies(90, 0.0), live.p95History("shop"));
    }

    @Test
    void theHistoryOfAPoolShowsItsExchanges() {
        for (int i = 0; i < 20; i++) {
            exchange("shop", 200, Duration.ZERO);
        }
        time.advance(Duration.ofSeconds(10));

        assertEquals(2.0, live.requestHistory("shop").get(89));
    }

    @Test
    void whatIsGoneIsForgottenAndTheRestStays() {
        for (String pool : new String[] {"shop", "old"}) {
            exchange(pool, 500, Duration.ofMillis(1));
            live.closed(pool, "a", Outcome.SERVER_ERROR, MILLI);
            live.closed(pool, "b", Outcome.SERVER_ERROR, MILLI);
        }

        Exchange other = Exchanges.fresh(time, "/");
        other.route(Exchanges.route("other"));
        end(other, Duration.ofMillis(1));

        live.retain(Set.of("main"), Map.of("shop", Set.of("a")));

        assertEquals(Figures.NONE, live.route("other"));
        assertNotEquals(Figures.NONE, live.route("main"));
        assertEquals(Figures.NONE, live.pool("old"));
        assertEquals(Figures.NONE, live.backend("shop", "b"));
        assertNotEquals(Figures.NONE, live.pool("shop"));
        assertNotEquals(Figures.NONE, live.backend("shop", "a"));
        assertNotEquals(Figures.NONE, live.total());
    }

    @Test
    void tooManyPoolsCountInTheTotalOnly() {
        for (int i = 0; i < 10; i++) {
            exchange("pool" + i, 500, Duration.ofMillis(1));
        }

        assertNotEquals(Figures.NONE, live.pool("pool2"));
        assertEquals(Figures.NONE, live.pool("pool3"));
        time.advance(Duration.ofSeconds(1));
        assertEquals(1, live.total().requestsPerSecond());
    }
}
