package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.Payload;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to another backend and what does not (RFC 9110, section 9.2.2). */
@SuppressWarnings("NullAway.Init")
class RetrySocketTest {
    private static final int LARGE = 300_000;

    @TempDir
    static Path folder;

    private static ScriptedBackend first;
    private static ScriptedBackend second;
    private static DataSide tollgate;

    private final long errorsBefore = tollgate.endpoint("b1").errorsTotal();
    private final List<String> received = new ArrayList<>();
    private RawSocket client;

    @BeforeAll
    static void start() {
        first = new ScriptedBackend(socket -> {});
        second = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config(first.url(), second.url()));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        first.close();
        second.close();
    }

    @BeforeEach
    void connect() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url())));
        first.play(socket -> {});
        second.play(socket -> {
            while (true) {
                received.add(new String(second.request(socket), StandardCharsets.ISO_8859_1));
                socket.write(ScriptedBackend.ok("second"));
            }
        });
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PATCH", "BREW"})
    void anyMethodMovesWhenNoConnectionCanBeMade(String method) throws IOException {
        assertNull(tollgate.load(config(closedPort(), second.url())));
        assertEquals("second", ask(method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        assertEquals(List.of("hi"), received);
        Exchange exchange = tollgate.settled(1);
        assertEquals(2, exchange.attempts());
        assertEquals("connect_failed", exchange.failedAttempts().get(0).outcome());
        assertEquals(1, tollgate.endpoint("b1").errorsTotal() - errorsBefore);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeBodyMovesWhenNoConnectionCanBeMade(boolean chunked) throws IOException {
        assertNull(tollgate.load(config(closedPort(), second.url())));
        String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
        assertEquals(
                "second",
                ask(
                        chunked
                                ? "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + Integer.toHexString(LARGE) + "\r\n" + payload + "\r\n0\r\n\r\n"
                                : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n" + payload));
        assertEquals(List.of(payload), received);
        tollgate.settled(1);
    }

    /** The one that closed it may have the caller's session. */
    @Test
    void aTiedCallerWhoseKeptConnectionEndsStaysWithItsBackend() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "affinity: {type: cookie}")));
        ScriptedBackend.Script once = socket -> {
            first.request(socket);
            socket.write(ScriptedBackend.ok("first"));
            first.request(socket);
        };
        first.play(once, once, first.answering(ScriptedBackend.ok("first again")));
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Head head = client.head();
        assertEquals("first", new String(client.body(head, true), StandardCharsets.UTF_8));
        String set = Objects.requireNonNull(head.fields().first("Set-Cookie"));
        String cookie = set.substring(0, set.indexOf(';'));
        tollgate.awaitIdle("b1", 1);
        assertEquals("first", ask("GET / HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n"));
        tollgate.awaitIdle("b1", 1);
        assertEquals("first again", ask("GET / HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n"));
        assertEquals(0, tollgate.endpoint("b1").errorsTotal() - errorsBefore, "nobody's failure");
        assertEquals(List.of(), received);
        assertEquals("reset", tollgate.settled(3).failedAttempts().get(0).outcome());
    }

    @Test
    void anIdempotentRequestMovesWhenItsConnectionEndsUnanswered() throws IOException {
        first.play(first::request);
        assertEquals("second", ask("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        assertEquals(List.of("hi"), received);
        assertEquals(1, first.requests().size());
        assertEquals("reset", tollgate.settled(1).failedAttempts().get(0).outcome());
    }

    @Test
    void anyOtherIsDeliveredOnce() throws IOException {
        first.play(first::request);
        Head answer = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assertEquals("502", answer.word(1));
        assertEquals("upstream_reset", answer.fields().first("Tollgate-Error"));
        assertEquals(1, first.requests().size());
        assertEquals(0, second.requests().size());
        tollgate.settled(1);
    }

    /** The head is with the backend, though the write of which it is a part never ends. */
    @Test
    void aBodyThatIsStillBeingWrittenMayHaveBeenProcessed() throws IOException {
        first.play(socket -> {
            first.head(socket);
            socket.reset();
        });
        Head answer = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n" + "x".repeat(4_000));
        assertEquals("502", answer.word(1));
        assertEquals(0, second.requests().size());
        tollgate.settled(1);
    }

    @Test
    void aBodyThatDoesNotFitTheBufferIsSentOnce() throws IOException {
        first.play(first::request);
        Head answer = send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n" + "x".repeat(65_537));
        assertEquals("502", answer.word(1));
        assertEquals(0, second.requests().size());
        tollgate.settled(1);
    }

    @Test
    void aBodyThatJustFitsTheBufferIsSentAgainWhole() throws IOException {
        first.play(first::request);
        String payload = new String(Payload.bytes(65_536), StandardCharsets.ISO_8859_1);
        assertEquals("second", ask("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n" + payload));
        assertEquals(List.of(payload), received);
        tollgate.settled(1);
    }

    /** The first attempt has some of the body, the second gets that again and the rest from the client. */
    @Test
    void aBodyMovesWhileItIsStillComing() throws IOException {
        first.play(socket -> {
            first.head(socket);
            socket.read(5);
        });
        client.write("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
        Awaitility.await().until(() -> second.connections() == 1);
        client.write("world");
        Head answer = client.head();
        assertEquals("200", answer.word(1));
        assertEquals(List.of("helloworld"), received);
        tollgate.settled(1);
    }

    @Test
    void aPooledConnectionThatEndedIsNotUsed() throws IOException {
        first.play(first.answering(ScriptedBackend.ok("first")));
        assertEquals("first", ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        first.hangUp();
        assertEquals("first", ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        assertEquals(2, first.connections());
        assertEquals(1, tollgate.settled(2).attempts());
    }

    @Test
    void aStatusIsRetriedWhereThePoolSaysSo() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "retry: {statuses: [503]}")));
        first.play(first.answering("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy"));
        assertEquals("second", ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals(
                "gateway_error", tollgate.settled(1).failedAttempts().get(0).outcome());
        assertEquals("busy", ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        tollgate.settled(2);
    }

    @Test
    void theLastBackendsOwnAnswerPassesThough() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "retry: {statuses: [503]}")));
        first.play(first.answering("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\n1"));
        second.play(second.answering("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\n2"));
        Head answer = send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("503", answer.word(1));
        assertNull(answer.fields().first("Tollgate-Error"));
        assertEquals("2", new String(client.body(answer, true), StandardCharsets.UTF_8));
        tollgate.settled(1);
    }

    @Test
    void retriesAreBounded() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "retry: {max: 0}")));
        first.play(first::request);
        assertEquals("502", send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").word(1));
        assertEquals(0, second.connections());
        assertEquals(1, tollgate.settled(1).attempts());
    }

    @Test
    void theBudgetBoundsRetries() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "retry: {budget: 0%, floor: 0}")));
        first.play(first::request);
        assertEquals("502", send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").word(1));
        assertEquals(0, second.connections());
        tollgate.settled(1);
    }

    @Test
    void whenAllFailTheLastFailureIsTold() throws IOException {
        first.play(first::request);
        assertNull(tollgate.load(config(first.url(), closedPort(), "retry: {max: 1}")));
        Head answer = send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("502", answer.word(1));
        assertEquals("connect_failed", answer.fields().first("Tollgate-Error"));
        Exchange exchange = tollgate.settled(1);
        assertEquals(2, exchange.attempts());
        assertEquals(2, exchange.failedAttempts().size());
    }

    /** Its pool says that the application knows a request that comes twice. */
    @Test
    void aPoolMayLetAPostMoveToo() throws IOException {
        assertNull(tollgate.load(config(first.url(), second.url(), "retry: {nonIdempotent: true}")));
        first.play(first::request);
        assertEquals("second", ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
        assertEquals(List.of("hi"), received);
        assertEquals(2, tollgate.settled(1).attempts());
    }

    private Head send(String request) throws IOException {
        client.write(request);
        return client.head();
    }

    private String ask(String request) throws IOException {
        Head answer = send(request);
        return new String(client.body(answer, true), StandardCharsets.UTF_8);
    }

    private static String config(String firstUrl, String secondUrl, String... lines) {
        return DataSide.pool(List.of(firstUrl, secondUrl), lines);
    }

    private static String closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + taken.getLocalPort();
        }
    }
}
