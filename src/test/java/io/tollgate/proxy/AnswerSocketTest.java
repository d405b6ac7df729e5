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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets of a backend's answer: all of it, byte for byte, and framed so that its end is certain. */
@SuppressWarnings("NullAway.Init")
class AnswerSocketTest {
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie: a=\"q v\"",
                "Set-Cookie: b=x, y; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT",
                "Set-Cookie: c=1; path=/; secure; httponly; SameSite=None; Partitioned",
                "Content-Type: text/html;charset=UTF-8",
                "Content-Type: Text/HTML; Charset=\"utf-8\"",
                "content-type: application/JSON",
                "Content-Type: multipart/byteranges; boundary=\"a;b\"",
                "Content-Type: text/plain; charset=ISO-8859-1",
                "Content-Type: text/plain; charset=no-such-set",
                "Content-Type: text/html",
                "Content-Disposition: attachment; filename=\"a, b.txt\"",
                "WWW-Authenticate: Digest realm=\"a, b\", qop=\"auth, auth-int\"",
                "ETag: W/\"x\"",
                "Date: Tue, 15 Nov 1994 08:12:31 GMT",
                "Server: Apache/2.4 (x) \"y\"",
                "X-Latin: caf\u00e9",
                "X-Empty:",
                "Vary: Accept-Encoding,  Origin",
                "Location: /a|b?c={d}",
                "Content-Encoding: br",
                "Content-Language: EN-us",
                "Last-Modified: whenever",
                "Expires: 0",
                "X-UPPER-lower: 1",
                "Link: </a>; rel=preload, </b>; rel=preload",
                "Via: 1.0 other",
            })
    void aLinePassesAsItIs(String line) throws IOException {
        Head answer = answer("HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 0\r\n\r\n");
        String name = line.substring(0, line.indexOf(':'));
        assertEquals(
                List.of(line.substring(line.indexOf(':') + 1).strip()),
                answer.fields().lines().stream()
                        .filter(each -> each.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                        .map(each -> each.substring(each.indexOf(':') + 1).strip())
                        .toList());
    }

    @Test
    void repeatedLinesStayRepeated() throws IOException {
        Head answer = answer(RawSocket.lines(
                "HTTP/1.1 200 OK",
                "Set-Cookie: a=1",
                "X-N: one",
                "Set-Cookie: a=1",
                "X-N: two, three",
                "Content-Length: 0"));
        assertEquals(List.of("a=1", "a=1"), answer.fields().all("Set-Cookie"));
        assertEquals(List.of("one", "two, three"), answer.fields().all("X-N"));
    }

    @Test
    void nothingButADateIsAdded() throws IOException {
        Head answer = answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertEquals(2, answer.fields().lines().size(), answer::toString);
        assertEquals(1, answer.fields().all("Date").size());
    }

    @Test
    void whatConcernsTheHopStaysOnIt() throws IOException {
        Head answer = answer(RawSocket.lines(
                "HTTP/1.1 200 OK",
                "Connection: X-Hop, Upgrade, keep-alive",
                "X-Hop: 1",
                "Upgrade: h2c",
                "Keep-Alive: timeout=5",
                "Proxy-Authenticate: Basic",
                "Content-Length: 0"));
        for (String name : List.of("X-Hop", "Upgrade", "Keep-Alive", "Proxy-Authenticate", "Connection")) {
            assertNull(answer.fields().first(name), name);
        }
    }

    @Test
    void statusesPassAsTheyAre() throws IOException {
        for (int status :
                new int[] {200, 201, 226, 299, 300, 302, 400, 401, 404, 407, 418, 421, 451, 499, 500, 507, 599}) {
            Head answer = answer("HTTP/1.1 " + status + " Any\r\nContent-Length: 0\r\n\r\n");
            assertEquals(String.valueOf(status), answer.word(1));
            assertNull(answer.fields().first("Tollgate-Error"));
        }
    }

    @Test
    void headAnswersKeepTheLengthThatTheGetWouldHave() throws IOException {
        backend.play(backend.answering("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"));
        Head answer = ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(List.of("12345"), answer.fields().all("Content-Length"));
        assertEquals("200", ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").word(1), "the connection is in step");
    }

    @Test
    void headAnswersWithoutALengthGetNone() throws IOException {
        backend.play(backend.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        Head answer = ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertNull(answer.fields().first("Content-Length"), answer::toString);
        assertEquals("200", ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").word(1), "the connection is in step");
    }

    @Test
    void answersThatCannotHaveABodyHaveNoLength() throws IOException {
        Head none = answer("HTTP/1.1 204 No Content\r\n\r\n");
        assertEquals("204", none.word(1));
        assertNull(none.fields().first("Content-Length"));
        assertNull(none.fields().first("Transfer-Encoding"));
        Head same = answer("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nContent-Length: 77\r\n\r\n");
        assertEquals("304", same.word(1));
        assertEquals("\"v1\"", same.fields().first("ETag"));
        assertEquals("200", answer(ScriptedBackend.ok("x")).word(1));
    }

    @Test
    void anAnswerThatEndsWithItsConnectionIsWhole() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(100_000));
        });
        Head answer = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(100_000, client.body(answer, true).length);
        assertTrue(answer.fields().has("Transfer-Encoding", "chunked"));
        tollgate.settled(1);
    }

    @Test
    void aHeadAndPartsOfABodyDoNotWaitForTheRest() throws Exception {
        Semaphore next = new Semaphore(0);
        backend.play(socket -> {
            backend.request(socket);
            socket.write(STREAM_HEAD);
            next.acquire();
            socket.write("2\r\na\n\r\n");
            next.acquire();
            socket.write("0\r\n\r\n").awaitEnd();
        });
        Head answer = ask("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("text/event-stream", answer.fields().first("Content-Type"));
        next.release();
        assertEquals("2\r\na\n", client.read(5));
        next.release();
        assertEquals("\r\n0\r\n\r\n", client.read(7));
        tollgate.settled(1);
    }

    /** Its end is known, and still its client need not wait for it. */
    @Test
    void anAnswerOfKnownLengthIsNotHeldBackWhileItsBackendPauses() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        CountDownLatch partSeen = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.write(RawSocket.lines("HTTP/1.1 200 OK", "Content-Length: 6"));
            headSeen.await();
            socket.write("one");
            partSeen.await();
            socket.write("two").awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        headSeen.countDown();
        assertEquals("one", client.read(3));
        partSeen.countDown();
        assertEquals("two", client.read(3));
        tollgate.settled(1);
    }

    @Test
    void interimAnswersPassBeforeTheFinalOne() throws IOException {
        Head hints = answer(RawSocket.lines("HTTP/1.1 102 Processing")
                + RawSocket.lines("HTTP/1.1 103 Early Hints", "Link: </a>", "Connection: X-Hop", "X-Hop: 1")
                + ScriptedBackend.ok("done"));
        assertEquals("102", hints.word(1));
        hints = client.head();
        assertEquals("103", hints.word(1));
        assertEquals(List.of("Link: </a>"), hints.fields().lines());
        Head answer = client.head();
        assertEquals("200", answer.word(1));
        assertNull(answer.fields().first("Link"));
        tollgate.settled(1);
    }

    @Test
    void anInterimAnswerDoesNotWaitForTheFinalOne() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.write(RawSocket.lines("HTTP/1.1 103 Early Hints", "Link: </a>"));
            seen.await();
            socket.write(ScriptedBackend.ok("done")).awaitEnd();
        });
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("103", client.head().word(1));
        seen.countDown();
        assertEquals("200", client.head().word(1));
    }

    @Test
    void anOldClientGetsNoInterimAnswers() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write(RawSocket.lines("HTTP/1.1 103 Early Hints", "Link: </a>") + ScriptedBackend.ok("done"));
            socket.awaitEnd();
        });
        client.write("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
    }

    @Test
    void linesKeepTheirOrder() throws IOException {
        List<String> lines = List.of("x-b: 1", "ETag: \"e\"", "X-A: 2", "Content-Language: en", "X-b: 3", "Vary: a");
        Head answer = answer("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\nContent-Length: 0\r\n\r\n");
        List<String> seen = new ArrayList<>(answer.fields().lines());
        seen.retainAll(lines);
        assertEquals(lines, seen);
    }

    @Test
    void fieldsAfterTheBodyPass() throws IOException {
        Head answer = answer(RawSocket.lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum")
                + "1\r\na\r\n0\r\nX-Sum: 1\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\nx-sum: 2\r\n\r\n");
        assertEquals("X-Sum", answer.fields().first("Trailer"));
        String whole = "1\r\na\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n";
        assertEquals(whole, client.read(whole.length()));
        tollgate.settled(1);
    }

    @Test
    void aSwitchOfProtocolsNobodyAskedForIsABadAnswer() throws IOException {
        Head answer = answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
        assertEquals("502", answer.word(1));
        assertEquals("bad_response", answer.fields().first("Tollgate-Error"));
        tollgate.settled(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad name: 1\r\nContent-Length: 0\r\n\r\n",
            })
    void whatIsNotHttpIsABadAnswer(String bytes) throws IOException {
        Head answer = answer(bytes);
        assertEquals("502", answer.word(1));
        assertEquals("bad_response", answer.fields().first("Tollgate-Error"));
        tollgate.settled(1);
    }

    /** The head may have been passed on by then, or not. */
    @Test
    void aFirstChunkThatIsNoneIsABadAnswer() throws IOException {
        Head answer = answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
        boolean passed = answer.word(1).equals("200");
        assertEquals(passed ? "200" : "502", answer.word(1));
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.BAD_RESPONSE, exchange.reason());
        assertEquals(passed, exchange.truncated());
    }

    @Test
    void whatIsNoChunkBreaksTheAnswerOff() throws IOException {
        Semaphore seen = new Semaphore(0);
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            seen.acquire();
            socket.write("xyz\r\n").awaitEnd();
        });
        assertEquals("200", ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").word(1));
        seen.release();
        Exchange exchange = tollgate.settled(1);
        assertTrue(exchange.truncated());
        assertEquals(ErrorReason.BAD_RESPONSE, exchange.reason());
    }

    @Test
    void aHeadPastAllBoundsIsABadAnswer() throws IOException {
        Head answer = answer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");
        assertEquals("502", answer.word(1));
        assertEquals("bad_response", answer.fields().first("Tollgate-Error"));
        tollgate.settled(1);
    }

    @Test
    void aLargeHeadPasses() throws IOException {
        String large = "x".repeat(60_000);
        Head answer = answer("HTTP/1.1 200 OK\r\nX-Large: " + large + "\r\nContent-Length: 0\r\n\r\n");
        assertEquals("200", answer.word(1));
        assertEquals(large, answer.fields().first("X-Large"));
    }

    @Test
    void anErrorOfItsOwnHasNothingOfTheBackends() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nX-Backend: 1\r\nContent-Type: image/png\r\n\r\n");
        });
        Head answer = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("502", answer.word(1));
        assertNull(answer.fields().first("X-Backend"));
        assertEquals("application/json", answer.fields().first("Content-Type"));
        String body = new String(client.body(answer, true), StandardCharsets.UTF_8);
        assertTrue(body.contains("upstream_reset"), body);
        assertEquals("upstream_reset", answer.fields().first("Tollgate-Error"));
        tollgate.settled(1);
    }

    @Test
    void aBrokenAnswerOfKnownLengthBreaksTheConnection() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(100_000));
        });
        Head answer = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", answer.word(1));
        assertEquals("200000", answer.fields().first("Content-Length"));
        client.awaitEnd();
        assertTrue(tollgate.settled(1).truncated());
    }

    @Test
    void aBrokenAnswerInChunksHasNoLastChunk() throws IOException {
        Semaphore seen = new Semaphore(0);
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            seen.acquire();
        });
        Head answer = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", answer.word(1));
        String first = client.read("5\r\nhello".length());
        assertEquals("5\r\nhello", first);
        seen.release();
        String rest = client.rest();
        assertFalse(rest.contains("0\r\n\r\n"), rest);
        assertTrue(tollgate.settled(1).truncated());
    }

    private Head answer(String bytes) throws IOException {
        backend.play(backend.answering(bytes));
        return ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private Head ask(String request) throws IOException {
        client.write(request);
        return client.head();
    }
}
