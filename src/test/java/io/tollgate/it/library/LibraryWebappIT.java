package io.tollgate.it.library;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.it.AdminPage;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Browser;
import io.tollgate.testing.CurlExample;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.SocketCaller;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shop behind the library: all that it does works as before, and one of its paths moves to a pool and back while
 * callers come, without one of them failing.
 */
@ParameterizedClass(name = "{0} at ''{1}''")
@MethodSource("places")
class LibraryWebappIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ROUTES = "/api/v1/routes";

    private static @Nullable Example example;

    @SuppressWarnings("NullAway.Init")
    private static BackendProcess service;

    @SuppressWarnings("NullAway.Init")
    private static RunningContainer running;

    @SuppressWarnings("NullAway.Init")
    private static AdminClient rest;

    private final String contextPath;
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** Each container, by turns at the root and below a path. */
    static List<Arguments> places() {
        List<ServletContainer> containers = ServletContainer.available();
        return IntStream.range(0, containers.size())
                .mapToObj(i -> Arguments.of(containers.get(i), i % 2 == 0 ? "" : "/shop"))
                .toList();
    }

    LibraryWebappIT(ServletContainer container, String contextPath) {
        this.contextPath = contextPath;
    }

    @BeforeParameterizedClassInvocation
    static void start(ServletContainer container, String contextPath) throws IOException {
        Example shop = example == null ? Example.build("webapp", "mvn package") : example;
        example = shop;
        service = BackendProcess.start("service");
        Path folder = Files.createDirectories(shop.folder().resolve(container.toString()));
        Path config = shop.configured(service.url(), folder);
        Application application =
                new Application(shop.folder().resolve("target/shop.war"), contextPath, "/tollgate/health/ready");
        running = container.start(ContainerSetup.of(folder, application)
                .environment("TOLLGATE_CONFIG", config.toString())
                .environment("TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD));
        rest = new AdminClient(admin(), TollgateProcess.PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        running.close();
        service.close();
    }

    @AfterEach
    void moveEverythingBack() {
        rest.send("DELETE", ROUTES + "/catalog", "");
    }

    private static URI admin() {
        return URI.create(running.uri() + "/tollgate");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(running.uri() + path)).timeout(LIMIT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer = send(request(path));
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    @Test
    void formValuesOfAnyLanguageReachTheServlet() throws Exception {
        for (String item : List.of("bread", "K\u00e4se & \u20ac", "\uc0ac\uacfc", "\ud83c\udf4e")) {
            HttpResponse<String> answer = send(request("/order")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "item=" + URLEncoder.encode(item, StandardCharsets.UTF_8))));
            assertEquals("ordered: " + item, answer.body().strip());
        }
    }

    @Test
    void anUploadReachesTheServletWhole() throws Exception {
        byte[] picture = Payload.bytes(300_000);
        CRC32 sum = new CRC32();
        sum.update(picture);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String line = "--part\r\nContent-Disposition: form-data; name=\"";
        body.writeBytes((line + "caption\"\r\n\r\n\u00c4pfel\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes((line + "picture\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(picture);
        body.writeBytes("\r\n--part--\r\n".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = send(request("/upload")
                .header("Content-Type", "multipart/form-data; boundary=part")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
        assertEquals(
                "\u00c4pfel: a.png, 300000 bytes, CRC " + Long.toHexString(sum.getValue()),
                answer.body().strip());
    }

    @Test
    void aJspIsRendered() throws Exception {
        assertTrue(get("/index.jsp").contains("rendered for " + contextPath + "/index.jsp"), get("/index.jsp"));
        assertTrue(get("/").contains("This page is a JSP"));
    }

    @Test
    void aStaticFileIsServedAndKnownAgain() throws Exception {
        HttpResponse<String> answer = send(request("/static/shop.css"));
        assertTrue(answer.body().contains("font-family"), answer.body());
        assertEquals("text/css", header(answer, "Content-Type").replaceAll(";.*", ""));
        HttpResponse<String> since =
                send(request("/static/shop.css").header("If-Modified-Since", header(answer, "Last-Modified")));
        assertEquals(304, since.statusCode());
        if (!header(answer, "ETag").isEmpty()) {
            // Not all containers give their files one.
            HttpResponse<String> same =
                    send(request("/static/shop.css").header("If-None-Match", header(answer, "ETag")));
            assertEquals(304, same.statusCode());
        }
        if (header(answer, "Accept-Ranges").equals("bytes")) {
            // Nor do all serve parts of them.
            HttpResponse<String> part = send(request("/static/shop.css").header("Range", "bytes=0-3"));
            assertEquals(206, part.statusCode());
            assertEquals("body", part.body());
        }
    }

    @Test
    void aSessionIsKept() throws Exception {
        for (int visit = 1; visit <= 3; visit++) {
            assertEquals("visits: " + visit, get("/visits").strip());
        }
    }

    @Test
    void aWebSocketSpeaksBothWays() throws Exception {
        SocketCaller socket = SocketCaller.open(http, URI.create(running.uri() + "/chat"));
        for (String word : List.of("hello", "\uc548\ub155")) {
            socket.say(word);
            assertEquals(List.of("you said: " + word), socket.heard(1, LIMIT));
        }
        socket.say(Payload.bytes(4000));
        assertEquals(List.of(Payload.sha256(4000)), socket.heard(1, LIMIT), "the binary message comes back as it was");
        assertEquals(WebSocket.NORMAL_CLOSURE, socket.close(LIMIT));
    }

    @Test
    void thePageIsTheOperatorsAlone() throws Exception {
        assertEquals(
                302, send(request("/tollgate/").header("Accept", "text/html")).statusCode());
        assertTrue(get("/tollgate/login").contains("Sign in"));
        assertEquals(
                401,
                send(request("/tollgate" + ROUTES).header("Accept", "application/json"))
                        .statusCode());
        assertEquals(200, rest.send("GET", ROUTES, "").statusCode());
    }

    @Test
    void aPathMovesByRestWhileCallersComeAndNoneFails() throws Exception {
        assertEquals(201, addCatalog().statusCode());
        int visit = 0;
        try (LoadDriver load = load(200)) {
            for (int round = 1; round <= 8; round++) {
                boolean out = round % 2 == 0;
                String action = out ? "{\"forward\": [\"catalog\"]}" : "{\"local\": {}}";
                assertEquals(
                        200,
                        rest.send("PATCH", ROUTES + "/catalog", "{\"action\": " + action + "}")
                                .statusCode());
                // From the acknowledgement on, every new request goes there.
                assertEquals(
                        out ? "service" : "catalog of the shop", get("/catalog").strip());
                assertEquals("visits: " + ++visit, get("/visits").strip());
                long seen = load.report().total();
                await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
            }
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertTrue(load.report().answeredBy("shop") > 100, load.report()::toString);
            assertTrue(load.report().answeredBy("service") > 100, load.report()::toString);
        }
    }

    /** With scripts at the root, and without below a path. */
    @Test
    void aPathMovesFromThePageWhileCallersComeAndNoneFails() throws Exception {
        try (Browser browser = new Browser();
                LoadDriver load = load(100);
                AdminPage page = AdminPage.signedIn(browser, admin(), contextPath.isEmpty(), "routes")) {
            assertThat(page.at("does-shop")).hasText("this application");
            page.at("add-path").fill(contextPath + "/catalog");
            page.at("add-id").fill("catalog");
            page.at("add-to").selectOption("pool/catalog");
            page.at("add-go").click();
            assertThat(page.at("does-catalog")).hasText("pool catalog");
            assertEquals("service", get("/catalog").strip());
            page.sees(() -> page.figure(page.at("rate-catalog")) > 0);

            page.at("send-catalog").click();
            assertThat(page.at("ask-send-catalog")).containsText("This application would answer");
            page.at("send-catalog-local").click();
            assertThat(page.at("does-catalog")).hasText("this application");
            assertEquals("catalog of the shop", get("/catalog").strip());
            page.at("notice").locator("button").click();
            assertThat(page.at("does-catalog")).hasText("pool catalog");
            assertEquals("service", get("/catalog").strip());

            page.at("remove-catalog").click();
            page.at("remove-catalog-go").click();
            assertThat(page.at("route-catalog")).hasCount(0);
            assertEquals("catalog of the shop", get("/catalog").strip());
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertTrue(load.report().answeredBy("service") > 0, load.report()::toString);
            page.assertCalm();
        }
    }

    @Test
    void whatApplicationAndServiceAnswerIsCountedApart() throws Exception {
        get("/catalog");
        assertEquals(201, addCatalog().statusCode());
        get("/catalog/a%20b?c=d%2F");
        String service = "backend=\"127.0.0.1-" + LibraryWebappIT.service.port() + "\"";
        await().atMost(LIMIT)
                .until(() -> counted("route=\"shop\"", "pool=\"\"", "backend=\"\"", "code=\"200\"")
                        && counted("route=\"catalog\"", "pool=\"catalog\"", service, "code=\"200\""));
    }

    private static boolean counted(String... labels) {
        return rest.metrics()
                .lines()
                .anyMatch(line -> line.startsWith("tollgate_requests_total{")
                        && Stream.of(labels).allMatch(line::contains));
    }

    @Test
    void theDocsExamplesAnswerAsTheySay() throws Exception {
        List<CurlExample> examples =
                CurlExample.of(Path.of("docs", "library.md"), Map.of("$PASSWORD", TollgateProcess.PASSWORD));
        assertEquals(3, examples.size());
        for (CurlExample one : examples) {
            HttpRequest request =
                    one.request("http://127.0.0.1:8080", running.uri().toString());
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(one.status(), answer.statusCode(), one.command() + "\n" + answer.body());
        }
    }

    @Test
    void aRestartFindsTheMovedPathAgain() throws Exception {
        assertEquals(201, addCatalog().statusCode());
        running.stop();
        running.restart();
        assertEquals("service", get("/catalog").strip());
        assertFalse(running.log().stream().anyMatch(line -> line.contains("SEVERE")), running.log()::toString);
    }

    private HttpResponse<String> addCatalog() {
        return rest.send(
                "POST",
                ROUTES,
                "{\"id\": \"catalog\", \"match\": {\"path\": \"" + contextPath
                        + "/catalog\"}, \"action\": {\"forward\": [\"catalog\"]}}");
    }

    private LoadDriver load(double perSecond) {
        URI server = running.uri("");
        return LoadDriver.atRate(
                server, 8, perSecond, RawRequest.get(contextPath + "/catalog"), LibraryWebappIT::answeredBy);
    }

    private static @Nullable String answeredBy(RawAnswer answer) {
        if (answer.status() != 200) {
            return null;
        }
        String text = answer.text().strip();
        if (text.equals("catalog of the shop") && answer.fields().has("X-Answered-By", "shop")) {
            return "shop";
        }
        return text.equals("service") && answer.backend().equals("service") ? "service" : null;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
