package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Fields;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend gets of a request. */
@SuppressWarnings("NullAway.Init")
class RequestSocketTest {
    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok("")));
        tollgate = DataSide.start(folder, config("trustedProxies: []"));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        assertNull(tollgate.load(config("trustedProxies: []")));
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
                "Accept: text/html;q=0.9,  */*;q=0.1",
                "Content-Type: application/JSON; charset=\"UTF-8\"",
                "Content-Type: text/plain",
                "Authorization: Basic eDp5",
                "If-None-Match: W/\"a\", \"b\"",
                "Accept-Encoding: gzip, deflate, br",
                "Range: bytes=0-0,-1",
                "User-Agent: some (thing) \"quoted\"",
                "X-Latin: caf\u00e9",
                "X-Empty:",
                "Referer: http://x/?a|b",
                "Origin: null",
                "Max-Forwards: 5",
                "Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            })
    void aLinePassesAsItIs(String line) throws IOException {
        String name = line.substring(0, line.indexOf(':'));
        assertEquals(
                List.of(line.substring(name.length() + 1).strip()), seen(line).all(name));
    }

    @Test
    void linesStaySingleOrRepeated() throws IOException {
        Fields seen = seen("X-N: one", "X-Other: 1", "X-N: two, three", "x-n: four", "Cookie: a=1; b=2", "Cookie: c=3");
        assertEquals(List.of("one", "two, three", "four"), seen.all("X-N"));
        assertEquals(List.of("a=1; b=2", "c=3"), seen.all("Cookie"));
    }

    @Test
    void nothingIsAddedButWhoAsked() throws IOException {
        assertEquals(
                List.of(
                        "Forwarded",
                        "Host",
                        "Via",
                        "X-Forwarded-For",
                        "X-Forwarded-Host",
                        "X-Forwarded-Port",
                        "X-Forwarded-Proto",
                        "X-Request-Id"),
                seen("X-Mine: 1").lines().stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .filter(name -> !name.equals("X-Mine"))
                        .sorted()
                        .toList());
    }

    @Test
    void whatConcernsTheHopStaysOnIt() throws IOException {
        Fields seen = seen(
                "Connection: X-Hop, keep-alive , te",
                "X-Hop: 1",
                "TE: deflate",
                "Keep-Alive: 5",
                "Proxy-Connection: x",
                "Proxy-Authorization: Basic x");
        for (String name :
                List.of("Connection", "X-Hop", "TE", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization")) {
            assertNull(seen.first(name), name);
        }
    }

    @Test
    void linesKeepTheirOrder() throws IOException {
        List<String> lines = List.of("x-b: 1", "Accept: text/html", "X-A: 2", "User-Agent: me", "X-b: 3", "dnt: 1");
        List<String> seen = new ArrayList<>(seen(lines.toArray(new String[0])).lines());
        seen.retainAll(lines);
        assertEquals(lines, seen);
    }

    @Test
    void aClientThatTakesFieldsAfterABodyIsSaidToDoSo() throws IOException {
        Fields seen = seen("TE: gzip;q=0.5, trailers", "Connection: TE");
        assertEquals(List.of("trailers"), seen.all("TE"));
        assertEquals(List.of("TE"), seen.all("Connection"));
        assertEquals(List.of("trailers"), seen("TE: trailers", "Connection: TE").all("TE"), "the connection is kept");
    }

    @Test
    void anUpgradeThatIsNotSpokenHereIsLeftOut() throws IOException {
        Fields seen = seen("Connection: Upgrade", "Upgrade: some/1");
        assertNull(seen.first("Connection"));
        assertNull(seen.first("Upgrade"));
    }

    @Test
    void aConnectionFieldCannotTakeAwayWhatTollgateSays() throws IOException {
        Fields seen = seen("Connection: X-Forwarded-For, Forwarded, Host, X-Request-Id, Via");
        for (String name : List.of("X-Forwarded-For", "Forwarded", "Host", "X-Request-Id", "Via")) {
            assertEquals(1, seen.all(name).size(), name);
        }
    }

    @Test
    void theOperatorsCookieGoesToNoBackend() throws IOException {
        assertEquals(
                List.of("a=1; b=2"),
                seen("Cookie: a=1; tollgate_session=secret; b=2").all("Cookie"));
        assertEquals(List.of(), seen("Cookie: tollgate_session=secret").all("Cookie"));
    }

    @Test
    void aStrangersWordIsNotBelieved() throws IOException {
        Fields seen = seen(
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil",
                "X-Forwarded-Port: 1",
                "Forwarded: for=6.6.6.6",
                "X-Request-Id: mine");
        assertEquals(List.of("127.0.0.1"), seen.all("X-Forwarded-For"));
        assertEquals(List.of("http"), seen.all("X-Forwarded-Proto"));
        assertEquals(List.of("x"), seen.all("X-Forwarded-Host"));
        assertEquals(List.of(String.valueOf(tollgate.port())), seen.all("X-Forwarded-Port"));
        assertEquals(List.of("for=127.0.0.1;host=x;proto=http"), seen.all("Forwarded"));
        assertTrue(seen.all("X-Request-Id").stream().noneMatch("mine"::equals));
    }

    @Test
    void aTrustedProxysWordIsPassedOn() throws IOException {
        assertNull(tollgate.load(config("trustedProxies: [\"127.0.0.0/8\"]")));
        Fields seen = seen(
                "X-Forwarded-For: 9.9.9.9, 192.0.2.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example",
                "X-Forwarded-Port: 443",
                "Forwarded: for=9.9.9.9, for=192.0.2.1",
                "X-Request-Id: mine");
        assertEquals(List.of("9.9.9.9, 192.0.2.1, 127.0.0.1"), seen.all("X-Forwarded-For"));
        assertEquals(List.of("https"), seen.all("X-Forwarded-Proto"));
        assertEquals(List.of("shop.example"), seen.all("X-Forwarded-Host"));
        assertEquals(List.of("443"), seen.all("X-Forwarded-Port"));
        assertEquals(
                List.of("for=9.9.9.9;host=shop.example;proto=https, for=192.0.2.1;host=shop.example;proto=https,"
                        + " for=127.0.0.1;host=shop.example;proto=https"),
                seen.all("Forwarded"));
        assertEquals(List.of("mine"), seen.all("X-Request-Id"));
        assertEquals("192.0.2.1", tollgate.settled(1).client());
        assertEquals("x", tollgate.settled(1).host(), "which routes go by: not every proxy writes the other");
    }

    /** A host may hold what would end its element and begin another. */
    @ParameterizedTest
    @ValueSource(strings = {"x;for=6.6.6.6", "a,b", "x\"y", "[::1]:80", "x:8080"})
    void aHostCannotForgeForwarded(String host) throws IOException {
        client.write("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        Head answer = client.head();
        if (answer.word(1).equals("400")) {
            return;
        }
        Fields seen = last().fields();
        assertEquals(List.of(host), seen.all("Host"));
        String quoted = '"' + host.replace("\"", "\\\"") + '"';
        assertEquals(List.of("for=127.0.0.1;host=" + quoted + ";proto=http"), seen.all("Forwarded"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b/",
                "/a?",
                "/?a=b&c=d",
                "/?x=a|b&y={1}&p=%zz",
                "/?q=%E9&r=\"<>",
                "/a|b",
                "/a\"b",
                "/{a}[b]^c`d",
                "/caf%E9",
                "/100%25",
                "/a%20b%7Ec",
                "/a+b~c!$&'()*,=:@",
                "/x;a=1/y;jsessionid=ABC",
                "/a/./b",
                "/a/../b",
                "/a//b",
                "/a%2Fb",
                "/a/..;/b",
                "/a\\b",
                "/%41%2d",
                "/ab?c/d?e",
            })
    void theTargetPassesAsItCame(String target) throws IOException {
        client.write("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals(target, last().word(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%2e%2e/b", "/a%00b", "/?a=b#c"})
    void aTargetThatIsNoneIsRefused(String target) throws IOException {
        client.write("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        Head answer = client.head();
        assertEquals("400", answer.word(1));
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
                "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "nonsense\r\n\r\n",
            })
    void whatIsNoRequestReachesNobody(String bytes) throws IOException {
        int before = backend.requests().size();
        client.write(bytes);
        Head answer = client.head();
        assertEquals('4', answer.word(1).charAt(0), answer::toString);
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        assertEquals(before, backend.requests().size());
    }

    @Test
    void aQuestionAboutTheWholeServerStaysOne() throws IOException {
        client.write("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("OPTIONS * HTTP/1.1", last().start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "Get", "M-SEARCH", "a!#$%&'*+-.^_`|~9"})
    void aMethodStaysInItsLetters(String method) throws IOException {
        client.write(method + " / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals(method, last().word(0));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS,3,2",
        "TRACE,1,0",
        "OPTIONS,010,9",
        "OPTIONS,99999999999999999999,999999998",
        "OPTIONS,-1,-1",
        "TRACE,none,none",
        "GET,0,0",
        "POST,3,3",
    })
    void aQuestionAboutTheWayIsCounted(String method, String sent, String passedOn) throws IOException {
        client.write(method + " / HTTP/1.1\r\nHost: x\r\nMax-Forwards: " + sent + "\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals(List.of(passedOn), last().fields().all("Max-Forwards"));
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS /,200,", "OPTIONS *,200,", "TRACE /,405,bad_request"})
    void oneThatMayGoNoFurtherIsAnsweredHere(String question, String status, @Nullable String error)
            throws IOException {
        int before = backend.requests().size();
        client.write(question + " HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\n\r\n");
        Head answer = client.head();
        assertEquals(status, answer.word(1));
        client.body(answer, true);
        assertEquals(error, answer.fields().first("Tollgate-Error"));
        assertNotNull(answer.fields().first("Allow"));
        assertEquals(before, backend.requests().size());
        assertEquals(Integer.parseInt(status), tollgate.settled(1).status());
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("200", client.head().word(1));
    }

    @Test
    void anAbsoluteTargetNamesTheHost() throws IOException {
        client.write("GET http://shop.example:81/a?b HTTP/1.1\r\nHost: shop.example:81\r\n\r\n");
        assertEquals("200", client.head().word(1));
        assertEquals("/a?b", last().word(1));
        assertEquals(List.of("shop.example:81"), last().fields().all("Host"));
    }

    @Test
    void aLargeHeadPassesAndALargerIsRefused() throws IOException {
        String large = "x".repeat(30_000);
        assertEquals(large, seen("X-Large: " + large).first("X-Large"));
        client.write("GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n");
        assertEquals("431", client.head().word(1));
    }

    @ParameterizedTest
    @CsvSource({"POST,0", "PUT,0", "DELETE,", "GET,"})
    void aRequestWithoutABodyStaysOne(String method, String length) throws IOException {
        client.write(method + " / HTTP/1.1\r\nHost: x\r\n"
                + (length == null ? "" : "Content-Length: " + length + "\r\n") + "\r\n");
        assertEquals("200", client.head().word(1));
        Head seen = last();
        assertEquals(method, seen.word(0));
        assertNull(seen.fields().first("Transfer-Encoding"));
        assertEquals(length == null ? List.of() : List.of(length), seen.fields().all("Content-Length"));
        assertNull(seen.fields().first("Content-Type"));
    }

    @Test
    void anOldClientIsAnsweredInItsOwnWay() throws IOException {
        client.write("GET /old HTTP/1.0\r\n\r\n");
        String answer = client.rest();
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertEquals("HTTP/1.1", last().word(2));
        assertEquals("1.0 tollgate", last().fields().first("Via"));
        assertNotNull(last().fields().first("Host"));
    }

    private Fields seen(String... lines) throws IOException {
        client.write("GET / HTTP/1.1\r\nHost: x\r\n" + RawSocket.lines(lines));
        Head answer = client.head();
        assertEquals("200", answer.word(1), answer::toString);
        return last().fields();
    }

    private static Head last() {
        List<Head> all = backend.requests();
        return all.get(all.size() - 1);
    }

    private static String config(String line) {
        return DataSide.pool(List.of(backend.url())) + line + "\n";
    }
}
