package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.AdminServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFilterTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String B = "/api/v1/pools/shop/backends/b";

    @TempDir
    static Path state;

    private static AdminServer server;

    @BeforeAll
    static void start() throws Exception {
        server = AdminServer.start(state);
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void forget() {
        server.live.reset();
        server.time.advance(PasswordGate.WINDOW);
    }

    private record Browser(String cookie, String csrf) {}

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/login", "/metrics", "/static/app.css"})
    void opensToAllWhatMustBe(String path) throws Exception {
        assertEquals(200, server.send(server.anonymous(path)).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/pools", "/", "/pools/shop", "/logins", "/healthy", "/static", "/metrics/x"})
    void answers401ToNobodyKnown(String path) throws Exception {
        HttpResponse<String> answer = server.send(server.anonymous(path));

        assertEquals(401, answer.statusCode());
        assertEquals("application/problem+json", header(answer, "Content-Type"));
        assertTrue(header(answer, "WWW-Authenticate").startsWith("Basic realm=\"tollgate\""));
        assertEquals(401, AdminServer.json(answer).get("status").asInt());
    }

    @Test
    void knowsBasicAndBearer() throws Exception {
        assertEquals(200, server.send(server.request("/api/v1/pools")).statusCode());
        String token = server.accounts.createToken("admin", "robot").token();
        HttpRequest.Builder patch = server.anonymous(B)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"weight\":3}"));
        assertEquals(200, server.send(patch).statusCode());
        assertEquals("admin/robot", server.live.lastChange().author());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic !!", "Basic YWRtaW4=", "Bearer", "Bearer x", "Digest x", "", "Basic YWRtaW46eA=="
            })
    void answers401ToWrongCredentials(String authorization) throws Exception {
        HttpRequest.Builder request = server.anonymous("/api/v1/pools").header("Authorization", authorization);
        assertEquals(401, server.send(request).statusCode());
    }

    @Test
    void healsNoWrongPasswordByACookie() throws Exception {
        Browser browser = signIn();
        HttpRequest.Builder request = server.anonymous("/api/v1/pools")
                .header("Cookie", browser.cookie())
                .header("Authorization", AdminServer.basic("admin", "wrong"));
        assertEquals(401, server.send(request).statusCode());
    }

    @Test
    void throttlesGuessing() throws Exception {
        for (int i = 0; i < PasswordGate.FAILURES_PER_PEER; i++) {
            assertEquals(401, server.send(guess()).statusCode());
        }
        HttpResponse<String> answer = server.send(guess());
        assertEquals(429, answer.statusCode());
        assertEquals("60", header(answer, "Retry-After"));
        assertEquals("application/problem+json", header(answer, "Content-Type"));
        HttpResponse<String> login = server.send(login(AdminServer.PASSWORD, ""));
        assertEquals(429, login.statusCode());
        assertTrue(login.headers().firstValue("Set-Cookie").isEmpty());

        server.time.advance(Duration.ofMinutes(1));
        assertEquals(200, server.send(server.request("/api/v1/pools")).statusCode());
    }

    @Test
    void signsInWithACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
        HttpResponse<String> answer = server.send(login(AdminServer.PASSWORD, "pools/shop?x=1"));

        assertEquals(303, answer.statusCode());
        assertEquals("./pools/shop?x=1", header(answer, "Location"));
        String cookie = header(answer, "Set-Cookie");
        assertTrue(cookie.matches("tollgate_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict"), cookie);
    }

    @Test
    void answers403ToAWrongPasswordInTheForm() throws Exception {
        HttpResponse<String> answer = server.send(login("wrong", ""));
        assertEquals(403, answer.statusCode());
        assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
    }

    @Test
    void givesANewSignInEachTimeAndEndsTheOld() throws Exception {
        Browser first = signIn();
        HttpResponse<String> again = server.send(login(AdminServer.PASSWORD, "").header("Cookie", first.cookie()));

        assertFalse(header(again, "Set-Cookie").contains(first.cookie()));
        assertEquals(
                401,
                server.send(server.anonymous("/").header("Cookie", first.cookie()))
                        .statusCode());
    }

    @Test
    void signsOut() throws Exception {
        Browser browser = signIn();
        HttpResponse<String> answer = server.send(post("/logout", browser, "csrf=" + browser.csrf()));

        assertEquals(200, answer.statusCode());
        assertTrue(header(answer, "Set-Cookie").contains("tollgate_session=; Path=/;"));
        assertTrue(header(answer, "Set-Cookie").contains("Max-Age=0"));
        assertEquals(
                401,
                server.send(server.anonymous("/").header("Cookie", browser.cookie()))
                        .statusCode());
    }

    @Test
    void takesAFormOnlyWithItsToken() throws Exception {
        Browser browser = signIn();
        String form = "field=kept&csrf=" + URLEncoder.encode(browser.csrf(), StandardCharsets.UTF_8);

        assertEquals("done kept", server.send(post("/act", browser, form)).body());
        assertEquals(403, server.send(post("/act", browser, "field=kept")).statusCode());
        assertEquals(403, server.send(post("/act", browser, "field=kept&csrf=")).statusCode());
        assertEquals(
                403,
                server.send(post("/act", browser, "csrf=" + signIn().csrf())).statusCode());
    }

    @Test
    void leavesAJsonBodyToItsReader() throws Exception {
        Browser browser = signIn();
        assertEquals(403, server.send(patch(browser)).statusCode());
        assertEquals(
                200,
                server.send(patch(browser).header("X-CSRF-Token", browser.csrf()))
                        .statusCode());
        assertEquals("admin", server.live.lastChange().author());
    }

    @Test
    void needsNoTokenForReading() throws Exception {
        Browser browser = signIn();
        assertEquals(
                200,
                server.send(server.anonymous("/api/v1/pools").header("Cookie", browser.cookie()))
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, same-origin, 200",
        "Sec-Fetch-Site, none, 200",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Origin, http://127.0.0.1:PORT, 200",
        "Origin, http://127.0.0.1:1, 403",
        "Origin, http://127.0.0.1, 403",
        "Origin, http://evil.example:PORT, 403",
        "Origin, null, 403",
        "Origin, '', 403",
        "Origin, ht!tp://x, 403",
    })
    void refusesWhatAnotherSitesPageSendsEvenWithCredentials(String name, String value, int status) throws Exception {
        String actual = value.replace("PORT", Integer.toString(server.port()));
        HttpRequest.Builder change = server.json("PATCH", B, "{\"weight\":1}").header(name, actual);
        assertEquals(status, server.send(change).statusCode());
        HttpRequest.Builder login = login(AdminServer.PASSWORD, "").header(name, actual);
        assertEquals(status == 200 ? 303 : 403, server.send(login).statusCode());
        assertEquals(200, server.send(server.request(B).header(name, actual)).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "/, login",
        "/pools, login?next=pools",
        "/pools/shop?a=b&c=%20d, ../login?next=pools%2Fshop%3Fa%3Db%26c%3D%2520d",
        "/pools/shop/, ../../login?next=pools%2Fshop%2F",
    })
    void leadsABrowserToTheLogin(String path, String location) throws Exception {
        HttpResponse<String> answer =
                server.send(server.anonymous(path).header("Accept", "text/html,application/xhtml+xml"));

        assertEquals(302, answer.statusCode());
        assertEquals(location, header(answer, "Location"));
        assertEquals("/login", URI.create(path).resolve(location).getPath());
    }

    @Test
    void tellsAPagesScriptToLoadThePageAnewWithoutAPasswordPrompt() throws Exception {
        HttpResponse<String> answer = server.send(
                server.anonymous("/pools/shop").header("HX-Request", "true").header("Accept", "text/html"));

        assertEquals(401, answer.statusCode());
        assertEquals("true", header(answer, "HX-Refresh"));
        assertFalse(header(answer, "WWW-Authenticate").contains("Basic"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/login", "/api/v1/pools", "/pools", "/api/v1/none"})
    void setsSecurityHeadersOnEveryAnswer(String path) throws Exception {
        HttpResponse<String> answer = server.send(server.request(path));

        assertTrue(header(answer, "Content-Security-Policy").startsWith("default-src 'none'; script-src 'self';"));
        assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
        assertEquals("same-origin", header(answer, "Referrer-Policy"));
        assertEquals("no-store", header(answer, "Cache-Control"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:9090, 200",
        "a.localhost, 200",
        "127.0.0.1, 200",
        "10.1.2.3:80, 200",
        "[::1]:9090, 200",
        "evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "tollgate, 421",
    })
    void answersToNoNameThatCouldBeAnothers(String host, int status) throws Exception {
        assertEquals(status, rawStatus(host, "/login"));
        assertEquals(200, rawStatus(host, "/health/live"));
    }

    @Test
    void livesBelowAPathOfAnApplication(@TempDir Path otherState) throws Exception {
        AdminServer mounted = AdminServer.startUnder(otherState, "/app", "/tollgate");
        try {
            assertEquals(200, mounted.send(mounted.anonymous("/health/live")).statusCode());
            assertEquals(200, mounted.send(mounted.request("/api/v1/pools")).statusCode());
            assertEquals(401, mounted.send(mounted.anonymous("/api/v1/pools")).statusCode());
            HttpResponse<String> page =
                    mounted.send(mounted.anonymous("/pools/shop").header("Accept", "text/html"));
            assertEquals("../login?next=pools%2Fshop", header(page, "Location"));
            HttpResponse<String> signedIn = mounted.send(mounted.anonymous("/login")
                    .header("Content-Type", FORM)
                    .POST(HttpRequest.BodyPublishers.ofString("name=admin&password=correct+horse")));
            assertTrue(header(signedIn, "Set-Cookie").contains("; Path=/app/tollgate/; HttpOnly"));
        } finally {
            mounted.stop();
        }
    }

    private static HttpRequest.Builder guess() {
        return server.anonymous("/api/v1/pools").header("Authorization", AdminServer.basic("admin", "guess"));
    }

    private static HttpRequest.Builder login(String password, String next) {
        String form = "name=admin&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "&next="
                + URLEncoder.encode(next, StandardCharsets.UTF_8);
        return server.anonymous("/login").header("Content-Type", FORM).POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private static Browser signIn() throws Exception {
        String cookie = header(server.send(login(AdminServer.PASSWORD, "")), "Set-Cookie");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        String page = server.send(server.anonymous("/").header("Cookie", pair)).body();
        assertTrue(page.startsWith("admin "), page);
        return new Browser(pair, page.substring("admin ".length()));
    }

    private static HttpRequest.Builder post(String path, Browser browser, String form) {
        return server.anonymous(path)
                .header("Cookie", browser.cookie())
                .header("Content-Type", FORM)
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private static HttpRequest.Builder patch(Browser browser) {
        return server.anonymous(B)
                .header("Cookie", browser.cookie())
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"mode\":\"drain\"}"));
    }

    /** The JDK's client lets nobody choose the Host field. */
    private static int rawStatus(String host, String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
