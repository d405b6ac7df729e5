package io.tollgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole site dies under load and comes back, and no operator does anything about it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#wholeAndPart")
class BackupSiteIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final double PER_SECOND = 300;

    /** Three times two at a time, each for 20 ms: as many as come, so that there is a queue. */
    private static final RawRequest REQUEST = RawRequest.get("/slow?ms=20");

    private final Form form;

    @TempDir
    Path folder;

    BackupSiteIT(Form form) {
        this.form = form;
    }

    @Test
    void theBackupSiteTakesOverAndGivesBack() {
        List<BackendProcess> primary = started("a", "b", "c");
        List<BackendProcess> backup = started("d", "e", "f");
        TestConfig config = new TestConfig(List.of(), List.of())
                .pool("probe: {interval: 1s, timeout: 1s}")
                .pool("slowStart: 6s");
        for (BackendProcess backend : primary) {
            config = config.backend(backend, "tier: 0, maxRequests: 2");
        }
        for (BackendProcess backend : backup) {
            config = config.backend(backend, "tier: 1");
        }
        try (Browser browser = new Browser();
                TollgateProcess tollgate = TollgateProcess.start(form, folder, config.text());
                LoadDriver load =
                        LoadDriver.atRate(tollgate.data(), 128, PER_SECOND, REQUEST, BackupSiteIT::answered)) {
            AdminClient rest = tollgate.rest();
            // The retry budget is a share of the requests of the last 10 s.
            await().atMost(LIMIT).until(() -> load.report().total() > 10 * PER_SECOND);
            await().atMost(LIMIT).until(() -> pool(rest).get("queueDepth").asInt() > 5);
            assertEquals(0, byTier(load, backup), "the backup site stands by");
            AdminPage page = AdminPage.signedIn(browser, tollgate.admin(), true, "pools/shop");
            assertThat(page.at("pool-serving")).containsText("Tier 1: 3 of 3 well; stands by.");

            long killed = System.nanoTime();
            primary.parallelStream().forEach(BackendProcess::kill);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> byTier(load, backup) > 0);
            long first = millisSince(killed);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> share(rest, 1) == 1);
            System.out.println(form + ": tier 1 answers " + first + " ms after tier 0 was killed, and takes all after "
                    + millisSince(killed) + " ms; " + load.report());
            long then = load.report().total();
            await().atMost(LIMIT).until(() -> load.report().total() > then + 2 * PER_SECOND);
            assertThat(page.at("pool-serving")).containsText("Tier 0: none of 3 is well.");
            assertThat(page.at("pool-serving"))
                    .containsText("Tier 1: 3 of 3 well, 100 % of the weight; takes 100 % of new callers.");
            assertThat(page.at("pool-state")).containsText("Tier 1 takes 100 % of new callers.");

            primary.forEach(BackendProcess::restart);
            TreeSet<Double> shares = new TreeSet<>();
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
                shares.add(share(rest, 0));
                return share(rest, 0) == 1;
            });
            assertTrue(shares.size() > 4, () -> "not gradual: " + shares);
            assertThat(page.at("pool-serving")).containsText("Tier 1: 3 of 3 well; stands by.");
            long back = byTier(load, primary);
            await().atMost(LIMIT).until(() -> byTier(load, primary) > back + PER_SECOND);
            page.close();
            assertEquals(0, load.stop().failures(), () -> toldOf(load, tollgate));
            assertTrue(
                    tollgate.log().stream()
                            .anyMatch(line -> Pattern.matches(".* shop: new callers go to tier 1$", line)),
                    () -> String.join("\n", tollgate.log()));
        } finally {
            Stream.concat(primary.stream(), backup.stream()).forEach(BackendProcess::close);
        }
    }

    /** The last try of a request is not for the other half of what has just died. */
    @Test
    void aSiteOfTwoZonesDiesWithoutALoss() {
        List<BackendProcess> near = started("a", "b");
        List<BackendProcess> far = started("c", "d");
        List<BackendProcess> backup = started("e", "f");
        TestConfig config = new TestConfig(List.of(), List.of()).pool("slowStart: 6s");
        for (BackendProcess backend : near) {
            config = config.backend(backend, "zone: near");
        }
        for (BackendProcess backend : far) {
            config = config.backend(backend, "zone: far");
        }
        for (BackendProcess backend : backup) {
            config = config.backend(backend, "tier: 1");
        }
        try (TollgateProcess tollgate = TollgateProcess.start(form, folder, config.text() + "zone: near\n");
                LoadDriver load = LoadDriver.atRate(
                        tollgate.data(), 128, PER_SECOND, RawRequest.get("/"), BackupSiteIT::answered)) {
            await().atMost(LIMIT).until(() -> load.report().total() > 10 * PER_SECOND);
            assertEquals(0, byTier(load, far) + byTier(load, backup), "the own zone serves");
            Stream.concat(near.stream(), far.stream()).parallel().forEach(BackendProcess::kill);
            await().atMost(LIMIT).until(() -> share(tollgate.rest(), 1) == 1);
            long then = byTier(load, backup);
            await().atMost(LIMIT).until(() -> byTier(load, backup) > then + PER_SECOND);
            assertEquals(0, load.stop().failures(), () -> toldOf(load, tollgate));
        } finally {
            Stream.of(near, far, backup).flatMap(List::stream).forEach(BackendProcess::close);
        }
    }

    /** What the client, the figures and the log say of it. */
    private static String toldOf(LoadDriver load, TollgateProcess tollgate) {
        Stream<String> errors = tollgate.rest().metrics().lines().filter(BackupSiteIT::countsEnds);
        return load.report() + "\n"
                + Stream.concat(errors, tollgate.log().stream()).collect(Collectors.joining("\n"));
    }

    private static boolean countsEnds(String line) {
        return line.startsWith("tollgate_errors_total") || line.startsWith("tollgate_requests_total");
    }

    private static List<BackendProcess> started(String... names) {
        return Stream.of(names).parallel().map(BackendProcess::start).toList();
    }

    private static @Nullable String answered(RawAnswer answer) {
        return answer.status() == 200 ? answer.backend() : null;
    }

    private static long byTier(LoadDriver load, List<BackendProcess> tier) {
        return tier.stream()
                .mapToLong(backend -> load.report().answeredBy(backend.name()))
                .sum();
    }

    private static JsonNode pool(AdminClient rest) {
        return rest.pool("shop");
    }

    private static double share(AdminClient rest, int tier) {
        for (JsonNode group : pool(rest).get("serving")) {
            if (group.get("tier").asInt() == tier) {
                return group.get("share").asDouble();
            }
        }
        return 0;
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
