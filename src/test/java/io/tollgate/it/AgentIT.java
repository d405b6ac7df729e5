package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents on the backends' hosts say what their weights should be, and the running balancer follows. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#wholeAndPart")
class AgentIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Form form;

    @TempDir
    Path folder;

    AgentIT(Form form) {
        this.form = form;
    }

    /** All three backends have one host, so that they have one agent. */
    @Test
    void weightsFollowTheAgentsWords() throws IOException {
        try (Agent agent = new Agent();
                Site site = Site.start(
                        form,
                        folder,
                        config -> config.pool(
                                "loadReport: {from: agent, port: " + agent.port() + ", interval: 200ms, least: 10%}"));
                LoadDriver load = LoadDriver.atRate(site.tollgate().data(), 8, 100)) {
            AdminClient rest = site.tollgate().rest();
            agent.says = "up 30% # busy with a backup";
            awaitWeights(rest, 30);
            agent.says = "drain";
            awaitWeights(rest, 0);
            assertEquals(
                    "its agent says drain", rest.backend("a").get("trouble").asText());
            assertEquals("up", rest.backend("a").get("health").asText());
            agent.says = "ready 100%";
            awaitWeights(rest, 100);
            assertTrue(rest.metrics().contains("tollgate_backend_effective_weight{backend=\"a\",pool=\"shop\"} 100"));
            long before = load.report().answeredBy("a");
            await().atMost(LIMIT).until(() -> load.report().answeredBy("a") > before);
        }
    }

    private static void awaitWeights(AdminClient rest, int weight) {
        await().atMost(LIMIT).until(() -> weights(rest), List.of(weight, weight, weight)::equals);
    }

    private static List<Integer> weights(AdminClient rest) {
        JsonNode backends = rest.pool("shop").get("backends");
        return List.of(weight(backends, 0), weight(backends, 1), weight(backends, 2));
    }

    private static int weight(JsonNode backends, int index) {
        return backends.get(index).get("effectiveWeight").asInt();
    }

    /** Says its line to whoever connects. */
    private static final class Agent implements AutoCloseable {
        private final ServerSocket server;
        private volatile String says = "100%";

        Agent() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "agent");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            try {
                while (true) {
                    try (Socket asked = server.accept()) {
                        asked.getOutputStream().write((says + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (SocketException e) {
                // It was closed.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
