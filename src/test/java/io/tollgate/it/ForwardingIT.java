package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.testing.Fields;
import io.tollgate.testing.Form;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import io.tollgate.testing.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes, what is added, and what stays on its hop. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class ForwardingIT {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    private final RawClient client = new RawClient(site.tollgate().data());

    /** JUnit hands {@link #start} only what the constructor takes, too. */
    ForwardingIT(Form form) {}

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        site = Site.start(
                form, folder, config -> config.pool("affinity: {type: cookie}").pool("outlier: {consecutive: 100}"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        site.close();
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @Test
    void hopByHopFieldsStayOnTheirHop() throws IOException {
        Fields seen = seenByBackend(RawRequest.get("/headers")
                .with("Connection: keep-alive, X-Secret")
                .with("X-Secret: 1")
                .with("Keep-Alive: timeout=5")
                .with("Proxy-Connection: keep-alive")
                .with("X-Open: 2"));
        assertNull(seen.first("X-Secret"));
        assertNull(seen.first("Keep-Alive"));
        assertNull(seen.first("Proxy-Connection"));
        assertEquals("2", seen.first("X-Open"));

        Fields answer = client.send(RawRequest.get("/hop")).fields();
        assertNull(answer.first("X-Private"));
        assertNull(answer.first("Keep-Alive"));
        assertEquals("yes", answer.first("X-Public"));
    }

    @Test
    void theBackendLearnsWhoAskedAndForWhat() throws IOException {
        Fields seen = seenByBackend(RawRequest.get("/headers").with("Host: shop.example.com"));
        assertEquals(List.of("shop.example.com"), seen.all("Host"));
        assertEquals(List.of("127.0.0.1"), seen.all("X-Forwarded-For"));
        assertEquals(List.of("http"), seen.all("X-Forwarded-Proto"));
        assertEquals(List.of("shop.example.com"), seen.all("X-Forwarded-Host"));
        assertEquals(List.of(String.valueOf(site.tollgate().data().getPort())), seen.all("X-Forwarded-Port"));
        String forwarded = seen.first("Forwarded");
        assertNotNull(forwarded);
        assertTrue(forwarded.contains("for=127.0.0.1"), forwarded);
        assertTrue(forwarded.contains("proto=http"), forwarded);
        assertTrue(forwarded.contains("host=shop.example.com"), forwarded);
        String via = seen.first("Via");
        assertNotNull(via);
        assertTrue(via.startsWith("1.1 "), via);
        assertEquals(1, seen.all("X-Request-Id").size());
    }

    @Test
    void whatAStrangerClaimsIsNotBelieved() throws IOException {
        Fields seen = seenByBackend(RawRequest.get("/headers")
                .with("X-Forwarded-For: 6.6.6.6")
                .with("X-Forwarded-Proto: https")
                .with("Forwarded: for=6.6.6.6;proto=https")
                .with("X-Request-Id: mine"));
        assertEquals(List.of("127.0.0.1"), seen.all("X-Forwarded-For"));
        assertEquals(List.of("http"), seen.all("X-Forwarded-Proto"));
        assertTrue(seen.all("Forwarded").stream().noneMatch(value -> value.contains("6.6.6.6")));
        assertNotEquals(List.of("mine"), seen.all("X-Request-Id"));
    }

    @Test
    void theTargetPassesAsItCame() throws IOException {
        for (String target : List.of("/headers?x=a|b", "/headers?q={1}&p=%zz", "/headers?a=%2F&b=+%20")) {
            String start = client.send(RawRequest.get(target))
                    .text()
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertEquals("GET " + target + " HTTP/1.1", start);
        }
    }

    @Test
    void quotedAndRepeatedValuesPassBothWays() throws IOException {
        Fields seen = seenByBackend(RawRequest.get("/headers")
                .with("X-Repeated: one")
                .with("X-Repeated: two, three")
                .with("X-Quoted: \"a, b\"; c=\"d\\\"e\"")
                .with("Cookie: first=\"q v\"; second=2"));
        assertEquals(List.of("one", "two, three"), seen.all("X-Repeated"));
        assertEquals(List.of("\"a, b\"; c=\"d\\\"e\""), seen.all("X-Quoted"));
        assertEquals(List.of("first=\"q v\"; second=2"), seen.all("Cookie"));
        assertNull(seen.first("Content-Type"), "nothing is made up");

        RawAnswer answer = client.send(RawRequest.get("/quoted"));
        assertEquals(401, answer.status());
        Fields fields = answer.fields();
        List<String> cookies = fields.all("Set-Cookie").stream()
                .filter(line -> !line.startsWith("TOLLGATE="))
                .toList();
        assertEquals(List.of("a=\"q v\"", "b=\"x, y\"; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT"), cookies);
        assertEquals(List.of("attachment; filename=\"a, b.txt\""), fields.all("Content-Disposition"));
        assertEquals(List.of("Digest realm=\"a, b\", qop=\"auth, auth-int\""), fields.all("WWW-Authenticate"));
        assertEquals(List.of("one", "two, three"), fields.all("X-Repeated"));
    }

    @Test
    void ourCookieStaysWithUs() throws IOException {
        String set = client.send(RawRequest.get("/")).fields().first("Set-Cookie");
        assertNotNull(set);
        String pair = set.split(";", 2)[0];
        assertTrue(pair.startsWith("TOLLGATE="), set);
        assertEquals(
                List.of("x=1; y=2"),
                seenByBackend(RawRequest.get("/headers").with("Cookie: x=1; " + pair + "; y=2"))
                        .all("Cookie"));
        assertEquals(
                List.of(),
                seenByBackend(RawRequest.get("/headers").with("Cookie: " + pair))
                        .all("Cookie"));
    }

    @Test
    void anEventArrivesBeforeTheNextIsSent() throws IOException {
        Head head = client.open(RawRequest.get("/sse?n=3"));
        assertEquals("text/event-stream", head.fields().first("Content-Type"));
        String name = head.fields().first("X-Backend");
        assertNotNull(name);
        try (InputStream body = client.body(head)) {
            for (int i = 1; i <= 3; i++) {
                site.backend(name).ask("/sse/next");
                assertEquals("data: " + i, Wire.needLine(body));
                assertEquals("", Wire.needLine(body));
            }
            assertEquals(-1, body.read());
        }
    }

    @Test
    void ownErrorsSpeakAsTheCallerAccepts() throws IOException {
        RawAnswer json = client.send(RawRequest.get("/garbage").with("Accept: application/json"));
        assertEquals(502, json.status());
        assertEquals(List.of("bad_response"), json.fields().all("Tollgate-Error"));
        assertTrue(String.valueOf(json.fields().first("Content-Type")).contains("json"), json::toString);
        assertTrue(new ObjectMapper().readTree(json.text()).isObject());

        RawAnswer html = client.send(RawRequest.get("/garbage").with("Accept: text/html,*/*;q=0.8"));
        assertEquals(502, html.status());
        assertTrue(String.valueOf(html.fields().first("Content-Type")).startsWith("text/html"), html::toString);
        assertTrue(html.text().contains("<html"), html::text);
    }

    @Test
    void aHeadPastAllBoundsIsABadAnswer() throws IOException {
        RawAnswer answer = client.send(RawRequest.get("/large-head"));
        assertEquals(502, answer.status());
        assertEquals(List.of("bad_response"), answer.fields().all("Tollgate-Error"));
    }

    /** Nothing has gone to the client yet; and it checks the length it is told, which must not be the backend's. */
    @Test
    void anAnswerCutBeforeItsBodyBecomesAnErrorOfOurs() throws IOException {
        RawAnswer answer = client.send(RawRequest.get("/truncate?n=1000&sent=0"));
        assertEquals(502, answer.status());
        assertEquals(List.of("upstream_reset"), answer.fields().all("Tollgate-Error"));
    }

    @Test
    void anAnswerCutWithinItsBodyIsSeenToBeCut() {
        assertThrows(IOException.class, () -> client.send(RawRequest.get("/truncate?n=1000000&sent=100000")));
    }

    private Fields seenByBackend(RawRequest request) throws IOException {
        RawAnswer answer = client.send(request);
        assertEquals(200, answer.status());
        List<String> lines = answer.text().lines().toList();
        return new Fields(lines.subList(1, lines.size()));
    }
}
