package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Head;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies, and answers that do not wait for their end. */
@SuppressWarnings("NullAway.Init")
class UploadSocketTest {
    private static final String TOO_MUCH = "HTTP/1.1 413 No\r\nContent-Length: 4\r\n\r\nmuch";
    private static final int LARGE = 20_000_000;

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
    void aClientThatSendsAllBeforeItReadsGetsTheEarlyAnswer() throws IOException {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(TOO_MUCH);
            socket.awaitEnd();
        });
        sendLarge();
        expectTooMuch();
        assertEquals(413, tollgate.settled(1).status());
    }

    /** The unread body makes the backend's close a reset, which races with its answer. */
    @Test
    void theEarlyAnswerOfABackendThatClosesIsNotLost() throws IOException {
        for (int i = 0; i < 20; i++) {
            backend.play(socket -> {
                backend.head(socket);
                socket.write(TOO_MUCH);
            });
            sendLarge();
            expectTooMuch();
            client.close();
            connect();
        }
    }

    @Test
    void anErrorOfItsOwnReachesAClientThatStillSends() throws IOException {
        assertNull(tollgate.load(DataSide.pool(List.of("http://127.0.0.1:1"))));
        sendLarge();
        Head answer = client.head();
        assertEquals("502", answer.word(1));
        tollgate.settled(1);
        assertNull(tollgate.load(DataSide.pool(List.of(backend.url()))));
    }

    @Test
    void theConnectionStaysInStepAfterAnEarlyAnswer() throws IOException {
        backend.play(
                socket -> {
                    backend.head(socket);
                    socket.write(TOO_MUCH);
                    // Tollgate may have noticed the answer's end only after the rest of the body, and use it again.
                    socket.read("helloworld".length());
                    backend.request(socket);
                    socket.write(ScriptedBackend.ok("next")).awaitEnd();
                },
                backend.answering(ScriptedBackend.ok("next")));
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
        expectTooMuch();
        client.write("world" + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Head next = client.head();
        assertEquals("next", new String(client.body(next, true), StandardCharsets.UTF_8));
        tollgate.settled(2);
    }

    @Test
    void aBodyThatIsNotWantedIsNotAskedFor() throws IOException {
        backend.play(socket -> {
            backend.head(socket);
            socket.write(TOO_MUCH);
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
        expectTooMuch();
        tollgate.settled(1);
        client.awaitEnd();
    }

    @Test
    void anOldClientGetsNoWordBeforeItsAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            Head head = backend.head(socket);
            asked.countDown();
            String expect = String.valueOf(head.fields().first("Expect"));
            String body = new String(socket.body(head, false), StandardCharsets.UTF_8);
            socket.write(ScriptedBackend.ok(expect + " " + body)).awaitEnd();
        });
        client.write("POST / HTTP/1.0\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
        asked.await();
        client.write("helloworld");
        Head answer = client.head();
        assertEquals("200", answer.word(1));
        assertEquals("null helloworld", new String(client.body(answer, true), StandardCharsets.UTF_8));
        tollgate.settled(1);
    }

    @Test
    void theBackendDecidesOnTheBody() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        backend.play(
                socket -> {
                    Head head = backend.head(socket);
                    asked.countDown();
                    decided.await();
                    socket.write(RawSocket.lines("HTTP/1.1 100 Continue"));
                    socket.write(ScriptedBackend.ok(head.fields().first("Expect") + " "
                            + new String(socket.body(head, false), StandardCharsets.UTF_8)));
                    backend.request(socket);
                    socket.write(ScriptedBackend.ok("next")).awaitEnd();
                },
                // The next request may come before that connection is free again.
                backend.answering(ScriptedBackend.ok("next")));
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        asked.await();
        decided.countDown();
        assertEquals("100", client.head().word(1));
        client.write("hello");
        assertEquals("100-continue hello", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("next", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        tollgate.settled(2);
    }

    @Test
    void aBackendThatDoesNotSayWhetherItTakesTheBodyGetsIt() throws IOException {
        backend.play(socket -> {
            Head head = backend.head(socket);
            socket.write(ScriptedBackend.ok(new String(socket.body(head, false), StandardCharsets.UTF_8)));
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertEquals("100", client.head().word(1));
        client.write("hello");
        assertEquals("hello", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        tollgate.settled(1);
    }

    @Test
    void fieldsAfterTheBodyPass() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        backend.play(socket -> {
            seen.add(String.valueOf(backend.head(socket).fields().first("Trailer")));
            // Past a chunk or two of the one byte, to the end.
            for (String line = line(socket); !line.isEmpty(); line = line(socket)) {
                seen.add(line);
            }
            socket.write(ScriptedBackend.ok("")).awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
        client.write("1\r\na\r\n0\r\nX-Sum: 1\r\nX-Forwarded-For: 6.6.6.6\r\nHost: y\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals(List.of("X-Sum", "1", "a", "0", "X-Sum: 1"), seen);
        tollgate.settled(1);
    }

    private static String line(RawSocket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String next = socket.read(1); !next.equals("\n"); next = socket.read(1)) {
            line.append(next);
        }
        return line.toString().strip();
    }

    /** Without framing its body would be the backend's next request. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "PURGE", "POST"})
    void aBodyOfAnyMethodIsFramed(String method) throws IOException {
        backend.play(socket -> {
            Head head = backend.head(socket);
            byte[] body = socket.body(head, false);
            socket.write(RawSocket.lines(
                    "HTTP/1.1 200 OK", "Content-Length: 0", "X-Body: " + new String(body, StandardCharsets.UTF_8)));
            socket.awaitEnd();
        });
        client.write(method + " / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        assertEquals("hello", client.head().fields().first("X-Body"));
        tollgate.settled(1);
    }

    @Test
    void aBodyWithoutLengthGoesOnInChunks() throws IOException {
        backend.play(socket ->
                socket.write(ScriptedBackend.ok(new String(backend.request(socket), StandardCharsets.UTF_8))));
        client.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.write("3\r\none\r\n").write("3;x=y\r\ntwo\r\n").write("0\r\nTrailer: 1\r\n\r\n");
        assertEquals("onetwo", new String(client.body(client.head(), true), StandardCharsets.UTF_8));
        tollgate.settled(1);
    }

    @Test
    void bothWaysAtOnce() throws IOException {
        backend.play(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                socket.write("5\r\n" + socket.read(5) + "\r\n");
            }
            socket.write("0\r\n\r\n");
            socket.awaitEnd();
        });
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n");
        assertEquals("200", client.head().word(1));
        // The line end of a chunk goes out with the next one.
        String end = "";
        for (String part : List.of("12345", "67890", "abcde")) {
            client.write(part);
            String chunk = end + "5\r\n" + part;
            assertEquals(chunk, client.read(chunk.length()));
            end = "\r\n";
        }
        tollgate.settled(1);
    }

    private void sendLarge() throws IOException {
        client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n");
        client.write(Payload.bytes(LARGE));
    }

    private void expectTooMuch() throws IOException {
        Head answer = client.head();
        assertEquals("413", answer.word(1), answer::toString);
        assertEquals("much", new String(client.body(answer, true), StandardCharsets.UTF_8));
    }
}
