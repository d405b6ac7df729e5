package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final FakeTime time = new FakeTime();
    private final RequestView request = FakeRequest.get("/a/../b%20c").host("Shop:80");
    private final Exchange exchange = new Exchange("r1", "web", request, Origin.of(request), time);
    private final List<Exchange> ended = new ArrayList<>();

    @Test
    void hostAndPathAreReadOnceInTheirOneForm() {
        assertEquals("shop", exchange.host());
        assertEquals("/b c", exchange.path());
        assertSame(exchange.path(), exchange.path());
    }

    @Test
    void endsOnceWithItsWholeTime() {
        time.advance(Duration.ofMillis(30));
        exchange.status(200);
        assertEquals(Exchange.UNSET, exchange.totalNanos());

        assertTrue(exchange.end(ended::add));
        time.advance(Duration.ofMillis(30));
        assertFalse(exchange.end(ended::add));

        assertEquals(List.of(exchange), ended);
        assertEquals(30_000_000, exchange.totalNanos());
        assertEquals(200, exchange.status());
    }

    @Test
    void aClientThatLeftBeforeTheAnswerHasStatus499() {
        exchange.clientLeft();
        exchange.end(ended::add);
        assertEquals(499, exchange.status());
    }

    @Test
    void aClientThatLeftDuringTheAnswerKeepsItsStatus() {
        exchange.status(200);
        exchange.clientLeft();
        exchange.end(ended::add);
        assertEquals(200, exchange.status());
        assertTrue(exchange.clientGone());
    }

    @Test
    void everyAttemptHasItsOwnMoments() {
        exchange.attempt("a");
        exchange.connected(5);
        time.advance(Duration.ofMillis(2));
        exchange.firstByte();
        assertEquals(5, exchange.connectNanos());
        assertEquals(2_000_000, exchange.firstByteNanos());

        exchange.attempt("b");
        assertEquals(2, exchange.attempts());
        assertEquals("b", exchange.backend());
        assertEquals(Exchange.UNSET, exchange.connectNanos());
        assertEquals(Exchange.UNSET, exchange.firstByteNanos());
    }

    @Test
    void bytesAndWaitsAddUp() {
        exchange.received(10);
        exchange.received(5);
        exchange.sent(3_000_000_000L);
        exchange.sent(1);
        exchange.queued(7);
        exchange.queued(8);
        assertEquals(15, exchange.bytesIn());
        assertEquals(3_000_000_001L, exchange.bytesOut());
        assertEquals(15, exchange.queueNanos());
    }
}
