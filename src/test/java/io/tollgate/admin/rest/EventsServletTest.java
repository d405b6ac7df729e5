package io.tollgate.admin.rest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.AdminServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsServletTest {
    private static final String B = "/api/v1/pools/shop/backends/b";

    @TempDir
    Path state;

    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(state);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void tellsOfEachChange() throws Exception {
        weigh(1);
        try (InputStream events = subscribe(null)) {
            assertEquals("retry: 2000", next(events));
            weigh(2);
            server.time.advance(EventsServlet.TICK);
            String event = next(events);
            assertTrue(event.startsWith("event: revision\nid: 2\ndata: {\"number\":2,"), event);
            assertTrue(event.contains("\"author\":\"admin\""), event);

            weigh(3);
            weigh(4);
            server.time.advance(EventsServlet.TICK);
            assertTrue(next(events).contains("id: 3\n"));
            assertTrue(next(events).contains("id: 4\n"));
        }
    }

    @Test
    void sendsWhatAReturningClientMissed() throws Exception {
        weigh(1);
        weigh(2);
        weigh(3);
        try (InputStream events = subscribe("1")) {
            assertEquals("retry: 2000", next(events));
            server.time.advance(EventsServlet.TICK);
            assertTrue(next(events).contains("id: 2\n"));
            assertTrue(next(events).contains("id: 3\n"));
        }
    }

    @Test
    void breaksTheSilence() throws Exception {
        try (InputStream events = subscribe("nonsense")) {
            assertEquals("retry: 2000", next(events));
            server.time.advance(Duration.ofSeconds(15));
            assertEquals(": alive", next(events));
        }
    }

    @Test
    void takesAFewSubscribersAndForgetsWhoLeaves() throws Exception {
        List<InputStream> all = new ArrayList<>();
        for (int i = 0; i < EventsServlet.MAX_STREAMS; i++) {
            InputStream events = subscribe(null);
            next(events);
            all.add(events);
        }
        HttpResponse<String> refused = server.send(server.request("/api/v1/events"));
        RestTest.assertProblem(503, refused);
        assertEquals("10", refused.headers().firstValue("Retry-After").orElse(""));

        for (InputStream events : all) {
            events.close();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            // A client that left is noticed when something is written to it.
            server.time.advance(Duration.ofSeconds(15));
            return server.time.pending() == 0;
        });
    }

    private InputStream subscribe(@Nullable String last) throws Exception {
        var request = server.request("/api/v1/events");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        HttpResponse<InputStream> answer =
                server.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/event-stream;charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT));
        return answer.body();
    }

    /** The next block, up to its empty line. */
    private static String next(InputStream events) throws IOException {
        StringBuilder block = new StringBuilder();
        while (block.length() < 2 || !block.substring(block.length() - 2).equals("\n\n")) {
            int b = events.read();
            if (b < 0) {
                throw new IOException("the stream has ended after: " + block);
            }
            block.append(new String(new byte[] {(byte) b}, StandardCharsets.ISO_8859_1));
        }
        return block.toString().trim();
    }

    private void weigh(int weight) throws Exception {
        assertEquals(
                200,
                server.send(server.json("PATCH", B, "{\"weight\":" + weight + "}"))
                        .statusCode());
    }
}
