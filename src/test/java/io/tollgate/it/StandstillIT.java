package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.SessionCrowd;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tollgate itself stands still, as in a paused virtual machine, for longer than a connection, an answer and a probe may
 * take. That is no fault of backends: nothing is repeated elsewhere, nobody is ejected, and every session stays.
 */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#allWays")
class StandstillIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long STANDSTILL_MILLIS = 4_500;
    private static final int SESSIONS = 60;

    private final Form form;

    @TempDir
    Path folder;

    StandstillIT(Form form) {
        this.form = form;
    }

    /**
     * @param afterMillis since the first answers: there are few connections then
     */
    @ParameterizedTest
    @MethodSource("moments")
    void isHeldAgainstNobody(int afterMillis) throws InterruptedException {
        RawRequest alone = RawRequest.get("/bytes?n=512").with("Connection: close");
        try (Site site = Site.start(
                        form,
                        folder,
                        config -> config.pool("affinity: {type: cookie}")
                                .pool("timeouts: {connect: 2s, firstByte: 2s, idle: 2s}"));
                LoadDriver kept = LoadDriver.atRate(site.tollgate().data(), 25, 250);
                LoadDriver fresh = LoadDriver.atRate(
                        site.tollgate().data(),
                        25,
                        250,
                        alone,
                        answer -> answer.status() == 200 ? answer.backend() : null);
                SessionCrowd crowd = new SessionCrowd(site.tollgate().data())) {
            AdminClient rest = site.tollgate().rest();
            crowd.join(SESSIONS);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(LIMIT)
                    .until(() -> kept.report().total() > 10);
            TimeUnit.MILLISECONDS.sleep(afterMillis);
            // While nothing is under way nobody need notice.
            CompletableFuture<RawAnswer> held =
                    CompletableFuture.supplyAsync(() -> slowly(site.tollgate().data()));
            await().during(Duration.ofMillis(100))
                    .atMost(LIMIT)
                    .until(() -> rest.backend("a").get("inFlight").asInt()
                                    + rest.backend("b").get("inFlight").asInt()
                                    + rest.backend("c").get("inFlight").asInt()
                            > 0);
            site.tollgate().process().signalJavas("STOP");
            TimeUnit.MILLISECONDS.sleep(STANDSTILL_MILLIS);
            site.tollgate().process().signalJavas("CONT");
            assertEquals(200, held.join().status());
            long visits = crowd.fewestVisits();
            await().atMost(LIMIT).until(() -> crowd.fewestVisits() > visits + 4);
            String metrics = rest.metrics();
            assertEquals(
                    List.of(), crowd.troubles(), () -> site.tollgate().log().toString());
            assertEquals(0, kept.stop().failures(), kept.report()::toString);
            assertEquals(0, fresh.stop().failures(), fresh.report()::toString);
            for (String name : List.of("a", "b", "c")) {
                JsonNode backend = rest.backend(name);
                assertEquals("up", backend.get("health").asText(), name);
                assertTrue(backend.get("ejectedUntil").isNull(), name);
            }
            assertEquals(
                    0,
                    sum(metrics, "tollgate_retries_total"),
                    () -> metrics + site.tollgate().log());
            assertTrue(sum(metrics, "tollgate_stood_still_seconds_total") >= STANDSTILL_MILLIS / 1e3 - 0.1, metrics);
        }
    }

    private static RawAnswer slowly(URI data) {
        try (RawClient client = new RawClient(data)) {
            return client.send(RawRequest.get("/drip?n=60000&ms=8000"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Integer> moments() {
        return Boolean.getBoolean("full") ? List.of(0, 50, 150, 400, 2_000) : List.of(50, 400);
    }

    private static double sum(String metrics, String family) {
        return metrics.lines()
                .filter(line -> line.startsWith(family))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
