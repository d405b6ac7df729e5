package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.ChildProcess;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.LoadReport;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.SessionCrowd;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.container.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One jar takes the place of another that serves. */
@EnabledOnOs(OS.LINUX)
class ReplaceIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int REPLACEMENTS = Boolean.getBoolean("full") ? 5 : 2;
    private static final int KILLS = Boolean.getBoolean("full") ? 10 : 3;
    private static final int CONNECTIONS = 25;
    private static final double KEPT_PER_SECOND = 250;
    private static final double FRESH_PER_SECOND = 250;
    private static final int SESSIONS = 60;
    private static final int LENGTH = 512;

    private final int port = Ports.free();
    private final int adminPort = Ports.free();
    private final URI data = URI.create("http://127.0.0.1:" + port);
    private List<BackendProcess> backends;
    private ChildProcess serving;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        backends = Site.startBackends();
        serving = run(config());
        ready(serving);
    }

    @AfterEach
    void stop() {
        serving.close();
        backends.forEach(BackendProcess::close);
    }

    @Test
    void nobodyNoticesIt() throws IOException {
        Path config = config();
        rest().patch("a", "{\"weight\": 90}");
        RawRequest alone = RawRequest.get("/bytes?n=" + LENGTH).with("Connection: close");
        List<ChildProcess> served = new ArrayList<>(List.of(serving));
        try (LoadDriver kept = LoadDriver.atRate(data, CONNECTIONS, KEPT_PER_SECOND);
                LoadDriver fresh = LoadDriver.atRate(
                        data,
                        CONNECTIONS,
                        FRESH_PER_SECOND,
                        alone,
                        answer -> answer.status() == 200 && answer.length() == LENGTH ? answer.backend() : null);
                SessionCrowd crowd = new SessionCrowd(data)) {
            long begin = System.nanoTime();
            crowd.join(SESSIONS);
            for (int i = 1; i <= REPLACEMENTS; i++) {
                long visits = crowd.fewestVisits();
                await().atMost(LIMIT).until(() -> crowd.fewestVisits() > visits + 1);
                ChildProcess next = run(config);
                ready(next);
                assertEquals(0, serving.awaitExit(LIMIT), serving.output()::toString);
                assertTrue(serving.output().contains("STOPPED cut-off=0"), serving.output()::toString);
                serving = next;
                served.add(next);
            }
            long visits = crowd.fewestVisits();
            await().atMost(LIMIT).until(() -> crowd.fewestVisits() > visits + 1);
            double seconds = (System.nanoTime() - begin) / 1e9;
            LoadReport one = kept.stop();
            LoadReport other = fresh.stop();
            assertEquals(0, one.failures(), one::toString);
            assertEquals(0, other.failures(), other::toString);
            assertEquals(
                    List.of(),
                    crowd.troubles(),
                    () -> "their logs: "
                            + served.stream().map(ChildProcess::output).toList());
            System.out.printf(
                    "Replaced %d times: %d requests in %.0f s (%.0f/s), half of them on connections of their own, 0"
                            + " failed; of %d sessions 0 lost%n",
                    REPLACEMENTS,
                    one.total() + other.total(),
                    seconds,
                    (one.total() + other.total()) / seconds,
                    SESSIONS);
        }
        assertEquals(90, rest().backend("a").get("weight").asInt());
    }

    @Test
    void oneThatCannotStartChangesNothing() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "backends: [7]\n");
        try (LoadDriver load = LoadDriver.atRate(data, CONNECTIONS, KEPT_PER_SECOND)) {
            try (ChildProcess next = run(bad)) {
                assertEquals(2, next.awaitExit(LIMIT), next.output()::toString);
            }
            rest().patch("a", "{\"weight\": 7}");
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
        assertTrue(serving.isAlive());
    }

    /** Until it has said that it serves, the other serves, and takes operators' changes again. */
    @Test
    void oneThatIsKilledOnTheWayChangesNothing() throws IOException, InterruptedException {
        Path config = config();
        Random random = new Random(7);
        for (int i = 0; i < KILLS; i++) {
            ChildProcess next = run(config);
            if (i % 2 == 0) {
                serving.awaitLine(line -> line.contains("prepares to replace"), LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
            next.kill();
            if (serving.output().stream().anyMatch(line -> line.startsWith("REPLACED"))) {
                // It came to serve before it was killed: then there is nobody, and the next starts.
                serving.awaitExit(LIMIT);
                serving = run(config);
                ready(serving);
            }
            int weight = 50 + i;
            await().atMost(LIMIT)
                    .until(() -> rest().send("PATCH", "/api/v1/pools/shop/backends/b", "{\"weight\": " + weight + "}")
                                    .statusCode()
                            == 200);
            LoadReport load = LoadDriver.closed(data, 4, 200);
            assertEquals(0, load.failures(), load::toString);
        }
    }

    private ChildProcess run(Path config) {
        return TollgateProcess.command(
                Map.of("TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD),
                "run",
                "--replace",
                "-c",
                config.toString(),
                "--state",
                folder.resolve("state").toString());
    }

    private static void ready(ChildProcess process) {
        process.awaitLine(line -> line.startsWith("READY "), LIMIT);
    }

    private AdminClient rest() {
        return new AdminClient(URI.create("http://127.0.0.1:" + adminPort), TollgateProcess.PASSWORD);
    }

    private Path config() {
        String text = TestConfig.of(backends)
                .pool("affinity: {type: cookie}")
                .text()
                .replace("web, address: \"127.0.0.1:0\"", "web, address: \"127.0.0.1:" + port + "\"")
                .replace("admin: {address: \"127.0.0.1:0\"}", "admin: {address: \"127.0.0.1:" + adminPort + "\"}");
        try {
            return Files.writeString(folder.resolve("tollgate.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
