package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.LoadReport;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool of one: there is no other backend to go to, but what may be repeated may be repeated there. */
@SuppressWarnings("NullAway.Init")
class OneBackendSocketTest {
    private static final int LENGTH = 1024;
    private static final int KEPT = 4;

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config());
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        assertNull(tollgate.load(config()));
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    /** What a client sees of a backend that closes an idle connection just as a request is on its way to it. */
    @Test
    void aGetIsRepeatedWhenItsConnectionEndsUnanswered() throws IOException {
        backend.play(hangsUpAtTheSecondRequest());
        assertEquals("200", get().word(1));
        assertEquals("200", get().word(1));
        Exchange exchange = tollgate.settled(2);
        assertEquals(2, exchange.attempts());
        assertEquals("reset", exchange.failedAttempts().get(0).outcome());
        assertEquals(3, backend.requests().size());
    }

    @Test
    void aBodyIsSentAgainWhole() throws IOException {
        backend.play(backend::request, backend.answering(ScriptedBackend.ok("done")));
        Head answer = send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        assertEquals("done", new String(client.body(answer, true), StandardCharsets.UTF_8));
        assertEquals(
                List.of("5", "5"),
                backend.requests().stream()
                        .map(head -> String.valueOf(head.fields().first("Content-Length")))
                        .toList());
        assertEquals(2, tollgate.settled(1).attempts());
    }

    @Test
    void aPostIsStillDeliveredOnce() throws IOException {
        backend.play(hangsUpAtTheSecondRequest());
        assertEquals("200", get().word(1));
        Head answer = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assertEquals("502", answer.word(1));
        assertEquals("upstream_reset", answer.fields().first("Tollgate-Error"));
        assertEquals(1, tollgate.settled(2).attempts());
        assertEquals(2, backend.requests().size());
    }

    /** Four were kept, and the backend closes each as it is used again: that says nothing of the backend. */
    @Test
    void keptConnectionsThatEndAreNoTriesThatCount() throws Exception {
        CountDownLatch together = new CountDownLatch(KEPT);
        ScriptedBackend.Script once = socket -> {
            backend.request(socket);
            together.countDown();
            together.await();
            socket.write(ScriptedBackend.ok("kept"));
            backend.request(socket);
        };
        backend.play(once, once, once, once, backend.answering(ScriptedBackend.ok("fresh")));
        List<RawSocket> clients = new ArrayList<>();
        for (int i = 0; i < KEPT; i++) {
            clients.add(RawSocket.connect(tollgate.port()).write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        for (RawSocket each : clients) {
            try (each) {
                assertEquals("200", each.head().word(1));
            }
        }
        tollgate.awaitIdle("b1", KEPT);
        assertEquals("200", get().word(1));
        assertEquals(KEPT + 1, tollgate.settled(KEPT + 1).attempts());
    }

    /** Who wants nothing repeated gets nothing repeated. */
    @Test
    void withoutRetriesNoneIsExcused() throws IOException {
        assertNull(tollgate.load(config("retry: {max: 0}")));
        backend.play(hangsUpAtTheSecondRequest());
        assertEquals("200", get().word(1));
        assertEquals("502", get().word(1));
        assertEquals(1, tollgate.settled(2).attempts());
    }

    @Test
    void retriesAreBounded() throws IOException {
        backend.play(backend::request);
        Head answer = get();
        assertEquals("502", answer.word(1));
        assertEquals("upstream_reset", answer.fields().first("Tollgate-Error"));
        assertEquals(3, tollgate.settled(1).attempts());
        assertEquals(3, backend.requests().size());
    }

    @Test
    void theBudgetBoundsRetries() throws IOException {
        assertNull(tollgate.load(config("retry: {budget: 0%, floor: 0}")));
        backend.play(backend::request);
        assertEquals("502", get().word(1));
        assertEquals(1, tollgate.settled(1).attempts());
    }

    @Test
    void aBackendThatTakesNoConnectionIsTriedAsOftenAsAnyOther() throws IOException {
        assertNull(tollgate.load(DataSide.pool(List.of(closedPort()))));
        Head answer = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assertEquals("502", answer.word(1));
        assertEquals("connect_failed", answer.fields().first("Tollgate-Error"));
        assertEquals(3, tollgate.settled(1).attempts());
    }

    @Test
    void aSlowBackendIsNotAskedTheSameAgain() throws IOException {
        assertNull(tollgate.load(config("timeouts: {firstByte: 100ms}")));
        backend.play(socket -> {
            backend.request(socket);
            socket.awaitEnd();
        });
        assertEquals("504", get().word(1));
        assertEquals(1, tollgate.settled(1).attempts());
    }

    @Test
    void nonsenseIsNotAskedForAgain() throws IOException {
        backend.play(backend.answering("garbage\r\n\r\n"));
        assertEquals("502", get().word(1));
        assertEquals(1, tollgate.settled(1).attempts());
    }

    @Test
    void anAnswerThatWasGivenStands() throws IOException {
        assertNull(tollgate.load(config("retry: {statuses: [503]}")));
        backend.play(backend.answering("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy"));
        assertEquals("busy", new String(client.body(get(), true), StandardCharsets.UTF_8));
        assertEquals(1, tollgate.settled(1).attempts());
    }

    /** Both have failed, and the third attempt is the first one's again. */
    @Test
    void twoBackendsAreTriedInTurnBeforeOneIsTriedAgain() throws IOException {
        try (ScriptedBackend other = new ScriptedBackend(socket -> {})) {
            assertNull(tollgate.load(DataSide.pool(List.of(backend.url(), other.url()))));
            backend.play(backend::request, backend.answering(ScriptedBackend.ok("at last")));
            other.play(other::request);
            assertEquals("at last", new String(client.body(get(), true), StandardCharsets.UTF_8));
            assertEquals(
                    List.of("b1", "b2"),
                    tollgate.settled(1).failedAttempts().stream()
                            .map(each -> each.backend())
                            .toList());
        }
    }

    @Test
    void theTotalLimitEndsAPause() throws IOException {
        assertNull(tollgate.load(config("retry: {max: 10}", "timeouts: {total: 300ms}")));
        backend.play(backend::request);
        Head answer = get();
        assertEquals("504", answer.word(1));
        assertEquals("total_timeout", answer.fields().first("Tollgate-Error"));
        // The pauses before the fourth attempt and the fifth are 300 ms at the least.
        assertTrue(tollgate.settled(1).attempts() <= 4);
    }

    @Test
    void aClientThatLeavesEndsAPause() throws Exception {
        assertNull(tollgate.load(config("retry: {max: 10}")));
        backend.play(backend.answering(ScriptedBackend.ok("here")));
        HttpClient h2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest request = HttpRequest.newBuilder(tollgate.url()).build();
        assertEquals(
                HttpClient.Version.HTTP_2,
                h2.send(request, BodyHandlers.ofString()).version());
        tollgate.forget();
        backend.play(backend::request);
        CompletableFuture<HttpResponse<String>> asked = h2.sendAsync(request, BodyHandlers.ofString());
        Awaitility.await().until(() -> backend.requests().size() >= 2);
        asked.cancel(true);
        Exchange exchange = tollgate.settled(1);
        assertTrue(exchange.clientGone());
        assertTrue(exchange.attempts() < 11, () -> exchange.attempts() + " attempts");
    }

    /** Each connection is closed after its twentieth answer without a word of it: one request in twenty may meet that. */
    @Test
    void noneOfSomeThousandGetsFailsWhileTheBackendClosesIdleConnections() {
        byte[] payload = Payload.bytes(LENGTH);
        String head = "HTTP/1.1 200 OK\r\nX-Backend: b1\r\nContent-Length: " + LENGTH + "\r\n\r\n";
        backend.play(socket -> {
            for (int i = 0; i < 20; i++) {
                backend.request(socket);
                socket.write(head).write(payload);
            }
        });
        LoadReport report = LoadDriver.closed(URI.create(tollgate.url().toString()), 4, 4_000);
        assertEquals(0, report.failures(), report::toString);
        assertEquals(4_000, report.answeredBy("b1"));
        assertTrue(backend.connections() >= 200, () -> backend.connections() + " connections");
    }

    /** Whether or not that request comes on the connection of the first. */
    private static ScriptedBackend.Script hangsUpAtTheSecondRequest() {
        AtomicInteger seen = new AtomicInteger();
        return socket -> {
            while (true) {
                backend.request(socket);
                if (seen.incrementAndGet() == 2) {
                    return;
                }
                socket.write(ScriptedBackend.ok(""));
            }
        };
    }

    private Head get() throws IOException {
        return send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private Head send(String request) throws IOException {
        client.write(request);
        return client.head();
    }

    private static String config(String... lines) {
        return DataSide.pool(List.of(backend.url()), lines);
    }

    private static String closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + taken.getLocalPort();
        }
    }
}
