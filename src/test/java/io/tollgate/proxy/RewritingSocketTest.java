package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Fields;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route changes of requests and answers, on the wire. */
@SuppressWarnings("NullAway.Init")
class RewritingSocketTest {
    private static final String ROUTES = """
            routes:
              - id: shop
                match: {path: /shop}
                action: {forward: [p]}
                request:
                  path: {replacePrefix: /shop, with: /store}
                  host: shop.internal
                  headers:
                    set: {X-Env: prod, User-Agent: tollgate, X-Empty: ""}
                    add: {X-Tag: front}
                    remove: [X-Debug, via, X-Forwarded-Proto]
                response:
                  headers:
                    set: {X-Frame-Options: DENY, Server: shop, Content-Type: text/css}
                    add: {X-Tag: back}
                    remove: [x-powered-by, ETag]
                  showBackend: true
              - {id: plain, match: {path: /plain}, action: {forward: [p]}}
              - id: own
                match: {path: /own}
                action: {respond: {status: 200, body: hi}}
                response:
                  headers:
                    set: {X-Frame-Options: DENY, Date: "Thu, 01 Jan 2026 00:00:00 GMT"}
                    remove: [Content-Type]
              - id: moved
                match: {path: /moved}
                action: {redirect: {location: /new}}
                response: {headers: {add: {X-Tag: back}}}
              - id: nobody
                match: {path: /nobody}
                action: {forward: [empty]}
                response: {headers: {set: {X-Frame-Options: DENY}, remove: [Tollgate-Error]}}
            """;

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static ScriptedBackend second;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        second = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config("trustedProxies: []"));
    }

    private static String config(String line) {
        return DataSide.pool(
                        List.of(backend.url(), second.url()),
                        "affinity: {type: cookie, name: TIE, secure: auto, sameSite: None}")
                + "  - {id: empty}\n" + line + "\n" + ROUTES;
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
        second.close();
    }

    @BeforeEach
    void connect() throws IOException {
        assertNull(tollgate.load(config("trustedProxies: []")));
        tollgate.forget();
        backend.play(backend.answering(ScriptedBackend.ok("")));
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    private Head ask(String... lines) throws IOException {
        Head answer = client.write(RawSocket.lines(lines)).head();
        client.body(answer, true);
        return answer;
    }

    private Fields asked() {
        return backend.requests().get(0).fields();
    }

    private Head answered(String... lines) throws IOException {
        backend.play(backend.answering(RawSocket.lines(lines)));
        return ask("GET /shop/cart HTTP/1.1", "Host: shop.example.com");
    }

    @Test
    void theBackendIsAskedInItsOwnTerms() throws IOException {
        assertEquals(
                "200",
                ask("GET /shop/a%2Fb|c?x=|y HTTP/1.1", "Host: shop.example.com:8080")
                        .word(1));
        assertEquals(
                "GET /store/a%2Fb|c?x=|y HTTP/1.1", backend.requests().get(0).start());
        assertEquals(List.of("shop.internal"), asked().all("Host"));
        assertEquals(List.of("shop.example.com:8080"), asked().all("X-Forwarded-Host"));
        assertEquals(List.of("/shop"), asked().all("X-Forwarded-Prefix"));
        assertTrue(asked().all("Forwarded").toString().contains("host=\"shop.example.com:8080\""), asked()::toString);
        assertEquals("/shop/a%2Fb|c", tollgate.settled(1).request().rawPath(), "the log has the client's");
    }

    @Test
    void fieldsAreSetAddedAndRemovedWhateverTheClientSays() throws IOException {
        ask(
                "GET /shop HTTP/1.1",
                "Host: x",
                "Connection: X-Env, X-Tag",
                "x-env: dev",
                "X-Env: dev2",
                "X-Tag: mine",
                "X-DEBUG: 1",
                "User-Agent: curl",
                "X-Kept: 1");
        assertEquals(List.of("prod"), asked().all("X-Env"));
        assertEquals(List.of("tollgate"), asked().all("User-Agent"));
        assertEquals(List.of(""), asked().all("X-Empty"));
        assertEquals(List.of("front"), asked().all("X-Tag"), "the client's own stops at its hop");
        assertEquals(List.of("1"), asked().all("X-Kept"));
        for (String name : List.of("X-Debug", "Via", "X-Forwarded-Proto")) {
            assertNull(asked().first(name), name);
        }
    }

    @Test
    void anAddedLineStandsBesideTheClients() throws IOException {
        ask("GET /shop HTTP/1.1", "Host: x", "X-Tag: mine");
        assertEquals(List.of("mine", "front"), asked().all("X-Tag"));
    }

    @Test
    void anotherRouteIsUntouched() throws IOException {
        ask("GET /plain/shop HTTP/1.1", "Host: x", "X-Debug: 1");
        assertEquals("GET /plain/shop HTTP/1.1", backend.requests().get(0).start());
        assertEquals(List.of("x"), asked().all("Host"));
        assertEquals(List.of("1"), asked().all("X-Debug"));
        assertNull(asked().first("X-Forwarded-Prefix"));
    }

    @Test
    void aPrefixIsBelievedFromATrustedProxyOnly() throws IOException {
        ask("GET /plain HTTP/1.1", "Host: x", "X-Forwarded-Prefix: /evil");
        assertNull(asked().first("X-Forwarded-Prefix"));
        backend.play(backend.answering(ScriptedBackend.ok("")));
        ask("GET /shop HTTP/1.1", "Host: x", "X-Forwarded-Prefix: /evil");
        assertEquals(List.of("/shop"), asked().all("X-Forwarded-Prefix"));

        assertNull(tollgate.load(config("trustedProxies: [127.0.0.1]")));
        backend.play(backend.answering(ScriptedBackend.ok("")));
        ask("GET /plain HTTP/1.1", "Host: x", "X-Forwarded-Prefix: /eu");
        assertEquals(List.of("/eu"), asked().all("X-Forwarded-Prefix"));
        backend.play(backend.answering(ScriptedBackend.ok("")));
        ask("GET /shop HTTP/1.1", "Host: x", "X-Forwarded-Prefix: /eu/");
        assertEquals(List.of("/eu/shop"), asked().all("X-Forwarded-Prefix"));
    }

    @Test
    void anotherAttemptIsAskedInTheSameWay() throws IOException {
        backend.play(socket -> backend.head(socket));
        second.play(second.answering(
                RawSocket.lines("HTTP/1.1 302 Found", "Location: " + second.url() + "/store/x", "Content-Length: 0")));
        Head answer = ask("GET /shop/a HTTP/1.1", "Host: shop.example.com");
        assertEquals("GET /store/a HTTP/1.1", second.requests().get(0).start());
        assertEquals(List.of("http://shop.example.com/shop/x"), answer.fields().all("Location"));
    }

    @Test
    void addressesAreTurnedBack() throws IOException {
        Head answer = answered(
                "HTTP/1.1 201 Created",
                "Location: " + backend.url() + "/store/7",
                "Content-Location: /store/7",
                "Refresh: 5; url=/store/8",
                "Link: </store/7>",
                "Content-Length: 0");
        assertEquals(List.of("http://shop.example.com/shop/7"), answer.fields().all("Location"));
        assertEquals(List.of("/shop/7"), answer.fields().all("Content-Location"));
        assertEquals(List.of("5; url=/shop/8"), answer.fields().all("Refresh"));
        assertEquals(List.of("</store/7>"), answer.fields().all("Link"), "only what is said to be");
    }

    @Test
    void theSchemeIsThatOfTheTrustedProxysClient() throws IOException {
        assertNull(tollgate.load(config("trustedProxies: [127.0.0.1]")));
        backend.play(backend.answering(
                RawSocket.lines("HTTP/1.1 302 Found", "Location: http://shop.internal/store/", "Content-Length: 0")));
        Head answer = ask(
                "GET /shop/cart HTTP/1.1",
                "Host: inner:8080",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example.com");
        assertEquals(List.of("https://shop.example.com/shop/"), answer.fields().all("Location"));
        assertTrue(
                answer.fields().all("Set-Cookie").toString().contains("; Secure"),
                "though the route hides from backends that it was https");
    }

    @Test
    void cookiesAreTurnedBackButForTollgatesOwn() throws IOException {
        Head answer = answered(
                "HTTP/1.1 200 OK",
                "Set-Cookie: a=\"x; Path=/store\"; Path=/store",
                "Set-Cookie: b=1; Path=/",
                "Content-Length: 0");
        List<String> cookies = answer.fields().all("Set-Cookie");
        assertEquals(List.of("a=\"x; Path=/store\"; Path=/shop", "b=1; Path=/"), cookies.subList(0, 2));
        assertEquals(3, cookies.size());
        assertTrue(cookies.get(2).startsWith("TIE=") && cookies.get(2).contains("; Path=/;"), cookies::toString);
    }

    @Test
    void fieldsOfAnAnswerAreSetAddedAndRemovedWhateverTheBackendSays() throws IOException {
        Head answer = answered(
                "HTTP/1.1 200 OK",
                "Connection: X-Frame-Options",
                "X-Frame-Options: ALLOW",
                "X-POWERED-BY: x",
                "X-Powered-By: y",
                "ETag: \"1\"",
                "Server: backend",
                "Content-Type: text/html",
                "X-Tag: mine",
                "Content-Length: 0");
        assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
        assertEquals(List.of("shop"), answer.fields().all("Server"));
        assertEquals(List.of("text/css"), answer.fields().all("Content-Type"));
        assertEquals(List.of("mine", "back"), answer.fields().all("X-Tag"));
        assertEquals(List.of(), answer.fields().all("X-Powered-By"));
        assertEquals(List.of(), answer.fields().all("ETag"));
    }

    @Test
    void answersOfTollgatesOwnHaveTheirFieldsToo() throws IOException {
        Head own = ask("GET /own HTTP/1.1", "Host: x");
        assertEquals("200", own.word(1));
        assertEquals(List.of("DENY"), own.fields().all("X-Frame-Options"));
        assertEquals(List.of("Thu, 01 Jan 2026 00:00:00 GMT"), own.fields().all("Date"), "not the container's besides");
        assertEquals(List.of(), own.fields().all("Content-Type"));
        assertEquals(List.of("2"), own.fields().all("Content-Length"));
        Head moved = ask("GET /moved HTTP/1.1", "Host: x");
        assertEquals(List.of("/new"), moved.fields().all("Location"));
        assertEquals(List.of("back"), moved.fields().all("X-Tag"));
        Head nobody = ask("GET /nobody HTTP/1.1", "Host: x");
        assertEquals("503", nobody.word(1));
        assertEquals(List.of("DENY"), nobody.fields().all("X-Frame-Options"));
        assertEquals(List.of(), nobody.fields().all("Tollgate-Error"));
        assertEquals(List.of("1"), nobody.fields().all("Retry-After"));
        assertEquals(List.of("application/json"), nobody.fields().all("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void anAnswerThatHasNoBodyGetsNone(String status) throws IOException {
        backend.play(backend.answering(RawSocket.lines(
                "HTTP/1.1 " + status, "Content-Location: /store/7", "ETag: \"1\"", "Set-Cookie: a=1; Path=/store")));
        Head answer =
                client.write(RawSocket.lines("GET /shop/7 HTTP/1.1", "Host: x")).head();
        assertEquals(status.substring(0, 3), answer.word(1));
        assertEquals(List.of("/shop/7"), answer.fields().all("Content-Location"));
        assertEquals("a=1; Path=/shop", answer.fields().all("Set-Cookie").get(0));
        assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
        assertEquals(List.of(), answer.fields().all("ETag"));
        assertNull(answer.fields().first("Transfer-Encoding"));
        backend.play(backend.answering(ScriptedBackend.ok("fine")));
        Head next = ask("GET /plain HTTP/1.1", "Host: x");
        assertEquals("200", next.word(1), "the connection is in step");
    }

    @Test
    void streamsAreLeftAlone() throws IOException {
        backend.play(socket -> {
            backend.request(socket);
            socket.write(RawSocket.lines(
                            "HTTP/1.1 200 OK", "Location: /store/x", "Transfer-Encoding: chunked", "Trailer: X-Sum"))
                    .write("3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n");
        });
        Head answer = client.write(RawSocket.lines("GET /shop HTTP/1.1", "Host: x", "TE: trailers"))
                .head();
        assertEquals(List.of("/shop/x"), answer.fields().all("Location"));
        assertEquals("3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n", client.read(23));
    }

    @Test
    void clientsAreToldWhoAnsweredWhereTheRouteWantsIt() throws IOException {
        Head answer = answered("HTTP/1.1 404 Not Found", "Tollgate-Backend: other/x", "Content-Length: 0");
        assertEquals(List.of("p/b1"), answer.fields().all("Tollgate-Backend"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tollgate-Error", "tollgate-backend"})
    void nobodyBehindSpeaksInTollgatesName(String name) throws IOException {
        String line = name + ": evil\r\n";
        backend.play(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 103 Early Hints\r\n" + line + "\r\n")
                    .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + line + "\r\n")
                    .write("1\r\na\r\n0\r\n" + line + "X-Sum: 1\r\n\r\n");
        });
        client.write(RawSocket.lines("GET /plain HTTP/1.1", "Host: x", "TE: trailers"));
        assertNull(client.head().fields().first(name));
        assertNull(client.head().fields().first(name));
        assertEquals("1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n", client.read(21));
    }

    @Test
    void http2IsRewrittenAlike() throws Exception {
        backend.play(backend.answering(RawSocket.lines(
                "HTTP/1.1 200 OK", "Location: " + backend.url() + "/store/x", "X-Powered-By: x", "Content-Length: 0")));
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tollgate.port() + "/shop/a"))
                .build();
        // The first goes by an upgrade.
        http2.send(request, HttpResponse.BodyHandlers.discarding());
        HttpResponse<Void> answer = http2.send(request, HttpResponse.BodyHandlers.discarding());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(
                "http://127.0.0.1:" + tollgate.port() + "/shop/x",
                answer.headers().firstValue("Location").orElseThrow());
        assertEquals("DENY", answer.headers().firstValue("X-Frame-Options").orElseThrow());
        assertTrue(answer.headers().firstValue("X-Powered-By").isEmpty());
        assertEquals("GET /store/a HTTP/1.1", backend.requests().get(1).start());
        assertEquals(
                List.of("shop.internal"), backend.requests().get(1).fields().all("Host"));
    }
}
