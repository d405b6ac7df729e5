package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A new configuration takes the old one's place without anybody noticing; a bad one does not. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class ReloadIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Form form;

    @TempDir
    Path folder;

    ReloadIT(Form form) {
        this.form = form;
    }

    /** The watcher looks once a second, so ten changes one after another take about 14 s. */
    @Test
    void noRequestFailsWhileTheFileChangesTenTimes() {
        List<BackendProcess> backends = Site.startBackends();
        try (TollgateProcess tollgate = TollgateProcess.start(
                        form, folder, TestConfig.of(backends).text());
                LoadDriver load = LoadDriver.atRate(tollgate.data(), 8, 300)) {
            AdminClient rest = tollgate.rest();
            for (int i = 1; i <= 10; i++) {
                int weight = 100 + i;
                tollgate.rewrite(variant(backends, i, weight).text());
                await().atMost(LIMIT)
                        .until(() -> rest.backend("a").get("weight").asInt() == weight);
                long seen = load.report().total();
                await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
            }
            assertEquals(0, load.stop().failures(), load.report()::toString);
        } finally {
            backends.forEach(BackendProcess::close);
        }
    }

    /** Each time another weight; every other time another policy and a backend less. */
    private static TestConfig variant(List<BackendProcess> backends, int round, int weight) {
        boolean odd = round % 2 == 1;
        TestConfig config = new TestConfig(List.of(), List.of("policy: " + (odd ? "round-robin" : "least-request")))
                .backend(backends.get(0), weight)
                .backend(backends.get(1), 100);
        return odd ? config : config.backend(backends.get(2), 100);
    }

    @Test
    void aBadFileIsRefusedAloudAndTheOldOneStays() {
        try (Site site = Site.start(form, folder, config -> config);
                LoadDriver load = LoadDriver.atRate(site.tollgate().data(), 4, 100)) {
            TollgateProcess tollgate = site.tollgate();
            tollgate.rewrite(
                    TestConfig.of(site.backends()).pool("policy: nonsense").text());
            await().atMost(LIMIT).until(() -> refusals(tollgate, "pools\\[0]\\.policy.*nonsense") == 1);
            assertTrue(tollgate.rest().metrics().lines().anyMatch(ReloadIT::refusedReload), "metric");
            assertFalse(
                    tollgate.log().stream().anyMatch(line -> line.startsWith("\tat ")),
                    () -> "a stack trace: " + tollgate.log());

            // Good in itself, and refused where it should come into force.
            tollgate.rewrite(TestConfig.of(site.backends()).text() + "state: {dir: elsewhere}\n");
            await().atMost(LIMIT).until(() -> refusals(tollgate, "state: cannot change") == 1);

            tollgate.rewrite(TestConfig.of(site.backends().subList(0, 2))
                    .pool("policy: round-robin")
                    .text());
            await().atMost(LIMIT)
                    .until(() -> tollgate.rest()
                                    .send("GET", "/api/v1/pools/shop/backends/c", "")
                                    .statusCode()
                            == 404);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    private static long refusals(TollgateProcess tollgate, String what) {
        return tollgate.log().stream()
                .filter(line -> line.matches(".*tollgate\\.yaml:\\d+:\\d+ " + what + ".*"))
                .count();
    }

    private static boolean refusedReload(String line) {
        return line.matches("tollgate_config_reloads_total\\{result=\"refused\"} 1(\\.0)?");
    }
}
