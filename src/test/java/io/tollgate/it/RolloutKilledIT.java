package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tollgate is killed again and again while it walks through a deployment. */
class RolloutKilledIT {
    private static final int KILLS = Boolean.getBoolean("full") ? 20 : 4;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Set<String> NOT_TOUCHED = Set.of("waiting", "done", "left");

    @TempDir
    Path folder;

    @Test
    void goesOnOrTellsTheTruthWheneverItIsKilled() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer deployer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        deployer.setExecutor(threads);
        String hook = "{url: \"http://127.0.0.1:" + deployer.getAddress().getPort() + "/deploy\"}";
        Random random = new Random(31);
        Map<String, Integer> found = new HashMap<>();
        try (Site site = Site.start(
                Form.JAR,
                folder,
                config -> config.pool("affinity: {type: cookie, idle: 1s}")
                        .pool("probe: {interval: 200ms, timeout: 1s}")
                        .pool("rollout: {drain: 5s, settle: 0s, slowdown: 0, hook: " + hook + "}"))) {
            deployer.createContext("/deploy", exchange -> {
                JsonNode task = new ObjectMapper().readTree(exchange.getRequestBody());
                BackendProcess backend = site.backend(task.get("backend").asText());
                synchronized (backend) {
                    backend.kill();
                    backend.restart();
                }
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            deployer.start();
            for (int kills = 0; kills < KILLS; ) {
                begin(site.tollgate().rest());
                // Some kills hit a rollout more than once.
                boolean open = true;
                while (open && kills < KILLS) {
                    TimeUnit.NANOSECONDS.sleep(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4_000)));
                    site.tollgate().kill();
                    site.tollgate().restart();
                    kills++;
                    AdminClient rest = site.tollgate().rest();
                    found.merge(stages(rest), 1, Integer::sum);
                    nobodyIsForgotten(rest);
                    answerWhatItAsks(rest);
                    open = open(rest);
                }
                finish(site.tollgate().rest());
            }
            System.out.printf(Locale.ROOT, "killed %d times, found then: %s%n", KILLS, found);
        } finally {
            deployer.stop(0);
            threads.shutdownNow();
        }
    }

    private static void begin(AdminClient rest) {
        HttpResponse<String> begun = rest.send("POST", "/api/v1/pools/shop/rollout", "{}");
        assertEquals(201, begun.statusCode(), begun.body());
    }

    /** Who drains or is out is in the account, as what it is. */
    private static void nobodyIsForgotten(AdminClient rest) {
        Map<String, String> modes = new HashMap<>();
        List.of("a", "b", "c")
                .forEach(id -> modes.put(id, rest.backend(id).get("mode").asText()));
        JsonNode account = rollout(rest);
        for (JsonNode turn : account.get("backends")) {
            String mode = modes.getOrDefault(turn.get("id").asText(), "");
            String stage = turn.get("stage").asText();
            assertTrue(
                    mode.equals("ready") || !NOT_TOUCHED.contains(stage),
                    () -> mode + " but " + stage + "\n" + account);
        }
        String phase = account.get("phase").asText();
        assertTrue(List.of("running", "paused", "finished").contains(phase), phase);
    }

    /** It pauses for one reason only: it cannot know how a hook has ended, and says of whom. */
    private static void answerWhatItAsks(AdminClient rest) {
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .until(() -> !rollout(rest).toString().contains("\"stage\":\"hook\"") || paused(rest) || renewed(rest));
        JsonNode account = rollout(rest);
        if (paused(rest)) {
            String why = account.get("account").asText();
            assertTrue(why.contains("does not know how that ended"), why);
            HttpResponse<String> answer = rest.send("PATCH", "/api/v1/pools/shop/rollout", "{\"command\": \"resume\"}");
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    private static void finish(AdminClient rest) {
        await().atMost(LIMIT).until(() -> !open(rest));
        assertEquals(
                "finished",
                rollout(rest).get("phase").asText(),
                () -> rollout(rest).toPrettyString());
        for (String backend : List.of("a", "b", "c")) {
            assertEquals("ready", rest.backend(backend).get("mode").asText(), backend);
        }
    }

    private static boolean open(AdminClient rest) {
        return List.of("running", "paused").contains(rollout(rest).get("phase").asText());
    }

    private static boolean paused(AdminClient rest) {
        return rollout(rest).get("phase").asText().equals("paused");
    }

    private static boolean renewed(AdminClient rest) {
        return !open(rest);
    }

    private static String stages(AdminClient rest) {
        StringBuilder stages = new StringBuilder();
        rollout(rest).get("backends").forEach(turn -> {
            String stage = turn.get("stage").asText();
            if (!NOT_TOUCHED.contains(stage)) {
                stages.append(stage);
            }
        });
        return stages.isEmpty() ? "between" : stages.toString();
    }

    private static JsonNode rollout(AdminClient rest) {
        try {
            return new ObjectMapper()
                    .readTree(rest.send("GET", "/api/v1/pools/shop/rollout", "").body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
