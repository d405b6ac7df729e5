package io.tollgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

    @Test
    void theLinesOfWrkSayWhatCameAndWhatDidNot() {
        assertEquals(new Wrk.Count(47_731, 3_000_120, 7), Wrk.parse("BURST 47731 3000120 2 5"));
    }

    @Test
    void aReturningCallerBringsTheCookiesThatItWasGiven() {
        assertEquals(
                "session=c0ffee00c0ffee00c0ffee0a; theme=dark; TIE=x.y; other=1",
                Callers.cookies(10, List.of("TIE=x.y; HttpOnly; Path=/", "other=1")));
    }

    @Test
    void whoIsGivenNoneBringsAsMuch() {
        int tied = Callers.cookies(1, List.of("caller=" + "a".repeat(90))).length();

        assertEquals(tied, Callers.cookies(1, List.of()).length());
    }

    @Test
    void aPaceIsKeptThoughAnswersAreLate() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Pace.Times times = paced(200, asked);

        assertTrue(asked.get() >= 49, () -> asked + " requests");
        assertTrue(times.p50() > 0 && times.p99() >= times.p50(), times::toString);
    }

    @Test
    void anAnswerThatIsNoneEndsThePace() {
        assertTrue(assertThrows(BenchException.class, () -> paced(500, new AtomicInteger()))
                .getCause()
                .getMessage()
                .startsWith("HTTP/1.1 500"));
    }

    private static Pace.Times paced(int status, AtomicInteger asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = new byte[Cell.SMALL.length()];
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            return Pace.measure(server.getAddress().getPort(), List.of("a=b"), 100, Duration.ofMillis(500));
        } finally {
            server.stop(0);
        }
    }
}
