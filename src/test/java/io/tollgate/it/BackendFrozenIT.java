package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A backend that freezes takes connections and requests, and says nothing: only the limit for the first byte tells. With
 * the limit, requests go elsewhere within the retry budget, and live traffic alone ejects it.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#allWays")
class BackendFrozenIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double PER_SECOND = 500;

    /** Enough for those that wait a second at the frozen one besides those that come meanwhile. */
    private static final int CALLERS = 250;

    private final Form form;

    @TempDir
    Path folder;

    BackendFrozenIT(Form form) {
        this.form = form;
    }

    @Test
    void noGetFailsWhenABackendFreezes() {
        try (Site site = Site.start(
                        form,
                        folder,
                        // The probe comes too seldom to see it: what is shown is what live traffic does.
                        config -> config.pool("probe: {interval: 1h}").pool("timeouts: {firstByte: 1s}"));
                LoadDriver load = LoadDriver.atRate(site.tollgate().data(), CALLERS, PER_SECOND)) {
            AdminClient rest = site.tollgate().rest();
            // The budget is a share of the requests of the last 10 s.
            await().atMost(LIMIT).until(() -> load.report().total() > 10 * PER_SECOND);
            assertTrue(load.report().answeredBy("b") > PER_SECOND);

            long frozen = System.nanoTime();
            site.backend("b").freeze();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !rest.backend("b").get("ejectedUntil").isNull());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - frozen);
            JsonNode ejected = rest.backend("b");
            long then = load.report().total();
            await().atMost(LIMIT).until(() -> load.report().total() > then + 2 * PER_SECOND);
            System.out.println(form + ": ejected " + millis + " ms after it froze (" + ejected.get("trouble") + "), "
                    + retries(rest) + " retries in " + load.report().total() + " requests, "
                    + load.report().failures() + " failed");
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertTrue(retries(rest) > 0, "none met the frozen one");
        }
    }

    private static long retries(AdminClient rest) {
        return rest.metrics()
                .lines()
                .filter(line ->
                        line.startsWith("tollgate_retries_total{") && line.contains("reason=\"first_byte_timeout\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
