package io.tollgate.proxy;

import static io.tollgate.testing.WebSocketHeads.ASKS;
import static io.tollgate.testing.WebSocketHeads.SWITCHES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.control.Edit;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.Mode;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets through the embedded server, byte by byte. */
@SuppressWarnings("NullAway.Init")
class WebSocketSocketTest {
    private static final String EARLY = "\u0081\u0083abcdxyz";
    private static final String CLOSE = "\u0088\u0002\u0003\u00e8";
    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;

    @BeforeEach
    void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config());
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    /** Opens one and waits until it counts. */
    private void opened(RawSocket client) throws IOException {
        assertEquals("101", client.write(ASKS).head().word(1));
        Awaitility.await().until(() -> tollgate.endpoint("b1").tunnels() == 1);
    }

    /** A backend that switches and says nothing more. */
    private void open(RawSocket socket) throws IOException {
        backend.head(socket);
        socket.write(SWITCHES);
        socket.awaitEnd();
    }

    private String config(String... lines) {
        return DataSide.pool(List.of(backend.url()), lines);
    }

    @Test
    void bytesPassBothWaysUntilTheBackendEnds() throws Exception {
        backend.play(socket -> {
            Head head = backend.head(socket);
            assertEquals("/chat?room=1", head.word(1));
            assertTrue(head.fields().has("Connection", "Upgrade"), head::toString);
            assertEquals("websocket", head.fields().first("Upgrade"));
            assertEquals("dGhlIHNhbXBsZSBub25jZQ==", head.fields().first("Sec-WebSocket-Key"));
            // What comes at once with the answer is not lost.
            socket.write(SWITCHES + "\u0081\u0002hi");
            socket.write(socket.read(EARLY.length()) + CLOSE);
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            // Nor what the client sends before it.
            Head head = client.write(ASKS + EARLY).head();
            assertEquals("101", head.word(1));
            assertEquals("websocket", head.fields().first("Upgrade"));
            assertTrue(head.fields().has("Connection", "Upgrade"), head::toString);
            assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.fields().first("Sec-WebSocket-Accept"));
            assertNull(head.fields().first("Content-Length"));
            assertNull(head.fields().first("Transfer-Encoding"));
            assertEquals("\u0081\u0002hi" + EARLY + CLOSE, client.rest());
        }
        Exchange exchange = tollgate.settled(1);
        assertEquals(101, exchange.status());
        assertEquals(EARLY.length(), exchange.bytesIn());
        assertEquals(4 + EARLY.length() + CLOSE.length(), exchange.bytesOut());
        assertFalse(exchange.clientGone());
        assertNull(exchange.reason());
        assertEquals(List.of(), backend.failures());
    }

    /** The watch for a client's leaving reads what it sends ahead of a slow answer. */
    @Test
    void whatIsSentAheadOfASlowAnswerIsCarried() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            answer.await();
            socket.write(SWITCHES);
            socket.write(socket.read(5));
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS);
            Awaitility.await().until(tollgate::watches);
            client.write("ahead");
            answer.countDown();
            assertEquals("101", client.head().word(1));
            assertEquals("ahead", client.rest());
        }
        tollgate.settled(1);
    }

    @Test
    void bothSidesMaySpeakTls() throws Exception {
        TestCertificates.Made authority = TestCertificates.authority("ca");
        TestCertificates.Made shop = TestCertificates.signed(authority, "shop", "EC", "shop.internal", "127.0.0.1");
        authority.writeTo(folder, "ca");
        shop.writeTo(folder, "shop");
        try (ScriptedBackend secure = ScriptedBackend.secure(TestCertificates.context(shop), false)) {
            assertNull(tollgate.load(DataSide.pool(List.of(secure.url()), "tls: {ca: ca.pem}")
                    .replace(
                            "listeners: [{id: web, address: \"127.0.0.1:0\"}]",
                            "listeners: [{id: secure, address: \"127.0.0.1:0\","
                                    + " tls: {certificates: [{certificate: shop.pem, key: shop.key}]}}]")));
            byte[] sent = new byte[1_000_000];
            new Random(8).nextBytes(sent);
            secure.play(socket -> {
                secure.head(socket);
                socket.write(SWITCHES + "hi");
                for (int i = 0; i < sent.length; i += 10_000) {
                    socket.write(socket.read(10_000));
                }
            });
            try (RawSocket client =
                    RawSocket.connect(tollgate.port(), TestCertificates.context(null, authority), "shop.internal")) {
                client.write(ASKS + "early").head();
                assertEquals("hi", client.read(2));
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(client, sent));
                assertEquals("early", client.read(5));
                String echo = client.read(sent.length - 5);
                assertEquals(new String(sent, 0, sent.length - 5, StandardCharsets.ISO_8859_1), echo);
                writing.join();
            }
            tollgate.settled(1);
        }
    }

    @Test
    void itIsInFlightUntilItEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            end.await();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            assertEquals("101", client.write(ASKS).head().word(1));
            Awaitility.await().until(() -> tollgate.endpoint("b1").tunnels() == 1);
            assertEquals(1, tollgate.endpoint("b1").inFlight());
            assertEquals(0, tollgate.ended().size());
            end.countDown();
            assertEquals("", client.rest());
        }
        tollgate.settled(1);
        assertEquals(0, tollgate.endpoint("b1").tunnels());
        assertEquals(0, tollgate.endpoint("b1").errorsTotal());
    }

    @Test
    void muchPassesBothWaysAtOnceAndUnchanged() throws Exception {
        byte[] sent = new byte[8_000_000];
        new Random(7).nextBytes(sent);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            // Whoever reads is slower than whoever writes, in both directions.
            for (int i = 0; i < sent.length; i += 100_000) {
                socket.write(socket.read(100_000));
            }
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(client, sent));
            String echo = client.read(sent.length);
            writing.join();
            assertArrayEquals(sent, echo.getBytes(StandardCharsets.ISO_8859_1));
        }
        Exchange exchange = tollgate.settled(1);
        assertEquals(sent.length, exchange.bytesIn());
        assertEquals(sent.length, exchange.bytesOut());
    }

    private static void write(RawSocket to, byte[] bytes) {
        try {
            to.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The client sends no more, and the backend has something left to say. */
    @Test
    void oneDirectionEndsBeforeTheOther() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            assertEquals("last", socket.rest());
            socket.write("answer");
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            client.write("last").endOutput();
            assertEquals("answer", client.rest());
        }
        tollgate.settled(1);
        assertEquals(List.of(), backend.failures());
    }

    @Test
    void aClientThatBreaksItOffTakesTheBackendsSideAlong() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            socket.awaitEnd();
            over.countDown();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            client.reset();
        }
        over.await();
        Exchange exchange = tollgate.settled(1);
        assertEquals(101, exchange.status());
        assertTrue(exchange.clientGone());
        assertNull(exchange.reason());
        assertEquals(0, tollgate.endpoint("b1").errorsTotal());
    }

    /** As when its process dies: nobody has said that it closes. */
    @Test
    void aBackendThatEndsWithoutAWordIsTold() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES + "\u0081\u0002hi");
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            assertEquals("\u0081\u0002hi", client.rest());
        }
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.UPSTREAM_RESET, exchange.reason());
        assertTrue(exchange.truncated());
        assertEquals(0, tollgate.endpoint("b1").errorsTotal());
    }

    /** It would hold its place for an hour. */
    @Test
    void aClientThatIsGoneDoesNotHoldItsPlaceWhereTheBackendDoesNotMind() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            over.await();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
        }
        Awaitility.await().until(() -> {
            tollgate.core().deadlines().expireAll();
            return tollgate.endpoint("b1").inFlight() == 0;
        });
        assertTrue(tollgate.settled(1).clientGone());
        over.countDown();
    }

    /** A 101 has no body, and none is to come before what follows it (RFC 9110, section 8.6). */
    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 0", "Content-Length: 10", "Transfer-Encoding: chunked", "Content-Type: x/y"})
    void aSwitchThatSpeaksOfABodyHasNone(String field) throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES.replace("Connection: Upgrade", "Connection: Upgrade\r\n" + field));
            socket.write(socket.read(5));
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            Head head = client.write(ASKS).head();
            assertEquals("101", head.word(1));
            assertNull(head.fields().first(field.substring(0, field.indexOf(':'))));
            assertEquals("hello", client.write("hello").read(5));
        }
        tollgate.settled(1);
    }

    @Test
    void aSwitchOfHttp10IsNone() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES.replace("HTTP/1.1", "HTTP/1.0"));
            socket.awaitEnd();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            assertEquals("502", client.write(ASKS).head().word(1));
        }
    }

    /** A change gives the listener's limit to the connections that are open, of which this is none any more. */
    @Test
    void aChangeOfTheConfigurationLeavesItAlone() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            end.await();
            socket.write("still here");
        });
        try (RawSocket client = RawSocket.connect(tollgate.port());
                RawSocket silent = RawSocket.connect(tollgate.port())) {
            opened(client);
            assertNull(tollgate.load(config().replace("127.0.0.1:0\"", "127.0.0.1:0\", idle: 1s")));
            silent.awaitEnd();
            end.countDown();
            assertEquals("still here", client.read(10));
        }
    }

    /** Anybody can bring a server to it, so it does not count against the backend. */
    @Test
    void aBackendThatBreaksItOffIsNotBlamed() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES).write("x");
            socket.read(1);
            socket.reset();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            assertEquals("x", client.read(1));
            client.write("y").awaitEnd();
        }
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.UPSTREAM_RESET, exchange.reason());
        assertTrue(exchange.truncated());
        assertEquals(0, tollgate.endpoint("b1").errorsTotal());
    }

    @Test
    void silenceOfBothSidesEndsIt() throws Exception {
        tollgate.load(config("timeouts: {tunnel: 200ms}"));
        backend.play(this::open);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            client.awaitEnd();
        }
        assertEquals(ErrorReason.IDLE_TIMEOUT, tollgate.settled(1).reason());
    }

    /** Neither the limit of the whole exchange nor that of a connection's silence is one of a tunnel's. */
    @Test
    void otherLimitsDoNotCountOnceItHasBegun() throws Exception {
        tollgate.load(config("timeouts: {total: 300ms, idle: 100ms, firstByte: 300ms}"));
        CountDownLatch late = new CountDownLatch(1);
        backend.play(
                socket -> {
                    backend.head(socket);
                    socket.write(SWITCHES);
                    late.await();
                    socket.write("late");
                },
                socket -> {
                    backend.head(socket);
                    socket.awaitEnd();
                });
        try (RawSocket client = RawSocket.connect(tollgate.port());
                RawSocket other = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            // By then the limits of one that began later have passed.
            assertEquals(
                    "504",
                    other.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head().word(1));
            late.countDown();
            assertEquals("late", client.read(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "426 Upgrade Required", "200 OK"})
    void aBackendThatDoesNotSwitchIsAnsweredAsAlways(String status) throws Exception {
        backend.play(backend.answering("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno"));
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            for (int i = 0; i < 2; i++) {
                Head head = client.write(ASKS).head();
                assertEquals(status.substring(0, 3), head.word(1));
                assertEquals("no", new String(client.body(head, true), StandardCharsets.UTF_8));
            }
        }
        tollgate.settled(2);
    }

    /** Past route and guard, over a protocol that Tollgate does not read there, nobody shall come. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket, h2c", "TLS/1.0", ""})
    void otherProtocolsAreNotForwarded(String protocol) throws Exception {
        backend.play(backend.answering(ScriptedBackend.ok("plain")));
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            Head head = client.write(ASKS.replace("Upgrade: WebSocket", "Upgrade: " + protocol))
                    .head();
            assertEquals("200", head.word(1));
        }
        assertNull(backend.requests().get(0).fields().first("Upgrade"));
        assertNull(backend.requests().get(0).fields().first("Connection"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "other"})
    void aBackendThatSwitchesToSomethingElseHasAnsweredBadly(String protocol) throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES.replace("Upgrade: websocket", "Upgrade: " + protocol));
            socket.awaitEnd();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            assertEquals("502", client.write(ASKS).head().word(1));
        }
        assertEquals(ErrorReason.BAD_RESPONSE, tollgate.settled(1).reason());
    }

    @Test
    void aBackendThatSwitchesUnaskedHasAnsweredBadly() throws Exception {
        backend.play(this::open);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            assertEquals(
                    "502",
                    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head().word(1));
        }
    }

    @Test
    void theCallerIsTiedByTheAnswer() throws Exception {
        tollgate.load(config("affinity: {type: cookie}"));
        backend.play(this::open);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            String cookie = client.write(ASKS).head().fields().first("Set-Cookie");
            assertTrue(cookie != null && cookie.contains("HttpOnly"), String.valueOf(cookie));
        }
    }

    @Test
    void whoeverHasOneIsToldToGoWhenTollgateStopsAndTheBackendHearsTheReply() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CompletableFuture<String> heard = new CompletableFuture<>();
        backend.play(socket -> {
            backend.head(socket);
            // Half a frame: the word has to wait for its end.
            socket.write(SWITCHES + "\u0081\u0005he");
            sent.await();
            socket.write("llo\u0081\u0001x");
            heard.complete(socket.read(6));
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            assertEquals("\u0081\u0005he", client.read(4));
            tollgate.core().tunnels().haveAllGo();
            sent.countDown();
            assertEquals("llo" + GOING_AWAY, client.read(7));
            client.write("\u0088\u0080abcd");
            assertEquals("\u0088\u0080abcd", heard.join());
            // Nothing of the frame that came too late.
            assertEquals("", client.rest());
        }
        assertFalse(tollgate.settled(1).truncated());
    }

    @Test
    void whoeverDoesNotGoIsCutOff() throws Exception {
        backend.play(this::open);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            opened(client);
            tollgate.core().tunnels().haveAllGo();
            assertEquals(GOING_AWAY, client.read(4));
            tollgate.core().deadlines().expireAll();
            assertEquals("", client.rest());
        }
        assertEquals(ErrorReason.SHUTDOWN, tollgate.settled(1).reason());
    }

    @Test
    void whoeverHasOneIsToldToGoWhenItsBackendIsToServeNobody() throws Exception {
        backend.play(this::open);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            opened(client);
            tollgate.apply(new Edit.SetMode("p", "b1", Mode.MAINTENANCE, null));
            assertEquals(GOING_AWAY, client.read(4));
        }
        tollgate.settled(1);
    }

    /** Whoever is late finds its backend put aside as well. */
    @Test
    void oneThatBeginsAfterwardsIsToldToGoToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            asked.countDown();
            answer.await();
            socket.write(SWITCHES);
            socket.awaitEnd();
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS);
            asked.await();
            tollgate.apply(new Edit.SetMode("p", "b1", Mode.MAINTENANCE, null));
            answer.countDown();
            assertEquals("101", client.head().word(1));
            assertEquals(GOING_AWAY, client.read(4));
        }
        tollgate.settled(1);
    }

    @Test
    void whoeverHasOneIsToldToGoWhenAnotherServerAnswersForItsBackend() throws Exception {
        backend.play(this::open);
        try (ScriptedBackend other = new ScriptedBackend(socket -> {});
                RawSocket client = RawSocket.connect(tollgate.port())) {
            opened(client);
            assertNull(tollgate.load(DataSide.pool(List.of(other.url()))));
            assertEquals(GOING_AWAY, client.read(4));
        }
    }

    /** As if it were no connection of HTTP at all: neither the server's silence limit nor its farewell touches it. */
    @Test
    void theListenersFarewellLeavesItAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            socket.write(SWITCHES);
            go.await();
            socket.write("still here");
        });
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(ASKS).head();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
                try {
                    tollgate.stop();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertEquals(GOING_AWAY, client.read(4));
            go.countDown();
            client.endOutput();
            client.awaitEnd();
            stopping.join();
        }
    }
}
