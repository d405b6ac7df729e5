package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are larger than they may be. */
@SuppressWarnings("NullAway.Init")
class SizeLimitsSocketTest {
    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config("{head: 2KiB, uri: 500B, body: 1KiB}"));
    }

    private static String config(String limits) {
        return DataSide.pool(List.of(backend.url()))
                        .replace(
                                "\"127.0.0.1:0\"}",
                                "\"127.0.0.1:0\"}, {id: inner, address: \"127.0.0.1:0\", limits: {body: 2KiB}}")
                + """
                limits: %s
                routes:
                  - id: big
                    match: {path: {prefix: /big}}
                    action: {forward: [p]}
                    limits: {head: 64KiB, uri: 9KiB, body: 1MiB}
                  - {id: fixed, match: {path: {prefix: /fixed}}, action: {respond: {body: x}}}
                  - {id: main, action: {forward: [p]}}
                """.formatted(limits);
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        backend.play(backend.answering(ScriptedBackend.ok("well")));
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @Test
    void aPathAndQueryThatAreTooLong() throws IOException {
        client.write("GET /" + "a".repeat(400) + "?" + "b".repeat(100) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        refused("414", ErrorReason.URI_TOO_LONG);
        // Nothing of it is left on the connection.
        client.write("GET /" + "a".repeat(398) + "?" + "b".repeat(100) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        well();
    }

    @Test
    void aHeadThatIsTooLarge() throws IOException {
        client.write("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(2020) + "\r\n\r\n");
        refused("431", ErrorReason.HEAD_TOO_LARGE);
        client.write("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(2000) + "\r\n\r\n");
        well();
    }

    /** A route's head is known only when it is read, so as much is read as any route allows, and twice that. */
    @Test
    void aHeadThatIsFarTooLargeIsNotReadToItsEnd() throws IOException {
        client.offer("GET /big HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(128 * 1024) + "\r\n\r\n");
        Head answer = client.head();
        assertEquals("431", answer.word(1));
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        assertEquals(ErrorReason.HEAD_TOO_LARGE, tollgate.settled(1).reason());
        assertEquals(List.of(), backend.requests());
    }

    @Test
    void aHeadOfHttp2IsAnsweredAndItsConnectionLives() throws Exception {
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest.Builder usual = HttpRequest.newBuilder(URI.create(tollgate.url() + "/"));
        assertEquals(
                "well",
                http2.send(usual.build(), HttpResponse.BodyHandlers.ofString()).body());
        // A client may have its answer, and ask again, before the exchange has ended here.
        tollgate.settled(1);
        HttpResponse<String> answer =
                http2.send(usual.copy().header("A", "a".repeat(3000)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(431, answer.statusCode());
        assertEquals(ErrorReason.HEAD_TOO_LARGE, tollgate.settled(2).reason());
        assertEquals(
                "well",
                http2.send(usual.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void aBodyOfKnownLengthIsRefusedBeforeABackendIsAsked() throws IOException {
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n");
        refused("413", ErrorReason.BODY_TOO_LARGE);
        assertEquals(List.of(), backend.requests());
        assertEquals(0, tollgate.ended().get(0).attempts());
    }

    @Test
    void aClientThatSendsOnStillHearsOfIt() throws IOException {
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
        client.write(new byte[20_000_000]);
        refused("413", ErrorReason.BODY_TOO_LARGE);
        assertEquals(List.of(), backend.requests());
    }

    @Test
    void aBodyOfUnknownLengthIsBrokenOffAtTheLimit() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        backend.play(socket -> {
            try {
                backend.request(socket);
            } catch (IOException e) {
                broken.countDown();
            }
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 3; i++) {
            client.write("200\r\n" + "x".repeat(0x200) + "\r\n");
        }
        client.write("0\r\n\r\n");
        refused("413", ErrorReason.BODY_TOO_LARGE);
        assertTrue(broken.await(10, TimeUnit.SECONDS), "the backend saw a whole request");
    }

    @Test
    void anAnswerThatHasBegunIsBrokenOffWithIt() throws IOException {
        backend.play(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("5\r\nhello", client.read(8));
        client.write("400\r\n" + "x".repeat(0x400) + "\r\n");
        client.awaitEnd();
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.BODY_TOO_LARGE, exchange.reason());
        assertTrue(exchange.truncated());
        assertFalse(exchange.clientGone());
        assertEquals(0, tollgate.endpoint("b1").errorsTotal(), "the backend is not to blame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1024\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n400\r\n"})
    void aBodyOfTheLimitPasses(String framing) throws IOException {
        String end = framing.contains("chunked") ? "\r\n0\r\n\r\n" : "";
        client.write("POST / HTTP/1.1\r\nHost: x\r\n" + framing + "x".repeat(1024) + end);
        well();
    }

    @Test
    void aRouteMayAllowMore() throws IOException {
        client.write("POST /big/" + "a".repeat(8000) + " HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(50_000)
                + "\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
        well();
        assertEquals(1, backend.requests().size());
    }

    @Test
    void aListenerMayAllowMore() throws IOException {
        String post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000);
        client.write(post);
        refused("413", ErrorReason.BODY_TOO_LARGE);
        try (RawSocket inner =
                RawSocket.connect(URI.create(tollgate.urls().get(1)).getPort())) {
            inner.write(post);
            assertEquals("200", inner.head().word(1));
        }
        assertEquals("inner", tollgate.settled(2).listener());
    }

    @Test
    void whatIsAnsweredByARouteItselfIsLimitedToo() throws IOException {
        client.write("POST /fixed HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n");
        refused("413", ErrorReason.BODY_TOO_LARGE);
        assertEquals(
                "fixed", Objects.requireNonNull(tollgate.ended().get(0).route()).id());
    }

    @Test
    void limitsChangeWhileTheListenerIsOpen() throws IOException {
        int port = tollgate.port();
        try {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            well();
            assertNull(tollgate.load(config("{head: 2KiB, uri: 500B, body: 8B}")));
            assertEquals(port, tollgate.port());
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123456789");
            assertEquals("413", client.head().word(1), "on a connection from before");
            assertNull(tollgate.load(config("{head: 200KiB, uri: 500B, body: 8B}")));
            try (RawSocket later = RawSocket.connect(port)) {
                later.write("GET / HTTP/1.1\r\nHost: x\r\n" + ("A: " + "a".repeat(38_000) + "\r\n").repeat(5) + "\r\n");
                assertEquals("200", later.head().word(1));
            }
        } finally {
            assertNull(tollgate.load(config("{head: 2KiB, uri: 500B, body: 1KiB}")));
        }
    }

    private void well() throws IOException {
        Head answer = client.head();
        assertEquals("200", answer.word(1), answer::toString);
        client.body(answer, true);
    }

    private void refused(String status, ErrorReason reason) throws IOException {
        Head answer = client.head();
        assertEquals(status, answer.word(1), answer::toString);
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        client.body(answer, true);
        Awaitility.await().until(() -> tollgate.ended().size() == 1);
        assertEquals(reason, tollgate.settled(1).reason());
    }
}
