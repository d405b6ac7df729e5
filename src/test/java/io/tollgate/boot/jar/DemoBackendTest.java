package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoBackendTest {
    private final HttpServer server = start();
    private final URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aBrowserGetsAPageAndAScriptGetsJson() throws IOException, InterruptedException {
        HttpResponse<String> page = get("Accept", "text/html,application/xhtml+xml");
        assertTrue(page.headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
        assertTrue(page.body().contains("<h1>a</h1>"), page::body);
        assertFalse(page.body().contains("{{"), page::body);
        assertEquals(
                "{\"backend\":\"a\",\"visits\":1,\"requests\":2}\n",
                get("Accept", "*/*").body());
    }

    @Test
    void visitsAreCountedByCookie() throws IOException, InterruptedException {
        String cookie = get("Accept", "*/*").headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> again = get("Cookie", "other=1; " + cookie.split(";", 2)[0]);
        assertTrue(again.body().contains("\"visits\":2"), again::body);
        assertTrue(again.headers().firstValue("Set-Cookie").isEmpty());
    }

    @Test
    void theSampleTrafficIsAtHomeHere() {
        try (DemoTraffic traffic = new DemoTraffic(uri, new SplittableRandom(7))) {
            Awaitility.await().until(() -> traffic.count(DemoCaller.Result.WELL) >= 20);
            assertEquals(0, traffic.count(DemoCaller.Result.FAILED));
            assertEquals(0, traffic.count(DemoCaller.Result.SESSION_LOST));
            assertTrue(traffic.summary().endsWith(" 0 failed, 0 sessions lost."), traffic::summary);
        }
    }

    private HttpResponse<String> get(String name, String value) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri).header(name, value).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpServer start() {
        try {
            return DemoBackend.start("a", 0, 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
