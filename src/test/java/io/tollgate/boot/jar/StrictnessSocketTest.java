package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jar does with requests that are not quite right: its parser and the guard together. */
@SuppressWarnings("NullAway.Init")
class StrictnessSocketTest {
    private static final String ROUTES = """
            routes:
              - {id: admin, match: {path: /admin}, action: {respond: {status: 403}}}
              - {id: rest, action: {forward: [p]}}
            """;

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config("defensive"));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        assertNull(tollgate.load(config("defensive")));
        backend.play(backend.answering(ScriptedBackend.ok("")));
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    static List<Arguments> refused() {
        return List.of(
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", Flaw.OBS_FOLD),
                bytes("GET / HTTP/1.1\r\n Host: a\r\n\r\n", Flaw.OBS_FOLD),
                bytes("GET / HTTP/1.1\nHost: a\n\n", Flaw.LINE_END),
                bytes("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", Flaw.LINE_END),
                bytes("GET / HTTP/1.1\r\nHost: a\r\n\n", Flaw.LINE_END),
                bytes("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", Flaw.LINE_END),
                bytes("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.LINE_END),
                post("Content-Length: 1\r\nContent-Length: 2", Flaw.TWO_LENGTHS),
                post("Content-Length: 0\r\nContent-Length: 0", Flaw.TWO_LENGTHS),
                post("Content-Length: 0, 0", Flaw.BAD_LENGTH),
                post("Content-Length: +1", Flaw.BAD_LENGTH),
                post("Content-Length: 1 ;", Flaw.BAD_LENGTH),
                post("Content-Length:", Flaw.BAD_LENGTH),
                post("Content-Length: 99999999999999999999999", Flaw.BAD_LENGTH),
                post("Content-Length: 1\r\nTransfer-Encoding: chunked", Flaw.CL_TE),
                post("Transfer-Encoding: chunked\r\nContent-Length: 1", Flaw.CL_TE),
                post("Transfer-Encoding: gzip", Flaw.BAD_CODING),
                post("Transfer-Encoding: gzip, chunked", Flaw.BAD_CODING),
                post("Transfer-Encoding: chunked, gzip", Flaw.BAD_CODING),
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", Flaw.BAD_CODING),
                post("Transfer-Encoding: \"chunked\"", Flaw.BAD_CODING),
                post("Transfer_Encoding: chunked", Flaw.SUSPICIOUS_FIELD),
                bytes("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Flaw.TE_HTTP10),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", Flaw.BAD_FIELD),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", Flaw.BAD_FIELD),
                bytes("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", Flaw.OBS_FOLD),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX@: b\r\n\r\n", Flaw.BAD_FIELD),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", Flaw.CONTROL_BYTE),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n", Flaw.CONTROL_BYTE),
                bytes("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.CONTROL_BYTE),
                bytes("GET / HTTP/1.1\r\n\r\n", Flaw.NO_HOST),
                bytes("GET / HTTP/1.1\r\nHost:\r\n\r\n", Flaw.NO_HOST),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", Flaw.TWO_HOSTS),
                bytes("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", Flaw.BAD_HOST),
                bytes("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", Flaw.BAD_HOST),
                bytes("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", Flaw.BAD_HOST),
                bytes("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", Flaw.HOST_MISMATCH),
                bytes("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET http://a#@b/ HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET /\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET /?\u00c4\u008a HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET * HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET\r\nHost: a\r\n\r\n", Flaw.BAD_TARGET),
                bytes("(GET / HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.BAD_METHOD),
                bytes("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.MALFORMED),
                bytes("nonsense\r\n\r\n", Flaw.BAD_TARGET),
                bytes("GET / HTTP/1.2\r\nHost: a\r\n\r\n", Flaw.BAD_VERSION),
                bytes("GET / HTTP/2.0\r\nHost: a\r\n\r\n", Flaw.BAD_VERSION),
                bytes("GET /\r\n\r\n", Flaw.BAD_VERSION),
                bytes("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n", Flaw.OVERSIZED),
                bytes("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(5000) + "\r\n\r\n", Flaw.OVERSIZED),
                get("/../a", Flaw.ABOVE_ROOT),
                get("/%2e%2e/a", Flaw.ABOVE_ROOT),
                get("/%zz", Flaw.BAD_ESCAPE),
                get("/%", Flaw.BAD_ESCAPE),
                get("/%u002f", Flaw.BAD_ESCAPE),
                get("http://a:x/", Flaw.BAD_TARGET),
                get("ftp://a/", Flaw.BAD_TARGET),
                bytes("CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n", Flaw.TUNNEL),
                get("/a%00b", Flaw.ENCODED_CONTROL),
                get("/a%0ab", Flaw.ENCODED_CONTROL),
                get("/a%c0%afb", Flaw.OVERLONG_UTF8));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedCountedAndLoggedWithItsReason(String bytes, Flaw flaw) throws IOException {
        client.write(bytes);
        Head answer = client.head();
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        assertEquals("no-store", answer.fields().first("Cache-Control"));
        String body = client.rest();
        Exchange exchange = tollgate.settled(1);
        assertTrue(body.contains("\"requestId\":\"" + exchange.id() + "\""), body);
        assertEquals(flaw, exchange.flaw());
        assertEquals(ErrorReason.ofRefusal(exchange.status()), exchange.reason());
        assertEquals(answer.word(1), String.valueOf(exchange.status()));
        assertEquals("web", exchange.listener());
        assertEquals("127.0.0.1", exchange.client());
        assertEquals(0, backend.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/9.9"})
    void aVersionThatIsNotSpokenIsSaidToBeNone(String version) throws IOException {
        Head answer = client.write("GET / " + version + "\r\nHost: a\r\n\r\n").head();
        assertEquals("505", answer.word(1));
        assertEquals("close", answer.fields().first("Connection"));
        client.rest();
    }

    @Test
    void aTunnelThatIsNotOpenedIsLoggedWithWhereItWasToLead() throws IOException {
        client.write("CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n").head();
        assertEquals("b:80", tollgate.settled(1).request().rawPath());
    }

    @Test
    void whatWasReadOfARefusedRequestIsKept() throws IOException {
        client.write("PUT /a?b HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n").head();
        Exchange exchange = tollgate.settled(1);
        assertEquals("PUT", exchange.request().method());
        assertEquals("/a", exchange.request().rawPath());
        assertEquals("HTTP/1.1", exchange.request().protocol());
    }

    @Test
    void whatCouldNotBeReadIsEmpty() throws IOException {
        client.write("G@T / HTTP/1.1\r\nHost: a\r\n\r\n").head();
        Exchange exchange = tollgate.settled(1);
        assertEquals("", exchange.request().method());
        assertEquals("", exchange.request().rawPath());
        assertEquals("", exchange.request().protocol());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "g\r\n",
                "-1\r\n",
                "fffffffffffffffff\r\n",
            })
    void aBrokenBodyIsNoPartOfTheNextRequest(String chunks) throws IOException {
        client.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("400", client.head().word(1));
        client.awaitEnd();
        assertEquals(Flaw.BAD_CHUNK, tollgate.settled(1).flaw());
        assertTrue(backend.requests().stream().noneMatch(head -> head.word(1).equals("/next")));
    }

    @ParameterizedTest
    @CsvSource({
        "/a|b{c}?d=%zz",
        "/caf%E9",
        "/a%2Fb",
        "/a%5Cb",
        "/a\\b",
        "/a//b",
        "//a.test/b",
        "/a/./b",
        "/a/x/../b",
        "/a/x/%2e%2e/b",
        "/a;x=1/b;jsessionid=2",
        "/a/x/..;/b",
        "/a%252Fb",
        "/a%3Bb",
    })
    void whatEverybodyReadsAlikePassesAsItCame(String target) throws IOException {
        client.write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals(target, backend.requests().get(0).word(1));
        assertNull(backend.requests().get(0).fields().first("Connection"));
        assertTrue(tollgate.settled(1).flaw() != null);
        client.write("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("200", client.head().word(1));
    }

    @ParameterizedTest
    @CsvSource({
        "/x/..%2Fadmin, ENCODED_SLASH",
        "/x/%2e%2e/admin, ENCODED_DOT",
        "/admin%2Fx, ENCODED_SLASH",
        "/x/..;/admin, PATH_PARAMETER",
        "/admin;x/y, PATH_PARAMETER",
        "//admin, EMPTY_SEGMENT",
        "/admin\\x, BACKSLASH",
        "/x/../admin, DOT_SEGMENT",
        "/%2561dmin, DOUBLE_ESCAPE",
    })
    void whatLeadsElsewhereInAnotherReadingIsRefused(String target, Flaw flaw) throws IOException {
        client.write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Head answer = client.head();
        assertEquals("400", answer.word(1));
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        assertEquals(flaw, tollgate.settled(1).flaw());
        assertEquals(0, backend.requests().size());
    }

    @Test
    void strictnessChangesWithoutARestart() throws IOException {
        assertEquals("200", status("/a|b"));
        assertNull(tollgate.load(config("strictest")));
        assertEquals("400", status("/a|b"));
        assertEquals("200", status("/a/b"));
        assertNull(tollgate.load(config("monitor")));
        assertEquals("200", status("/a|b"));
        assertEquals("403", status("/admin"));
    }

    @ParameterizedTest
    @CsvSource({"/x/..%2Fadmin/y, 403", "/x/..;/admin, 200", "/a%0ab, 200", "/a//b, 200", "/%c0%afb, 200"})
    void monitorForwardsByItsOwnReadingAndEndsTheConnections(String target, String status) throws IOException {
        assertNull(tollgate.load(config("monitor")));
        client.write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        Head answer = client.head();
        assertEquals(status, answer.word(1));
        assertTrue(answer.closes());
        client.body(answer, true);
        assertEquals("", client.rest());
        tollgate.settled(1);
        for (Head seen : backend.requests()) {
            assertEquals(target, seen.word(1));
            assertTrue(seen.closes());
        }
    }

    @Test
    void aQuestionToTheServerItselfIsNoFlaw() throws IOException {
        client.write("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").head();
        assertNull(tollgate.settled(1).flaw());
    }

    @ParameterizedTest
    @ValueSource(strings = {"strictest", "monitor"})
    void whatHasTwoReadingsIsNeverForwarded(String strictness) throws IOException {
        assertNull(tollgate.load(config(strictness)));
        client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertEquals("400", client.head().word(1));
        client.awaitEnd();
        tollgate.settled(1);
        assertEquals(0, backend.requests().size());
    }

    @Test
    void acceptableRequestsKeepTheirConnectionInMonitor() throws IOException {
        assertNull(tollgate.load(config("monitor")));
        client.write("GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("200", client.head().word(1));
        client.write("GET /a|c HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("200", client.head().word(1));
        tollgate.settled(2);
    }

    /** Whoever asks for it by an absolute target is not believed that it came over TLS. */
    @Test
    void theSchemeIsThatOfTheConnection() throws IOException {
        client.write("GET https://a/b HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("200", client.head().word(1));
        Head seen = backend.requests().get(0);
        assertEquals(List.of("http"), seen.fields().all("X-Forwarded-Proto"));
        assertEquals("/b", seen.word(1));
    }

    private static String status(String target) throws IOException {
        try (RawSocket one = RawSocket.connect(tollgate.port())) {
            one.write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return one.head().word(1);
        }
    }

    private static Arguments bytes(String bytes, Flaw flaw) {
        return Arguments.of(bytes, flaw);
    }

    private static Arguments get(String target, Flaw flaw) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", flaw);
    }

    private static Arguments post(String lines, Flaw flaw) {
        return bytes("POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n", flaw);
    }

    private static String config(String strictness) {
        return DataSide.pool(List.of(backend.url())) + ROUTES + "limits: {head: 2KiB, uri: 2KiB}\nstrictness: "
                + strictness + "\n";
    }
}
