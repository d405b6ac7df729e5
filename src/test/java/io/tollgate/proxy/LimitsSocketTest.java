package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each time limit ends the exchange with its own reason. */
@SuppressWarnings("NullAway.Init")
class LimitsSocketTest {
    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @Test
    void aBackendThatTakesNoConnections() throws IOException {
        // A full queue of connections that nobody accepts: further ones are left without a word.
        List<RawSocket> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            waiting.add(RawSocket.connect(deaf.getLocalPort()));
            waiting.add(RawSocket.connect(deaf.getLocalPort()));
            limits("connect: 100ms", "http://127.0.0.1:" + deaf.getLocalPort());
            expect("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "connect_failed", "502");
        } finally {
            waiting.forEach(RawSocket::close);
        }
        assertEquals(
                "connect_failed", tollgate.settled(1).failedAttempts().get(0).outcome());
    }

    @Test
    void noFirstByte() throws IOException {
        limits("firstByte: 100ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        expect("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "first_byte_timeout", "504");
        assertEquals(
                "first_byte_timeout",
                tollgate.settled(1).failedAttempts().get(0).outcome());
    }

    @Test
    void silenceBeforeTheAnswer() throws IOException {
        limits("idle: 500ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        expect("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "idle_timeout", "504");
        tollgate.settled(1);
    }

