package io.tollgate.it;

import static org.awaitility.Awaitility.await;

import io.tollgate.testing.Form;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HUP makes the jar look at its file, whether it has changed or not. */
class HangupIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void eachHangupTellsOfABadFileAndAGoodOneIsTaken() {
        try (Site site = Site.start(Form.JAR, folder, config -> config)) {
            TollgateProcess tollgate = site.tollgate();
            tollgate.rewrite(
                    TestConfig.of(site.backends()).pool("policy: nonsense").text());
            await().atMost(LIMIT).until(() -> refusals(tollgate) == 1);
            tollgate.process().signal("HUP");
            await().atMost(LIMIT).until(() -> refusals(tollgate) == 2);

            tollgate.rewrite(TestConfig.of(site.backends().subList(0, 2)).text());
            tollgate.process().signal("HUP");
            await().atMost(LIMIT)
                    .until(() -> tollgate.rest()
                                    .send("GET", "/api/v1/pools/shop/backends/c", "")
                                    .statusCode()
                            == 404);
        }
    }

    private static long refusals(TollgateProcess tollgate) {
        return tollgate.log().stream()
                .filter(line -> line.contains("pools[0].policy"))
                .count();
    }
}
