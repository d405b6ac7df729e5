package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.Head;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What routes change of messages, and what they answer in place of backends, in the forms that users run. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class RewritingIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CLOSED = "<h1>Back at noon</h1>";
    private static final int LENGTH = 1024;
    private static final RawRequest BYTES = RawRequest.get("/bytes?n=" + LENGTH);

    private final Form form;

    @TempDir
    Path folder;

    RewritingIT(Form form) {
        this.form = form;
    }

    @BeforeEach
    void writePages() throws IOException {
        Path pages = Files.createDirectories(folder.resolve(form.toString()).resolve("errors"));
        Files.writeString(pages.resolve("closed.html"), CLOSED);
        Files.writeString(pages.resolve("down.html"), "<h1>Down</h1>");
        Files.writeString(pages.resolve("missing.json"), "{}");
    }

    private TollgateProcess start(String backendUrl) {
        return TollgateProcess.start(form, folder, """
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: shop
                    probe: {type: none}
                    outlier: {consecutive: 1000}
                    retry: {max: 0}
                    backends: [{id: a, url: "%s"}]
                routes:
                  - id: shop
                    match: {path: /shop}
                    action: {forward: [shop]}
                    request:
                      path: {replacePrefix: /shop, with: /store}
                      host: shop.internal
                      headers: {set: {X-Env: prod}, remove: [X-Debug]}
                    response:
                      cookies: {domain: {shop.internal: ""}}
                      headers: {set: {X-Frame-Options: DENY}, remove: [X-Powered-By]}
                      errors:
                        - {status: 502-504, page: errors/down.html}
                        - {status: 404, page: errors/missing.json, as: 200, from: [backend]}
                  - id: main
                    action: {forward: [shop]}
                    maintenance: {page: errors/closed.html, retryAfter: 5m}
                """.formatted(backendUrl));
    }

    @Test
    void messagesAreRewrittenBothWays() throws IOException {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {});
                TollgateProcess tollgate = start(backend.url());
                RawClient client = new RawClient(tollgate.data())) {
            backend.play(backend.answering("HTTP/1.1 302 Found\r\nLocation: " + backend.url() + "/store/a|b?x=1\r\n"
                    + "Set-Cookie: sid=\"q v\"; Domain=shop.internal; Path=/store; HttpOnly\r\n"
                    + "X-Powered-By: x\r\nContent-Length: 2\r\n\r\nok"));
            RawAnswer answer = client.send(RawRequest.get("/shop/a%2Fb?c=|d").with("X-Debug: 1"));
            Head asked = backend.requests().get(0);
            assertEquals("GET /store/a%2Fb?c=|d HTTP/1.1", asked.start());
            assertEquals(List.of("shop.internal"), asked.fields().all("Host"));
            assertEquals(List.of("/shop"), asked.fields().all("X-Forwarded-Prefix"));
            assertEquals(List.of("prod"), asked.fields().all("X-Env"));
            assertEquals(List.of(), asked.fields().all("X-Debug"));
            assertEquals(302, answer.status());
            assertEquals("ok", answer.text());
            assertEquals(
                    List.of("http://" + tollgate.data().getAuthority() + "/shop/a|b?x=1"),
                    answer.fields().all("Location"));
            assertEquals(
                    List.of("sid=\"q v\"; Path=/shop; HttpOnly"),
                    answer.fields().all("Set-Cookie"));
            assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
            assertEquals(List.of(), answer.fields().all("X-Powered-By"));
        }
    }

    @Test
    void pagesStandInPlaceOfErrors() throws IOException {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {});
                TollgateProcess tollgate = start(backend.url());
                RawClient client = new RawClient(tollgate.data())) {
            backend.play(socket -> backend.request(socket));
            RawAnswer down = client.send(RawRequest.get("/shop/"));
            assertEquals(502, down.status());
            assertEquals("<h1>Down</h1>", down.text());
            assertEquals(List.of("upstream_reset"), down.fields().all("Tollgate-Error"));
            assertEquals(List.of("DENY"), down.fields().all("X-Frame-Options"));
            assertTrue(down.fields().all("Content-Type").toString().contains("text/html"), down::toString);

            backend.play(backend.answering("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nETag: \"1\"\r\n"
                    + "Set-Cookie: a=1\r\nContent-Length: 4\r\n\r\nnone"));
            for (int i = 0; i < 3; i++) {
                RawAnswer missing = client.send(RawRequest.get("/shop/"));
                assertEquals(200, missing.status());
                assertEquals("{}", missing.text());
                assertEquals(List.of("application/json"), missing.fields().all("Content-Type"));
                assertEquals(List.of("a=1"), missing.fields().all("Set-Cookie"));
                assertEquals(List.of(), missing.fields().all("ETag"));
            }
            RawAnswer head = client.send(RawRequest.of("HEAD", "/shop/"));
            assertEquals(List.of("2"), head.fields().all("Content-Length"));
            assertEquals("{}", client.send(RawRequest.get("/shop/")).text(), "the connection is in step");
        }
    }

    @Test
    void aRouteGoesIntoMaintenanceAndBackTenTimesUnderLoad() throws Exception {
        try (BackendProcess backend = BackendProcess.start("a");
                TollgateProcess tollgate = start(backend.url());
                RawClient client = new RawClient(tollgate.data());
                LoadDriver load = LoadDriver.atRate(tollgate.data(), 8, 300, BYTES, RewritingIT::judge)) {
            for (int i = 1; i <= 10; i++) {
                String mode = i % 2 == 1 ? "maintenance" : "ready";
                String change = "{\"mode\": \"" + mode + "\"}";
                assertEquals(
                        200,
                        tollgate.rest()
                                .send("PATCH", "/api/v1/routes/main", change)
                                .statusCode());
                // From the acknowledgement on, every new request is answered so.
                assertEquals(mode, judge(client.send(BYTES)));
                String gauge = "tollgate_route_mode\\{route=\"main\"} " + (i % 2 == 1 ? 2 : 0) + "(\\.0)?";
                assertTrue(tollgate.rest().metrics().lines().anyMatch(line -> line.matches(gauge)), gauge);
                long seen = load.report().total();
                await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
            }
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertTrue(load.report().answeredBy("maintenance") > 100, load.report()::toString);
            assertTrue(load.report().answeredBy("ready") > 100, load.report()::toString);
            System.out.println(form + ": " + load.report());
        }
    }

    private static @Nullable String judge(RawAnswer answer) {
        if (answer.status() == 200 && answer.sha256().equals(Payload.sha256(LENGTH))) {
            return "ready";
        }
        boolean closed = answer.status() == 503
                && answer.text().equals(CLOSED)
                && answer.fields().all("Retry-After").equals(List.of("300"))
                && answer.fields().all("Tollgate-Error").equals(List.of("maintenance"));
        return closed ? "maintenance" : null;
    }
}
