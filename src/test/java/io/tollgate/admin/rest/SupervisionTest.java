package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.admin.AdminServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What supervisors and collectors read. */
class SupervisionTest {
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
    void livesAlwaysAndIsReadyWhenTold() throws Exception {
        assertEquals(200, status("/health/live"));
        assertEquals(200, status("/health/ready"));
        server.ready.set(false);
        assertEquals(200, status("/health/live"));
        assertEquals(503, status("/health/ready"));
        assertEquals(404, status("/health/other"));
        HttpRequest.Builder head =
                server.anonymous("/health/ready").method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertEquals(503, server.send(head).statusCode());
    }

    @Test
    void showsMetrics() throws Exception {
        HttpResponse<String> answer = server.send(server.anonymous("/metrics"));
        assertEquals(200, answer.statusCode());
        assertEquals("tollgate_config_revision 0\n", answer.body());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .replace(";version", "; version")
                        .replace(";charset", "; charset"));
    }

    private int status(String path) throws Exception {
        return server.send(server.anonymous(path)).statusCode();
    }
}