    @Test
    void silenceWithinTheAnswer() throws IOException {
        limits("idle: 500ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("5\r\nhello", client.rest());
        expectBroken("idle_timeout");
    }

    @Test
    void theWholeExchangeBeforeTheAnswer() throws IOException {
        limits("total: 100ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        expect("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "total_timeout", "504");
        assertEquals(1, tollgate.settled(1).attempts());
    }

    @Test
    void theWholeExchangeBeforeTheAnswersBody() throws IOException {
        // Less than what a head without a body is held back for.
        limits("total: 40ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("504", client.head().word(1), "nothing had been sent yet");
        assertEquals(ErrorReason.TOTAL_TIMEOUT, tollgate.settled(1).reason());
    }

    @Test
    void theWholeExchangeWithinTheAnswer() throws IOException {
        limits("total: 100ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("hello", client.rest());
        expectBroken("total_timeout");
    }

    @Test
    void theWholeExchangeWithAClientThatTakesNothing() throws IOException {
        limits("total: 300ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                socket.write(chunk);
            }
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        expectBroken("total_timeout");
    }

    @Test
    void theWholeExchangeInTheQueue() throws IOException {
        assertNull(tollgate.load(DataSide.pool(List.of(backend.url()), "timeouts: {total: 200ms}")
                .replace("tier: 0", "tier: 0, maxRequests: 1")));
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        try (RawSocket other = RawSocket.connect(tollgate.port())) {
            other.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Awaitility.await().until(() -> backend.requests().size() == 1);
            expect("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "total_timeout", "504");
            assertEquals("504", other.head().word(1));
        }
        tollgate.settled(2);
    }

    // A route's own.

    @Test
    void aRoutesOwnLimitToConnect() throws IOException {
        List<RawSocket> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            waiting.add(RawSocket.connect(deaf.getLocalPort()));
            waiting.add(RawSocket.connect(deaf.getLocalPort()));
            routeLimits("connect: 1m", "connect: 100ms", "http://127.0.0.1:" + deaf.getLocalPort());
            expect("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "connect_failed", "502");
        } finally {
            waiting.forEach(RawSocket::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"firstByte, first_byte_timeout", "idle, idle_timeout", "total, total_timeout"})
    void aRoutesOwnLimits(String limit, String reason) throws IOException {
        routeLimits(limit + ": 1h", limit + ": 100ms", backend.url());
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        expect("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", reason, "504");
        assertEquals(
                reason, Objects.requireNonNull(tollgate.settled(1).reason()).code());
    }

    @Test
    void aRouteMayHaveNoLimitWhereItsPoolHasOne() throws IOException {
        routeLimits("firstByte: 50ms", "firstByte: 0s", backend.url());
        backend.play(
                socket -> {
                    backend.request(socket);
                    awaitOtherRequestsEnd();
                    socket.write(ScriptedBackend.ok("late"));
                    socket.awaitEnd();
                },
                socket -> {
                    backend.request(socket);
                    socket.awaitEnd();
                });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        tollgate.settled(2);
    }

    // The client's side. Its limit is the listener's.

    @Test
    void aClientThatIsSilentBetweenRequestsIsLeft() throws IOException {
        clientMayBeSilent("1s", "5m");
        backend.play(backend.answering(ScriptedBackend.ok("well")));
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("well", client.rest(), "and nothing more");
    }

    @Test
    void aClientThatStopsSending() throws IOException {
        long errors = tollgate.endpoint("b1").errorsTotal();
        clientMayBeSilent("2s", "500ms");
        backend.play(socket -> {
            backend.head(socket);
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhel");
        Head answer = client.head();
        assertEquals("408", answer.word(1), "the client is to blame, and not the backend, which waits for it");
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.CLIENT_TIMEOUT, exchange.reason());
        assertEquals(errors, tollgate.endpoint("b1").errorsTotal());
    }

    @Test
    void aClientThatTakesNothing() throws IOException {
        long errors = tollgate.endpoint("b1").errorsTotal();
        clientMayBeSilent("2s", "500ms");
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                socket.write(chunk);
            }
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        expectBroken("client_timeout");
        assertEquals(errors, tollgate.endpoint("b1").errorsTotal(), "the backend is not to blame");
    }

    @Test
    void whileABackendIsWaitedForTheClientMayBeSilent() throws IOException {
        clientMayBeSilent("1s", "5m");
        backend.play(socket -> {
            backend.request(socket);
            awaitSilentClientsEnd();
            socket.write(ScriptedBackend.ok("late"));
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        tollgate.settled(1);
    }

    @Test
    void aBackendThatTakesNothing() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        limits("idle: 500ms", backend.url());
        backend.play(socket -> {
            backend.head(socket);
            answered.await();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n");
        client.write(new byte[30_000_000]);
        Head answer = client.head();
        answered.countDown();
        assertEquals("504", answer.word(1));
        assertEquals("idle_timeout", answer.fields().first("Tollgate-Error"));
    }

    /** Two clients one after the other that say nothing until Tollgate leaves them: longer than one may be silent. */
    private static void awaitSilentClientsEnd() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RawSocket silent = RawSocket.connect(tollgate.port())) {
                silent.awaitEnd();
            }
        }
    }

    /** A request by another route, which has the pool's limit, to its end. */
    private static void awaitOtherRequestsEnd() throws IOException {
        try (RawSocket other = RawSocket.connect(tollgate.port())) {
            other.write("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("504", other.head().word(1));
        }
    }

    private static void clientMayBeSilent(String listener, String pool) {
        String text = DataSide.pool(List.of(backend.url()), "timeouts: {idle: " + pool + "}", "retry: {max: 0}");
        assertNull(tollgate.load(text.replace("\"127.0.0.1:0\"", "\"127.0.0.1:0\", idle: " + listener)));
    }

    private static void routeLimits(String pool, String route, String url) {
        assertNull(tollgate.load(
                DataSide.pool(List.of(url), "timeouts: {" + pool + "}", "retry: {max: 0}") + """
                routes:
                  - {id: other, match: {path: {prefix: /other}}, action: {forward: [p]}}
                  - {id: main, action: {forward: [p]}, timeouts: {%s}}
                """.formatted(route)));
    }

    private void expect(String request, String reason, String status) throws IOException {
        client.write(request);
        Head answer = client.head();
        assertEquals(status, answer.word(1), answer::toString);
        assertEquals(reason, answer.fields().first("Tollgate-Error"));
        assertTrue(client.body(answer, true).length > 0);
    }

    private void expectBroken(String reason) {
        Exchange exchange = tollgate.settled(1);
        assertTrue(exchange.truncated());
        assertEquals(reason, Objects.requireNonNull(exchange.reason()).code());
    }

    private static void limits(String line, String url) {
        assertNull(tollgate.load(DataSide.pool(List.of(url), "timeouts: {" + line + "}", "retry: {max: 0}")));
    }
}
