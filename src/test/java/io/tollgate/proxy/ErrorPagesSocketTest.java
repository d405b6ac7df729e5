package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in place of errors, and of all that a route in maintenance would answer. */
@SuppressWarnings("NullAway.Init")
class ErrorPagesSocketTest {
    private static final String DOWN = "<h1>Down, caf\u00e9 closed</h1>";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() throws IOException {
        write("down.html", DOWN);
        write("app.html", "<h1>App</h1>");
        write("missing.json", "{}");
        write("closed.txt", "closed");
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url()), "retry: {max: 0}") + """
                routes:
                  - id: main
                    action: {forward: [p]}
                    maintenance: {page: closed.txt, retryAfter: 2m}
                    response:
                      headers: {set: {X-Frame-Options: DENY}}
                      errors:
                        - {status: 502-504, page: down.html}
                        - {status: 404, page: app.html, as: 200, from: [backend]}
                        - {status: 400-599, page: missing.json, from: [backend]}
                """);
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
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
        tollgate.apply(new Edit.SetRouteMode("main", Mode.READY));
        client.close();
    }

    private String body(Head answer) throws IOException {
        return new String(client.body(answer, true), StandardCharsets.UTF_8);
    }

    private Head ask(String request) throws IOException {
        return client.write(request).head();
    }

    @Test
    void anErrorOfTollgatesOwnHasItsPageAndSaysWhatItIs() throws IOException {
        backend.play(socket -> backend.request(socket));
        Head answer = ask(GET);
        assertEquals("502", answer.word(1));
        assertEquals(DOWN, body(answer));
        assertTrue(
                answer.fields().all("Content-Type").toString().matches("\\[text/html; ?charset=utf-8]"),
                answer::toString);
        assertEquals(List.of("upstream_reset"), answer.fields().all("Tollgate-Error"));
        assertEquals(List.of("no-store"), answer.fields().all("Cache-Control"));
        assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
        Exchange exchange = tollgate.settled(1);
        assertEquals(502, exchange.status());
        assertEquals(ErrorReason.UPSTREAM_RESET, exchange.reason());
        assertEquals(DOWN.getBytes(StandardCharsets.UTF_8).length, exchange.bytesOut());
    }

    @Test
    void theAnswerToAHeadHasNoBody() throws IOException {
        backend.play(backend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 99\r\n\r\n"));
        Head answer = ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("500", answer.word(1));
        assertEquals(List.of("2"), answer.fields().all("Content-Length"));
        assertEquals(0, tollgate.settled(1).bytesOut());
        backend.play(socket -> backend.request(socket));
        Head own = ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("502", own.word(1), "the connection is in step");
        backend.play(backend.answering(ScriptedBackend.ok("fine")));
        assertEquals("fine", body(ask(GET)), "the connection is in step");
    }

    @Test
    void aBackendsErrorHasItsPageAndKeepsWhatIsNotOfItsBody() throws IOException {
        backend.play(backend.answering(RawSocket.lines(
                        "HTTP/1.1 503 Busy",
                        "Content-Type: text/plain",
                        "Content-Encoding: gzip",
                        "Content-Language: en",
                        "ETag: \"1\"",
                        "Repr-Digest: sha-256=:x:",
                        "Set-Cookie: a=1",
                        "Retry-After: 30",
                        "Connection: X-Hop",
                        "X-Hop: 1",
                        "X-Kept: 1",
                        "Content-Length: 9")
                + "elsewhere"));
        Head answer = ask(GET);
        assertEquals("503", answer.word(1));
        assertEquals("{}", body(answer));
        assertEquals(List.of("application/json"), answer.fields().all("Content-Type"));
        for (String gone : List.of("Content-Encoding", "Content-Language", "ETag", "Repr-Digest", "X-Hop")) {
            assertNull(answer.fields().first(gone), gone);
        }
        assertEquals(List.of("a=1"), answer.fields().all("Set-Cookie"));
        assertEquals(List.of("30"), answer.fields().all("Retry-After"));
        assertEquals(List.of("1"), answer.fields().all("X-Kept"));
        assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
        assertNull(answer.fields().first("Tollgate-Error"));
        Exchange exchange = tollgate.settled(1);
        assertNull(exchange.reason());
        assertEquals(503, exchange.status());
    }

    @Test
    void aPageMayHaveAnotherStatusAndTheBackendsConnectionIsKept() throws IOException {
        backend.play(backend.answering(
                "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n" + "3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n"));
        long errors = tollgate.endpoint("b1").errorsTotal();
        for (int i = 0; i < 3; i++) {
            Head answer = ask(GET);
            assertEquals("200", answer.word(1));
            assertEquals("<h1>App</h1>", body(answer));
            tollgate.settled(i + 1);
        }
        assertEquals(1, backend.connections());
        assertEquals(errors, tollgate.endpoint("b1").errorsTotal(), "404 is no failure");
    }

    @Test
    void healthSeesTheBackendsOwnStatus() throws IOException {
        long errors = tollgate.endpoint("b1").errorsTotal();
        backend.play(backend.answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
        body(ask(GET));
        tollgate.settled(1);
        assertEquals(errors + 1, tollgate.endpoint("b1").errorsTotal());
    }

    @Test
    void aLongErrorIsNotReadToItsEnd() throws IOException {
        backend.play(
                socket -> {
                    backend.request(socket);
                    socket.write("HTTP/1.1 500 Oops\r\nContent-Length: 1000000000\r\n\r\n");
                    socket.write(new byte[1 << 20]).awaitEnd();
                },
                backend.answering(ScriptedBackend.ok("fine")));
        assertEquals("{}", body(ask(GET)));
        tollgate.settled(1);
        assertEquals("fine", body(ask(GET)));
        // Of a request that comes as a connection ends, one may be opened more than is used.
        assertTrue(backend.connections() > 1, "the rest was read");
    }

    @Test
    void anErrorThatDoesNotEndIsNotWaitedFor() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\nabc").awaitEnd();
        });
        assertEquals("{}", body(ask(GET)));
        tollgate.settled(1);
    }

    @Test
    void anAnswerThatHasBegunIsLeftAlone() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            begun.await();
        });
        assertEquals("200", ask(GET).word(1));
        begun.countDown();
        assertEquals("3\r\nabc", client.rest().strip(), "broken off, not filled up");
        assertTrue(tollgate.settled(1).truncated());
    }

    @Test
    void aRouteInMaintenanceAsksToComeBack() throws IOException {
        backend.play(backend.answering(ScriptedBackend.ok("fine")));
        tollgate.apply(new Edit.SetRouteMode("main", Mode.MAINTENANCE));
        Head answer = ask(GET);
        assertEquals("503", answer.word(1));
        assertEquals("closed", body(answer));
        assertEquals(List.of("120"), answer.fields().all("Retry-After"));
        assertEquals(List.of("maintenance"), answer.fields().all("Tollgate-Error"));
        assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.MAINTENANCE, exchange.reason());
        assertNull(exchange.backend());
        assertEquals("503", ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").word(1));
        assertEquals(
                "503",
                ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
                        .word(1));
        client.close();
        client = RawSocket.connect(tollgate.port());
        tollgate.apply(new Edit.SetRouteMode("main", Mode.READY));
        assertEquals("fine", body(ask(GET)));
        assertEquals(1, backend.requests().size());
    }

    @Test
    void http2HasThePagesAlike() throws Exception {
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tollgate.port() + "/"));
        backend.play(backend.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"));
        // The first goes by an upgrade.
        http2.send(request.build(), HttpResponse.BodyHandlers.discarding());
        HttpResponse<String> app = http2.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, app.version());
        assertEquals(200, app.statusCode());
        assertEquals("<h1>App</h1>", app.body());
        HttpResponse<String> head = http2.send(
                request.method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals("12", head.headers().firstValue("Content-Length").orElseThrow());
        assertEquals("", head.body());

        tollgate.apply(new Edit.SetRouteMode("main", Mode.MAINTENANCE));
        HttpResponse<String> closed = http2.send(
                request.POST(HttpRequest.BodyPublishers.ofString("abc")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(503, closed.statusCode());
        assertEquals("closed", closed.body());
        assertEquals("120", closed.headers().firstValue("Retry-After").orElseThrow());
    }

    @Test
    void whatIsInFlightEndsNormally() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            closed.await();
            socket.write(ScriptedBackend.ok("fine"));
        });
        client.write(GET);
        Awaitility.await().until(() -> backend.requests().size() == 1);
        tollgate.apply(new Edit.SetRouteMode("main", Mode.MAINTENANCE));
        closed.countDown();
        assertEquals("fine", body(client.head()));
    }

    @Test
    void aPageThatIsEditedIsTakenOver() throws IOException {
        backend.play(socket -> backend.request(socket));
        try {
            write("down.html", "<h1>Soon back</h1>");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> body(ask(GET)).equals("<h1>Soon back</h1>"));
            Files.delete(folder.resolve("down.html"));
            tollgate.apply(new Edit.SetRouteMode("main", Mode.MAINTENANCE));
            tollgate.apply(new Edit.SetRouteMode("main", Mode.READY));
            assertEquals("<h1>Soon back</h1>", body(ask(GET)), "operators can go on without the file");
        } finally {
            write("down.html", DOWN);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> body(ask(GET)).equals(DOWN));
        }
    }

    @Test
    void aPageThatIsNotThereIsRefused() {
        String wrong = String.valueOf(tollgate.load(DataSide.pool(List.of(backend.url()))
                + "routes: [{id: main, action: {forward: [p]}, maintenance: none.html}]"));
        assertTrue(wrong.contains("routes[0].maintenance.page: \"none.html\" is not there"), wrong);
    }
}
