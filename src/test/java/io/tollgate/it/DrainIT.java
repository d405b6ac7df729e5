package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.SessionCrowd;
import io.tollgate.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain takes no new callers, keeps those it has, and ends by itself when they have left. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class DrainIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Form form;

    @TempDir
    Path folder;

    DrainIT(Form form) {
        this.form = form;
    }

    @ParameterizedTest
    @ValueSource(strings = {"type: cookie", "type: app-cookie, name: APPSESSION"})
    void nobodyLosesASessionAndNobodyNewComes(String affinity) {
        try (Site site = Site.start(form, folder, config -> config.pool("affinity: {" + affinity + ", idle: 3s}"));
                SessionCrowd crowd = new SessionCrowd(site.tollgate().data())) {
            AdminClient rest = site.tollgate().rest();
            crowd.join(200);
            await().atMost(LIMIT).until(() -> crowd.fewestVisits() >= 3);
            long seated = crowd.seatedAt("b");
            assertTrue(seated > 20, "b has " + seated + " of 200 callers");
            assertEquals(seated, rest.backend("b").get("sessions").asLong());

            rest.patch("b", "{\"mode\": \"drain\", \"reason\": \"test\"}");
            long sessionsBefore = site.backend("b").count("newSessions");
            crowd.join(60);
            // Longer than the idle time: the drain must not end while its callers come back.
            long visits = crowd.fewestVisits();
            await().atMost(LIMIT).until(() -> crowd.fewestVisits() >= visits + 10);
            assertEquals("drain", rest.backend("b").get("mode").asText());
            assertEquals(seated, crowd.seatedAt("b"));

            crowd.leave("b");
            await().atMost(LIMIT)
                    .until(() -> rest.backend("b").get("mode").asText().equals("maintenance"));

            assertEquals(List.of(), crowd.troubles());
            assertEquals(sessionsBefore, site.backend("b").count("newSessions"));
            assertEquals(0, crowd.seatedAt("b"));
        }
    }
}
