package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.StatusRange;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProbeTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final TestClient client = new TestClient(buffers);
    private final FakeTime time = new FakeTime();
    private final HttpProbe probe = new HttpProbe(client.started(), BackendTls.NONE, time, time);
    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});

    @AfterEach
    void stop() {
        backend.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "204, true",
        "302, true",
        "399, true",
        "400, false",
        "404, false",
        "500, false",
        "503, false"
    })
    void theStatusDecides(int status, boolean good) {
        backend.play(backend.answering("HTTP/1.1 " + status + " Any\r\nContent-Length: 0\r\n\r\n"));
        ProbeResult result = send("/", "", SOON);
        assertEquals(good, result.good());
        assertEquals(String.valueOf(status), result.detail());
        assertEquals(time.wallMillis(), result.atMillis());
    }

    @Test
    void asksForWhatItIsToldTo() {
        backend.play(backend.answering(ScriptedBackend.ok("well")));
        assertTrue(send("/health?deep=1|2", "app.example.com", SOON).good());
        Head seen = backend.requests().get(0);
        assertEquals("GET /health?deep=1|2 HTTP/1.1", seen.start());
        assertEquals("app.example.com", seen.fields().first("Host"));
        assertEquals("close", seen.fields().first("Connection"));
    }

    @Test
    void namesTheBackendUnlessToldOtherwise() {
        backend.play(backend.answering(ScriptedBackend.ok("well")));
        assertTrue(send("/", "", SOON).good());
        assertEquals(
                "127.0.0.1:" + backend.port(),
                backend.requests().get(0).fields().first("Host"));
    }

    @Test
    void doesNotWaitForTheBodyNorKeepAnythingOfIt() {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            socket.awaitEnd();
        });
        assertTrue(send("/", "", SOON).good());
        backend.hangUp();
        Awaitility.await().until(() -> buffers.getLeaks().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"status\":\"UP\"}', true",
        "'{\"status\":\"DOWN\"}', false",
        "'', false",
    })
    void theBodyMustHoldTheText(String body, boolean good) {
        backend.play(backend.answering(ScriptedBackend.ok(body)));
        ProbeResult result = send(wanting("\"UP\"", 0, Map.of()));
        assertEquals(good, result.good());
        assertEquals(good ? "200" : "the answer does not hold the wanted text", result.detail());
        Awaitility.await().until(() -> buffers.getLeaks().isEmpty());
    }

    @Test
    void theTextMayComeInPiecesAndTheRestIsNotWaitedFor() {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxxw\r\n");
            socket.write("2\r\nel\r\n");
            socket.write("3\r\nlyy\r\n");
            socket.awaitEnd();
        });
        assertTrue(send(wanting("well", 0, Map.of())).good());
    }

    @Test
    void aTextBeyondTheBoundIsNone() {
        backend.play(backend.answering(ScriptedBackend.ok("x".repeat(BodySearch.MOST) + "well")));
        assertFalse(send(wanting("well", 0, Map.of())).good());
        backend.play(backend.answering(ScriptedBackend.ok("x".repeat(BodySearch.MOST - 4) + "well")));
        assertTrue(send(wanting("well", 0, Map.of())).good());
    }

    @Test
    void aBodyThatBreaksOffIsBad() {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nwel");
        });
        assertFalse(send(wanting("well", 0, Map.of())).good());
    }

    @Test
    void asksAnotherPortWithFurtherFields() {
        backend.play(backend.answering(ScriptedBackend.ok("")));
        ProbeSpec spec = wanting("", backend.port(), Map.of("Authorization", "Basic eDp5", "Accept", "text/plain"));
        ProbeResult result = probe.send(spec.target(new BackendUrl("http", "127.0.0.1", 1)), BackendLink.PLAIN, spec)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertTrue(result.good(), result.detail());
        Head seen = backend.requests().get(0);
        assertEquals("Basic eDp5", seen.fields().first("Authorization"));
        assertEquals(List.of("text/plain"), seen.fields().all("Accept"));
        assertEquals("127.0.0.1:" + backend.port(), seen.fields().first("Host"));
    }

    private static ProbeSpec wanting(String body, int port, Map<String, String> headers) {
        return new ProbeSpec(
                ProbeSpec.Type.HTTP,
                "/",
                Duration.ofSeconds(5),
                SOON,
                2,
                3,
                new StatusRange(200, 399),
                "",
                port,
                headers,
                body,
                "");
    }

    private ProbeResult send(ProbeSpec spec) {
        return probe.send(new BackendUrl("http", "127.0.0.1", backend.port()), BackendLink.PLAIN, spec)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoAnswersWithinTheLimitMayBeSilentForAsLong() throws Exception {
        client.started().setIdleTimeout(100);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch silent = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            silent.await();
            socket.write(ScriptedBackend.ok(""));
        });
        CompletableFuture<ProbeResult> sent = probe.send(
                new BackendUrl("http", "127.0.0.1", backend.port()), BackendLink.PLAIN, wanting("", 0, Map.of()));
        asked.await();
        try (ScriptedBackend witness = new ScriptedBackend(RawSocket::awaitEnd)) {
            client.started().newRequest(witness.url()).send(given -> {});
            Awaitility.await().until(() -> witness.connections() == 1 && witness.open() == 0);
        } finally {
            silent.countDown();
        }
        assertEquals("200", sent.orTimeout(10, TimeUnit.SECONDS).join().detail());
    }

    @Test
    void whoDoesNotAnswerInTimeIsBad() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            socket.awaitEnd();
        });
        CompletableFuture<ProbeResult> sent = probe.send(
                new BackendUrl("http", "127.0.0.1", backend.port()), BackendLink.PLAIN, wanting("", 0, Map.of()));
        asked.await();
        time.advance(SOON.minusMillis(1));
        assertFalse(sent.isDone());
        time.advance(Duration.ofMillis(1));
        ProbeResult result = sent.orTimeout(10, TimeUnit.SECONDS).join();
        assertFalse(result.good());
        assertEquals("no answer within 2s", result.detail());
        assertEquals(0, time.pending());
    }

    @Test
    void nonsenseIsBad() {
        backend.play(backend.answering("garbage\r\n\r\n"));
        assertFalse(send("/", "", SOON).good());
    }

    @Test
    void anEndWithoutAnAnswerIsBad() {
        backend.play(backend::request);
        assertFalse(send("/", "", SOON).good());
    }

    @Test
    void aRefusedConnectionIsBad() throws IOException {
        int closed;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = taken.getLocalPort();
        }
        ProbeResult result = send(closed, "/", "", SOON);
        assertFalse(result.good());
        assertEquals("Connection refused", result.detail());
    }

    private ProbeResult send(String path, String host, Duration timeout) {
        return send(backend.port(), path, host, timeout);
    }

    private ProbeResult send(int port, String path, String host, Duration timeout) {
        ProbeSpec spec = new ProbeSpec(
                ProbeSpec.Type.HTTP, path, Duration.ofSeconds(5), timeout, 2, 3, new StatusRange(200, 399), host);
        return probe.send(new BackendUrl("http", "127.0.0.1", port), BackendLink.PLAIN, spec)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
