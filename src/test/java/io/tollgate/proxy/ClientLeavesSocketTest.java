package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.Exchange;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, or send what is no request: nobody's failure, and nothing is left open. */
@SuppressWarnings("NullAway.Init")
class ClientLeavesSocketTest {
    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;
    private long errorsBefore;

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
        errorsBefore = tollgate.endpoint("b1").errorsTotal();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @Test
    void beforeTheFirstByte() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            left.await();
            socket.write(ScriptedBackend.ok("too late"));
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        asked.await();
        client.reset();
        left.countDown();
        tollgate.settled(1);
        expectNoBlame();
    }

    /** Nothing is written to it, so only its own silence could tell. */
    @Test
    void beforeTheFirstByteOfABackendThatNeverAnswers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        asked.await();
        client.close();
        assertEquals(499, tollgate.settled(1).status());
        expectNoBlame();
    }

    /** What it has sent ahead is no sign that it stays. */
    @Test
    void beforeTheFirstByteWithAnotherRequestSentAhead() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            socket.awaitEnd();
        });
        client.write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        asked.await();
        client.close();
        assertEquals(499, tollgate.settled(1).status());
        assertEquals(1, backend.requests().size());
    }

    /** The watch for its leaving reads what it sends while it waits, and must lose none of it. */
    @Test
    void whatIsSentAheadWhileAnAnswerIsAwaitedIsAnsweredInTurn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch answer = new CountDownLatch(1);
        backend.play(socket -> {
            while (true) {
                Head head = backend.head(socket);
                socket.body(head, false);
                if (asked.incrementAndGet() == 1) {
                    answer.await();
                }
                socket.write(ScriptedBackend.ok(head.word(1)));
            }
        });
        client.write("GET /0 HTTP/1.1\r\nHost: x\r\n\r\n");
        Awaitility.await().until(tollgate::watches);
        String more = "x".repeat(3_000);
        for (int i = 1; i <= 9; i++) {
            client.write("GET /" + i + " HTTP/1.1\r\nHost: x\r\nX-More: " + more + "\r\n\r\n");
        }
        answer.countDown();
        for (int i = 0; i <= 9; i++) {
            Head head = client.head();
            assertEquals("/" + i, new String(client.body(head, true), StandardCharsets.UTF_8));
        }
        tollgate.settled(10);
    }

    @Test
    void whatIsSentAheadWhileAnAnswerComesIsAnsweredInTurn() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        // The next request finds the connection of the first given back, or opens one.
        ScriptedBackend.Script next = backend.answering(ScriptedBackend.ok("next"));
        backend.play(
                socket -> {
                    backend.request(socket);
                    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    goOn.await();
                    socket.write("0\r\n\r\n");
                    next.play(socket);
                },
                next);
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Head first = client.head();
        Awaitility.await().until(tollgate::watches);
        client.write("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
        goOn.countDown();
        assertEquals("hello", new String(client.body(first, true), StandardCharsets.UTF_8));
        assertEquals("next", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        tollgate.settled(2);
    }

    /** Nothing is written to it any more. */
    @Test
    void whileAnEventStreamIsSilent() throws Exception {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        client.close();
        assertTrue(tollgate.settled(1).clientGone());
        expectNoBlame();
    }

    @Test
    void whileTheAnswerComes() throws Exception {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                socket.write("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        client.reset();
        assertTrue(tollgate.settled(1).clientGone());
        expectNoBlame();
    }

    @Test
    void whileItSendsItsBody() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            begun.countDown();
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello");
        begun.await();
        client.reset();
        expectThatItLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"})
    void inOrderWhileItSendsItsBody(String begun) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            asked.countDown();
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\n" + begun);
        asked.await();
        client.close();
        expectThatItLeft();
    }

    private void expectThatItLeft() {
        Exchange exchange = tollgate.settled(1);
        assertEquals(1, exchange.attempts());
        assertEquals(499, exchange.status());
        assertNull(exchange.flaw());
        expectNoBlame();
    }

    @Test
    void whileItSendsItsBodyAndTheAnswerComes() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello");
        assertEquals("200", client.head().word(1));
        client.reset();
        assertTrue(tollgate.settled(1).clientGone());
        expectNoBlame();
    }

    @Test
    void aBodyThatIsNoneIsABadRequest() throws IOException {
        backend.play(backend::request);
        client.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
        Head answer = client.head();
        assertEquals("400", answer.word(1));
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        assertTrue(answer.closes());
        assertEquals(1, tollgate.settled(1).attempts());
        expectNoBlame();
    }

    @Test
    void requestsInOneRowAreAnsweredInOrder() throws IOException {
        backend.play(socket -> {
            while (true) {
                Head head = backend.head(socket);
                socket.write(ScriptedBackend.ok(head.word(1)));
            }
        });
        client.write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
        for (int i = 0; i < 3; i++) {
            assertEquals("/1", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        }
        tollgate.settled(3);
    }

    private void expectNoBlame() {
        assertEquals(errorsBefore, tollgate.endpoint("b1").errorsTotal());
        backend.play(backend.answering(ScriptedBackend.ok("well")));
        try (RawSocket next = RawSocket.connect(tollgate.port())) {
            assertEquals(
                    "200",
                    next.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head().word(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
