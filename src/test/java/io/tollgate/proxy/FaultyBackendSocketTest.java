package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.Exchange;
import io.tollgate.health.Health;
import io.tollgate.testing.BlackHole;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that fails as networks and machines do, beside one that is well: who pays for it, and for how long. */
@SuppressWarnings("NullAway.Init")
class FaultyBackendSocketTest {
    /** For what never comes; what does come has far more time than it takes, on a busy machine, too. */
    private static final String HASTY = "timeouts: {connect: 1s, firstByte: 2s}";

    private static final int EJECTION_MILLIS = 1_000;
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";

    @TempDir
    static Path folder;

    private static ScriptedBackend well;
    private static DataSide tollgate;

    private ScriptedBackend faulty;
    private RawSocket client;

    @BeforeAll
    static void start() {
        well = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config("http://127.0.0.1:1", 5));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        well.close();
    }

    @BeforeEach
    void connect() throws IOException {
        faulty = new ScriptedBackend(socket -> {});
        well.play(well.answering(ScriptedBackend.ok("well")));
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
        faulty.close();
    }

    /** Nothing has reached it, so any request may move; when it has cost that often, nobody is sent there. */
    @Test
    void aBlackHoledPortCostsItsConnectTimeoutUntilItIsEjected() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            use(config(hole.url(), 3));
            for (int i = 1; i <= 3; i++) {
                assertEquals("well", ask(POST));
                Exchange exchange = tollgate.settled(i);
                assertEquals("connect_failed", exchange.failedAttempts().get(0).outcome());
            }
            assertTrue(tollgate.endpoint("b1").ejectedUntilMillis() > 0);
            assertEquals("well", ask(POST));
            assertEquals(1, tollgate.settled(4).attempts());
        }
    }

    @Test
    void aBlackHoledPortIsDownByItsProbe() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            use(probed(config(hole.url(), 0), "tcp"));
            Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.DOWN);
            assertEquals("well", ask(POST));
            assertEquals(1, tollgate.settled(1).attempts());
        }
    }

    /** The client has the head: the answer can only be broken off, and counts against the backend. */
    @Test
    void aResetAfterHeadersBreaksTheAnswerOff() throws IOException {
        CountDownLatch passed = new CountDownLatch(1);
        faulty.play(socket -> {
            faulty.head(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            passed.await();
            socket.reset();
        });
        use(config(faulty.url(), 1));
        client.write(GET);
        assertEquals("200", client.head().word(1));
        assertEquals("hello", client.read(5));
        passed.countDown();
        client.awaitEnd();
        Exchange exchange = tollgate.settled(1);
        assertEquals(1, exchange.attempts());
        assertEquals(0, well.requests().size());
        assertTrue(tollgate.endpoint("b1").ejectedUntilMillis() > 0, "it counts");
    }

    /** The other end has gone without a word: what is sent on it is lost, and only silence tells. */
    @Test
    void aHalfOpenIdleConnectionCostsOneRequestItsTimeout() throws IOException {
        halfOpenAfterOneAnswer();
        assertEquals("well", ask(GET));
        assertEquals(
                "first_byte_timeout",
                tollgate.settled(2).failedAttempts().get(0).outcome());
        assertEquals("fresh", ask(GET));
        assertEquals(2, faulty.connections());
    }

    @Test
    void aPostOnAHalfOpenIdleConnectionIsDeliveredOnce() throws IOException {
        halfOpenAfterOneAnswer();
        client.write(POST);
        Head answer = client.head();
        client.body(answer, true);
        assertEquals("504", answer.word(1));
        assertEquals("first_byte_timeout", answer.fields().first("Tollgate-Error"));
        tollgate.settled(2);
        assertEquals(0, well.requests().size());
        assertEquals("fresh", ask(POST));
    }

    private void halfOpenAfterOneAnswer() throws IOException {
        faulty.play(
                socket -> {
                    faulty.request(socket);
                    socket.write(ScriptedBackend.ok("first"));
                    faulty.hang();
                },
                faulty.answering(ScriptedBackend.ok("fresh")));
        use(config(faulty.url(), 5));
        assertEquals("first", ask(GET));
        tollgate.awaitIdle("b1", 1);
    }

    /** Half of its probes fail, never as many in a row as it takes. */
    @Test
    void aFlappingBackendStaysAsItIs() throws IOException {
        AtomicInteger probes = new AtomicInteger();
        faulty.play(socket -> {
            while (true) {
                boolean fine = faulty.head(socket).start().startsWith("GET / ") || probes.getAndIncrement() % 2 == 0;
                socket.write(fine ? ScriptedBackend.ok("flapping") : "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
            }
        });
        use(probed(config(faulty.url(), 5), "http, path: /health"));
        int before = probes.get();
        Awaitility.await().until(() -> probes.get() > before + 10);
        assertEquals(Health.UP, tollgate.endpoint("b1").health());
        assertEquals("flapping", ask(GET));
        assertEquals(1, tollgate.settled(1).attempts());
    }

    /** Well whenever it is tried again, and never for long: each time it is left alone for longer. */
    @Test
    void aBackendThatFailsAgainAndAgainIsLeftAloneForLonger() throws IOException {
        faulty.play(socket -> faulty.head(socket));
        use(config(faulty.url(), 1));
        assertEquals("well", ask(GET));
        Awaitility.await().until(() -> tollgate.endpoint("b1").ejectedUntilMillis() == 0);
        long before = System.currentTimeMillis();
        assertEquals("well", ask(GET));
        long until = tollgate.endpoint("b1").ejectedUntilMillis();
        assertTrue(until >= before + 2 * EJECTION_MILLIS, "for twice as long");
    }

    private String ask(String request) throws IOException {
        client.write(request);
        Head answer = client.head();
        return new String(client.body(answer, true), StandardCharsets.UTF_8);
    }

    /** What was known of its predecessor is forgotten. */
    private static void use(String config) {
        assertNull(tollgate.load(config("http://127.0.0.1:1", 5)));
        assertNull(tollgate.load(config));
    }

    private static String config(String url, int consecutive) {
        return DataSide.pool(List.of(url, well.url()), HASTY)
                .replace(
                        "{consecutive: 1000}",
                        "{consecutive: " + consecutive + ", eject: " + EJECTION_MILLIS + "ms, failureRate: 0%}");
    }

    private static String probed(String config, String type) {
        return config.replace(
                "probe: {type: none}", "probe: {type: " + type + ", interval: 100ms, timeout: 2s, rise: 2, fall: 2}");
    }
}
