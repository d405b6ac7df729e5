package io.tollgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes are changed live, by REST and from the page, and no caller notices more than who answers. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class RoutesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ROUTES = "/api/v1/routes";
    private static final String MAIN = ROUTES + "/main";

    @TempDir
    private static Path folder;

    private static BackendProcess old;
    private static BackendProcess next;
    private static Browser browser;

    @SuppressWarnings("NullAway.Init")
    private static TollgateProcess tollgate;

    RoutesIT(Form form) {}

    @BeforeAll
    static void startBackends() {
        old = BackendProcess.start("old");
        next = BackendProcess.start("next");
        browser = new Browser();
    }

    @AfterAll
    static void stopBackends() {
        browser.close();
        old.close();
        next.close();
    }

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        tollgate = TollgateProcess.start(form, folder, """
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - {id: shop, backends: [{id: old, url: "%s"}]}
                  - {id: rewrite, backends: [{id: next, url: "%s"}]}
                routes:
                  - {id: main, action: {forward: [shop]}}
                """.formatted(old.url(), next.url()));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        tollgate.close();
    }

    @AfterEach
    void followTheFileAgain() {
        expect(
                200,
                tollgate.rest()
                        .send(
                                "PUT",
                                ROUTES,
                                "{\"routes\": [{\"id\": \"main\", \"action\": {\"forward\": [{\"pool\": \"shop\"}]}}]}"));
    }

    private static void expect(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
    }

    private static String whoAnswers(String path) throws IOException {
        try (RawClient client = new RawClient(tollgate.data())) {
            return client.send(RawRequest.get(path)).backend();
        }
    }

    private static long lastRevision() throws IOException {
        HttpResponse<String> answer = tollgate.rest().send("GET", "/api/v1/revisions?limit=1", "");
        return new ObjectMapper().readTree(answer.body()).get(0).get("number").asLong();
    }

    private int status(String path) throws IOException {
        try (RawClient client = new RawClient(tollgate.data())) {
            return client.send(RawRequest.get(path)).status();
        }
    }

    @Test
    void noRequestFailsWhileARouteMovesTenTimes() throws Exception {
        AdminClient rest = tollgate.rest();
        try (LoadDriver load = LoadDriver.atRate(tollgate.data(), 8, 300)) {
            for (int i = 1; i <= 10; i++) {
                boolean there = i % 2 == 1;
                String pool = there ? "rewrite" : "shop";
                expect(200, rest.send("PATCH", MAIN, "{\"action\": {\"forward\": [{\"pool\": \"" + pool + "\"}]}}"));
                // From the acknowledgement on, every new request goes there.
                assertEquals(there ? "next" : "old", whoAnswers("/bytes?n=1"));
                long seen = load.report().total();
                await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
            }
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertTrue(load.report().answeredBy("next") > 100, load.report()::toString);
            assertTrue(load.report().answeredBy("old") > 100, load.report()::toString);
        }
    }

    @Test
    void aMovedPathIsStillMovedAfterAKillAndMovesBackByUndo() throws Exception {
        AdminClient rest = tollgate.rest();
        expect(
                201,
                rest.send(
                        "POST",
                        ROUTES,
                        "{\"id\": \"catalog\", \"match\": {\"path\": \"/catalog\"}, \"action\": {\"forward\": [\"rewrite\"]}}"));
        tollgate.kill();
        tollgate.restart();
        assertEquals("next", whoAnswers("/catalog/7"));
        assertEquals("old", whoAnswers("/catalogue"));
        expect(200, tollgate.rest().send("POST", "/api/v1/revisions/" + lastRevision() + "/undo", ""));
        assertEquals("old", whoAnswers("/catalog/7"));
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() throws Exception {
        AdminClient rest = tollgate.rest();
        HttpResponse<String> local = rest.send("PATCH", MAIN, "{\"action\": {\"local\": {}}}");
        expect(422, local);
        assertTrue(local.body().contains("there is no application behind"), local.body());
        expect(422, rest.send("PATCH", MAIN, "{\"action\": {\"forward\": [\"none\"]}}"));
        assertEquals("old", whoAnswers("/bytes?n=1"));
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void anOperatorMovesAPathFromThePageAndBack(boolean scripts) throws Exception {
        try (LoadDriver load = LoadDriver.atRate(tollgate.data(), 4, 100);
                AdminPage page = AdminPage.signedIn(browser, tollgate.admin(), scripts, "routes")) {
            page.at("add-path").fill("/bytes");
            page.at("add-to").selectOption("pool/rewrite");
            page.at("add-reason").fill("first piece");
            page.at("add-go").click();
            assertThat(page.at("does-bytes")).hasText("pool rewrite");
            page.sees(() -> page.figure(page.at("rate-bytes")) > 0);
            assertEquals("next", whoAnswers("/bytes?n=1"));
            assertEquals("old", whoAnswers("/other"));

            page.at("send-bytes").click();
            assertThat(page.at("ask-send-bytes")).containsText("req/s go to pool rewrite now");
            page.at("send-bytes-pool/shop").click();
            assertThat(page.at("does-bytes")).hasText("pool shop");
            assertEquals("old", whoAnswers("/bytes?n=1"));
            page.at("notice").locator("button").click();
            assertThat(page.at("does-bytes")).hasText("pool rewrite");

            assertEquals(0, load.stop().failures(), load.report()::toString);

            page.at("maintain-bytes").click();
            assertThat(page.at("ask-maintain-bytes")).containsText("would be answered with 503");
            page.at("maintain-bytes-go").click();
            assertThat(page.at("mode-bytes")).hasText("in maintenance");
            assertEquals(503, status("/bytes?n=1"));
            page.at("ready-bytes").click();
            assertThat(page.at("mode-bytes")).hasText("Maintenance");
            assertEquals("next", whoAnswers("/bytes?n=1"));

            page.at("remove-bytes").click();
            assertThat(page.at("ask-bytes")).containsText("at the latest to main: pool shop");
            page.at("remove-bytes-go").click();
            assertThat(page.at("route-bytes")).hasCount(0);
            assertEquals("old", whoAnswers("/bytes?n=1"));
            page.assertCalm();
        }
    }
}
