package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Head;
import io.tollgate.testing.Payload;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak HTTP/2 without TLS; the JDK's begins with an upgrade and goes on in the same connection. */
@SuppressWarnings("NullAway.Init")
class Http2SocketTest {
    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

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
    void upgrade() throws Exception {
        backend.play(backend.answering(ScriptedBackend.ok("hello")));
        HttpResponse<String> answer = client.send(request().build(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals("hello", answer.body());
        tollgate.forget();
    }

    @Test
    void theBackendSeesAnOrdinaryRequest() throws Exception {
        client.send(request().header("X-Mine", "1").build(), BodyHandlers.ofString());
        Head seen = backend.requests().get(1);
        assertEquals("GET /path?q HTTP/1.1", seen.start());
        assertEquals(List.of("127.0.0.1:" + tollgate.port()), seen.fields().all("Host"));
        assertEquals(List.of("127.0.0.1:" + tollgate.port()), seen.fields().all("X-Forwarded-Host"));
        assertEquals(List.of("2.0 tollgate"), seen.fields().all("Via"));
        assertEquals(List.of("1"), seen.fields().all("X-Mine"));
        assertNull(seen.fields().first("Upgrade"));
        assertNull(seen.fields().first("HTTP2-Settings"));
        assertTrue(seen.fields().lines().stream().noneMatch(line -> line.startsWith(":")), seen::toString);
    }

    @Test
    void aBodyWithoutLengthArrives() throws Exception {
        byte[] payload = Payload.bytes(100_000);
        backend.play(socket -> {
            byte[] body = backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .write(body);
        });
        HttpResponse<byte[]> answer = client.send(
                request()
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(payload)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertArrayEquals(payload, answer.body());
        tollgate.settled(1);
    }

    @Test
    void manyAtOnceAreAllAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 50)
                .mapToObj(i -> client.sendAsync(request().build(), BodyHandlers.ofString()))
                .toList();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertEquals("hello", each.get().body());
        }
        tollgate.settled(50);
    }

    @Test
    void aStreamedAnswerComesAsItIsSent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            seen.await();
            socket.write("4\r\nlast\r\n0\r\n\r\n");
            socket.awaitEnd();
        });
        HttpResponse<InputStream> answer = client.send(request().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertEquals("first", new String(body.readNBytes(5), StandardCharsets.US_ASCII));
            seen.countDown();
            assertEquals("last", new String(body.readAllBytes(), StandardCharsets.US_ASCII));
        }
        tollgate.settled(1);
    }

    @Test
    void aBrokenAnswerBreaksItsStreamAlone() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.play(
                socket -> {
                    backend.request(socket);
                    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                    seen.await();
                },
                backend.answering(ScriptedBackend.ok("well")));
        HttpResponse<InputStream> answer = client.send(request().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            body.readNBytes(5);
            seen.countDown();
            assertThrows(IOException.class, body::read);
        }
        assertTrue(tollgate.settled(1).truncated());
        assertEquals(
                "well", client.send(request().build(), BodyHandlers.ofString()).body());
        tollgate.settled(2);
    }

    @Test
    void aClientThatGivesUpFreesTheBackend() throws Exception {
        CountDownLatch freed = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
            freed.countDown();
        });
        CompletableFuture<HttpResponse<String>> asked =
                client.sendAsync(request().build(), BodyHandlers.ofString());
        Awaitility.await().until(() -> backend.requests().size() == 1);
        asked.cancel(true);
        freed.await();
        assertTrue(tollgate.settled(1).clientGone());
        assertEquals(499, tollgate.ended().get(0).status());
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(tollgate.url() + "/path?q")).timeout(Duration.ofSeconds(15));
    }
}
