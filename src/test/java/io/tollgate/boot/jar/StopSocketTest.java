package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawHttp2;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop lets what is in flight end, and waits for nothing else. */
class StopSocketTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final int HEADERS = 1;
    private static final int GOAWAY = 7;

    @TempDir
    Path folder;

    @Test
    void idleConnectionsDoNotHoldIt() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering(ScriptedBackend.ok("")));
            DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
            try (RawSocket used = RawSocket.connect(tollgate.port());
                    RawSocket unused = RawSocket.connect(tollgate.port())) {
                assertEquals("200", used.write(GET).head().word(1));
                assertTimeout(Duration.ofSeconds(5), tollgate::close);
                used.awaitEnd();
                unused.awaitEnd();
            }
        }
    }

    /** Jetty lets connections be silent for no more than a second then, whatever is in hand. */
    @Test
    void whatPausesIsInFlightAllTheSame() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(socket -> {
                Head head = backend.head(socket);
                asked.countDown();
                go.await();
                socket.body(head, false);
                socket.write(ScriptedBackend.ok("late")).awaitEnd();
            });
            DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
            int port = tollgate.port();
            try (RawHttp2 waiting = new RawHttp2(port);
                    RawSocket sending = RawSocket.connect(port);
                    RawSocket idle = RawSocket.connect(port)) {
                waiting.head(1, true, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
                sending.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
                asked.await();
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(tollgate::close);
                idle.awaitEnd();
                // It is the silence that is tried.
                Awaitility.await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
                go.countDown();
                sending.write("dy");
                assertEquals("200", sending.head().word(1));
                stopped.join();
                for (Exchange exchange : tollgate.ended()) {
                    assertEquals(200, exchange.status());
                    assertFalse(exchange.clientGone());
                }
                assertEquals(2, tollgate.ended().size());
            }
        }
    }

    @Test
    void clientsOfHttp1HearItWithTheirNextAnswerAndThoseOfHttp2AtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(
                    socket -> {
                        backend.head(socket);
                        asked.countDown();
                        go.await();
                        socket.write(ScriptedBackend.ok("late"));
                        socket.awaitEnd();
                    },
                    backend.answering(ScriptedBackend.ok("next")));
            DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
            int port = tollgate.port();
            try (RawHttp2 multiplexed = new RawHttp2(port);
                    RawSocket kept = RawSocket.connect(port)) {
                multiplexed.head(1, true, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
                asked.await();
                Head before = kept.write(GET).head();
                assertEquals(null, before.fields().first("Connection"));
                assertEquals("next", new String(kept.body(before, true), StandardCharsets.UTF_8));
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(tollgate::close);
                Awaitility.await()
                        .untilAsserted(() -> assertThrows(ConnectException.class, () -> RawSocket.connect(port)));
                assertTrue(multiplexed.awaitFrame(GOAWAY));
                Head after = kept.write(GET).head();
                assertEquals("200", after.word(1));
                assertEquals("close", after.fields().first("Connection"));
                assertEquals("next", new String(kept.body(after, true), StandardCharsets.UTF_8));
                kept.awaitEnd();
                assertTrue(multiplexed.awaitFrame(GOAWAY), "the last word");
                go.countDown();
                assertTrue(multiplexed.awaitFrame(HEADERS), "an answer all the same");
                stopped.join();
                assertEquals(
                        List.of(200, 200, 200),
                        tollgate.ended().stream().map(Exchange::status).toList());
            }
        }
    }

    /** Neither the client nor the backend has the blame. */
    @Test
    void whatLastsTooLongIsCutOff() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            // By what is asked: Jetty may open a connection more than it needs, and use it later.
            backend.play(socket -> {
                if (backend.head(socket).word(1).equals("/begins")) {
                    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
                }
                asked.countDown();
                socket.awaitEnd();
            });
            DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
            try (RawSocket waiting = RawSocket.connect(tollgate.port());
                    RawSocket sending = RawSocket.connect(tollgate.port());
                    RawSocket reading = RawSocket.connect(tollgate.port())) {
                waiting.write(GET);
                sending.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
                Awaitility.await().until(() -> asked.getCount() == 1);
                reading.write("GET /begins HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals("200", reading.head().word(1));
                tollgate.stop(Duration.ofMillis(1));
                tollgate.settled(3);
                for (Exchange exchange : tollgate.ended()) {
                    assertEquals(ErrorReason.SHUTDOWN, exchange.reason());
                    // Whoever had no answer yet may just have time for one of Tollgate's own.
                    int answered = exchange.firstByteNanos() == Exchange.UNSET ? 503 : 200;
                    assertEquals(exchange.bytesOut() > 0 ? answered : 0, exchange.status());
                    assertFalse(exchange.clientGone());
                }
                assertEquals(0, tollgate.endpoint("b1").errorsTotal());
            } finally {
                tollgate.close();
            }
        }
    }

    @Test
    void whatIsInFlightEnds() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(socket -> {
                backend.head(socket);
                asked.countDown();
                go.await();
                socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlate\r\n0\r\n\r\n");
                socket.awaitEnd();
            });
            DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
            int port = tollgate.port();
            try (RawSocket one = RawSocket.connect(port);
                    RawSocket other = RawSocket.connect(port)) {
                one.write(GET);
                other.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
                asked.await();
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(tollgate::close);
                Awaitility.await()
                        .untilAsserted(() -> assertThrows(ConnectException.class, () -> RawSocket.connect(port)));
                other.write("dy");
                go.countDown();
                for (RawSocket each : List.of(one, other)) {
                    Head answer = each.head();
                    assertEquals("200", answer.word(1));
                    assertEquals("late", new String(each.body(answer, true), StandardCharsets.UTF_8));
                }
                assertTimeout(Duration.ofSeconds(8), () -> stopped.join());
                assertEquals(2, tollgate.ended().size());
            }
        }
    }
}
