package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tollgate in front of an application, over real sockets. */
class LibrarySocketTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ScriptedBackend backend = new ScriptedBackend();

    @TempDir
    Path folder;

    @BeforeEach
    void playBackend() {
        backend.play(backend.answering(ScriptedBackend.ok("backend")));
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    @Test
    void localRoutesReachTheApplicationAndAllOthersTheirPools() throws Exception {
        configure("");
        try (OwnApplication application = start("/", true)) {
            assertEquals("application GET /own null", body(application, "/own"));
            assertEquals("backend", body(application, "/moved/x"));
            assertEquals("session new", body(application, "/session"));
            assertEquals(
                    "application POST /own M\u00fcller",
                    send(application, "POST", "/own", "name=M%C3%BCller").body());
        }
    }

    @Test
    void localAnswersAreCountedAndLogged() throws Exception {
        configure("");
        try (OwnApplication application = start("/", true)) {
            assertEquals(200, get(application, "/own").statusCode());
            assertEquals(202, get(application, "/later").statusCode());
            assertEquals(500, get(application, "/failing").statusCode());
            assertEquals(500, get(application, "/later-failing").statusCode());

            await(() -> counted(application, "200") == 1
                    && counted(application, "202") == 1
                    && counted(application, "500") == 2);
        }
        String log = Files.readString(folder.resolve("access.log"));
        assertTrue(log.contains("\"path\":\"/own\""), log);
        assertTrue(log.contains("\"bytes_out\":25"), log);
        assertTrue(log.contains("\"route\":\"rest\""), log);
    }

    @Test
    void theApplicationsOwnServletsNeedNoAsyncSupportForPools() throws Exception {
        configure("");
        try (OwnApplication application = start("/", false)) {
            assertEquals("backend", body(application, "/moved/x"));
            assertEquals("application GET /own null", body(application, "/own"));
        }
    }

    @Test
    void underAContextPathRoutesSeeTheWholePath() throws Exception {
        configure("/edge");
        try (OwnApplication application = start("/edge", true)) {
            assertEquals("backend", body(application, "/edge/moved/a%20b?q=1"));
            assertEquals("/edge/moved/a%20b?q=1", backend.requests().get(0).word(1));
            assertEquals("application GET /edge/own null", body(application, "/edge/own"));
            assertEquals(302, get(application, "/edge/tollgate/").statusCode());
        }
    }

    @Test
    void theOperatorsPathIsNeverTheApplicationsNorABackends() throws Exception {
        configure("");
        try (OwnApplication application = start("/", true)) {
            assertEquals(302, get(application, "/tollgate/api/v1/pools").statusCode());
            assertEquals(200, get(application, "/tollgate/health/ready").statusCode());
            assertEquals(200, get(application, "/tollgate/metrics").statusCode());
            assertEquals(400, get(application, "/%74ollgate/metrics").statusCode());
            assertEquals(400, get(application, "/tollgate;x=1/metrics").statusCode());
            assertEquals(400, get(application, "/tollgate/%2e%2e/own").statusCode());
            assertTrue(backend.requests().isEmpty());
        }
    }

    @Test
    void anotherAdminPathLeavesTheUsualOneToTheApplication() throws Exception {
        configure("", "admin: {path: /ops}");
        try (OwnApplication application = start("/", true)) {
            assertEquals("application GET /tollgate/x null", body(application, "/tollgate/x"));
            assertEquals(302, get(application, "/ops/").statusCode());
        }
    }

    @Test
    void strangersAreTurnedAwayFromAllButHealth() throws Exception {
        configure("", "admin: {allow: [192.0.2.0/24]}");
        try (OwnApplication application = start("/", true)) {
            assertEquals(403, get(application, "/tollgate/").statusCode());
            assertEquals(403, get(application, "/tollgate/metrics").statusCode());
            assertEquals(200, get(application, "/tollgate/health/live").statusCode());
        }
    }

    @Test
    void withoutAFileTheApplicationAnswersAndTheStartPageSaysWhatToDo() throws Exception {
        try (OwnApplication application = start("/", true)) {
            assertEquals("application GET /own null", body(application, "/own"));

            HttpResponse<String> page = get(application, "/tollgate/");
            assertEquals(503, page.statusCode());
            assertTrue(page.body().contains(folder.resolve("tollgate.yaml").toString()), page.body());
            assertTrue(page.body().contains("context parameter tollgate.config"), page.body());
            assertEquals(200, get(application, "/tollgate/health/live").statusCode());
            assertEquals(503, get(application, "/tollgate/health/ready").statusCode());

            configure("");
            await(() -> get(application, "/tollgate/health/ready").statusCode() == 200);
            assertEquals("backend", body(application, "/moved/x"));
        }
    }

    @Test
    void aRefusedFileLetsNobodyPastAndIsExplained() throws Exception {
        Files.writeString(folder.resolve("tollgate.yaml"), "backends: [\"ftp://x\"]\npolls: []\n");
        try (OwnApplication application = start("/", true)) {
            HttpResponse<String> refused = get(application, "/own");
            assertEquals(503, refused.statusCode());
            assertEquals(
                    "no_backend", refused.headers().firstValue("Tollgate-Error").orElse(""));

            String page = body(application, "/tollgate/");
            assertTrue(page.contains("tollgate.yaml:1:"), page);
            assertTrue(page.contains("polls"), page);

            configure("");
            await(() -> get(application, "/own").statusCode() == 200);
        }
    }

    @Test
    void aSecondOneOnTheSameStateFolderIsRefusedUntilTheFirstIsGone() throws Exception {
        configure("");
        OwnApplication first = start("/", true);
        try (OwnApplication second = start("/", true)) {
            assertEquals(503, get(second, "/own").statusCode());
            String page = body(second, "/tollgate/");
            assertTrue(page.contains("is in use by another Tollgate"), page);
            assertEquals(200, get(first, "/own").statusCode());

            first.close();
            await(() -> get(second, "/own").statusCode() == 200);
        }
    }

    @Test
    void aReloadedFileIsInForceAtOnceAndABadOneChangesNothing() throws Exception {
        configure("");
        try (OwnApplication application = start("/", true)) {
            assertEquals("backend", body(application, "/moved/x"));

            Files.writeString(folder.resolve("tollgate.yaml"), "routes: [{id: all, action: {local: {}}}]\n");
            await(() -> body(application, "/moved/x").startsWith("application"));
            Files.writeString(folder.resolve("tollgate.yaml"), "routes: [{id: all, action: {locla: {}}}]\n");
            await(() -> metrics(application).contains("tollgate_config_reloads_total{result=\"refused\"} 1.0"));
            assertTrue(body(application, "/moved/x").startsWith("application"));
        }
    }

    /** A caller waits for an answer that does not come, another for a backend, when the application is taken out. */
    @Test
    void whoeverStillWaitsAtTheEndIsAnswered() throws Exception {
        backend.play(socket -> {
            backend.head(socket);
            backend.hang();
        });
        configure("");
        List<CompletableFuture<Integer>> answers;
        try (OwnApplication application = start("/", true)) {
            answers = Stream.generate(() -> CLIENT.sendAsync(
                                    HttpRequest.newBuilder(URI.create(application.url() + "/moved/x"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .thenApply(HttpResponse::statusCode))
                    .limit(3)
                    .toList();
            await(() -> metrics(application).contains("tollgate_queue_depth{pool=\"p\"} 2.0"));
        }
        for (CompletableFuture<Integer> answer : answers) {
            int status =
                    answer.handle((code, failure) -> failure == null ? code : 0).get(10, TimeUnit.SECONDS);
            assertTrue(status == 0 || status >= 500, "status " + status);
        }
    }

    @Test
    void aFailedStartLeavesNothingAndIsTriedAgain() throws Exception {
        configure("");
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/keys.json"), "nonsense");
        try (OwnApplication application = start("/", true)) {
            await(() -> body(application, "/tollgate/").contains("keys.json"));
            long threads = ours();
            Files.delete(folder.resolve("state/keys.json"));
            await(() -> get(application, "/own").statusCode() == 200);
            assertTrue(threads <= 1, threads + " threads while it waits");
        }
        await(() -> ours() == 0);
    }

    @Test
    void nothingIsLeftRunningAfterIt() throws Exception {
        configure("");
        try (OwnApplication application = start("/", true)) {
            assertEquals("backend", body(application, "/moved/x"));
            assertTrue(ours() > 0);
        }
        await(() -> ours() == 0);
        assertFalse(Files.notExists(folder.resolve("state")));
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tollgate"))
                .count();
    }

    private void configure(String context, String... more) throws IOException {
        Files.writeString(
                folder.resolve("tollgate.yaml"), """
                accessLog: {file: access.log}
                pools:
                  - id: p
                    probe: {type: none}
                    backends: [{id: b, url: "%s", maxRequests: 1}]
                routes:
                  - {id: moved, match: {path: {prefix: %s/moved}}, action: {forward: [{pool: p}]}}
                  - {id: rest, action: {local: {}}}
                """.formatted(backend.url(), context) + String.join("\n", more));
    }

    private OwnApplication start(String contextPath, boolean asyncServlet) throws Exception {
        return new OwnApplication(folder.resolve("tollgate.yaml"), folder.resolve("state"), contextPath, asyncServlet);
    }

    private static int counted(OwnApplication application, String code) throws IOException, InterruptedException {
        String series = "tollgate_requests_total{backend=\"\",code=\"" + code + "\",pool=\"\",route=\"rest\"} ";
        return metrics(application)
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static String metrics(OwnApplication application) throws IOException, InterruptedException {
        return body(application, "/tollgate/metrics");
    }

    private static String body(OwnApplication application, String path) throws IOException, InterruptedException {
        return get(application, path).body();
    }

    private static HttpResponse<String> get(OwnApplication application, String path)
            throws IOException, InterruptedException {
        return send(application, "GET", path, "");
    }

    private static HttpResponse<String> send(OwnApplication application, String method, String path, String form)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(application.url() + path)).header("Accept", "text/html, */*;q=0.1");
        if (form.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, HttpRequest.BodyPublishers.ofString(form));
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
