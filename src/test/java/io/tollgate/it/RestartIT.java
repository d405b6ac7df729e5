package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.LoadReport;
import io.tollgate.testing.SessionCaller;
import io.tollgate.testing.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators changed, and who belongs where, outlives kill -9. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class RestartIT {
    private final Form form;

    @TempDir
    Path folder;

    RestartIT(Form form) {
        this.form = form;
    }

    @ParameterizedTest
    @ValueSource(strings = {"type: cookie", "type: app-cookie, name: APPSESSION"})
    void modesWeightsAddedBackendsAndTiesOutliveAKill(String affinity) {
        try (Site site = Site.start(form, folder, config -> config.pool("affinity: {" + affinity + "}"));
                BackendProcess added = BackendProcess.start("d")) {
            AdminClient rest = site.tollgate().rest();
            rest.add("d", added.url());
            rest.patch("a", "{\"weight\": 250}");
            List<SessionCaller> callers = callers(site, 30);
            rest.patch("b", "{\"mode\": \"drain\"}");
            rest.patch("c", "{\"mode\": \"maintenance\"}");

            site.tollgate().kill();
            site.tollgate().restart();

            AdminClient after = site.tollgate().rest();
            assertEquals(250, after.backend("a").get("weight").asInt());
            assertEquals("drain", after.backend("b").get("mode").asText());
            assertEquals("maintenance", after.backend("c").get("mode").asText());
            JsonNode fourth = after.backend("d");
            assertEquals(added.url(), fourth.get("url").asText());
            expectTiesKept(site, callers);

            LoadReport newcomers = LoadDriver.closed(site.tollgate().data(), 4, 200);
            assertEquals(0, newcomers.failures(), newcomers::toString);
            assertEquals(200, newcomers.answeredBy("a") + newcomers.answeredBy("d"), newcomers::toString);
        }
    }

    private static List<SessionCaller> callers(Site site, int count) {
        List<SessionCaller> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SessionCaller caller = new SessionCaller(site.tollgate().data());
            caller.visit();
            assertEquals(SessionCaller.Result.WELL, caller.visit().result());
            callers.add(caller);
        }
        return callers;
    }

    /** All but those of c, which is in maintenance, are still known where they were; so are those of the drain. */
    private static void expectTiesKept(Site site, List<SessionCaller> callers) {
        Set<String> seen = new HashSet<>();
        for (SessionCaller before : callers) {
            try (SessionCaller caller = before.movedTo(site.tollgate().data())) {
                SessionCaller.Visit visit = caller.visit();
                if (before.seat().equals("c")) {
                    assertTrue(!visit.backend().equals("c"), visit::toString);
                } else {
                    assertEquals(new SessionCaller.Visit(SessionCaller.Result.WELL, before.seat(), ""), visit);
                    seen.add(visit.backend());
                }
            }
        }
        assertEquals(Set.of("a", "b", "d"), seen);
    }
}
