package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.ui.StartPage;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is the WAR's alone: it waits for its configuration, and the operator's side is where {@code admin.path} says. */
class WarIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path home;

    static List<ServletContainer> containers() {
        return ServletContainer.fewest();
    }

    @ParameterizedTest
    @MethodSource("containers")
    void withoutConfigurationItSaysWhatToPutWhereAndServesOnceThatIsDone(ServletContainer container)
            throws IOException {
        try (BackendProcess backend = BackendProcess.start("a");
                RunningContainer running = container.start(setup("/tollgate/health/live"))) {
            RawAnswer refused = ask(running, "/x");
            assertEquals(503, refused.status());
            assertEquals("no_backend", refused.fields().first("Tollgate-Error"));
            assertNotNull(refused.fields().first("Retry-After"));
            assertEquals(503, ask(running, "/tollgate/health/ready").status());

            RawAnswer page = ask(running, "/tollgate/");
            assertEquals(503, page.status());
            for (String said : List.of(
                    file().toString(),
                    StartPage.SMALLEST,
                    StartPage.PROPERTY,
                    StartPage.VARIABLE,
                    StartPage.PARAMETER)) {
                assertTrue(page.text().contains(said), () -> said + " is not in\n" + page.text());
            }

            write("backends: nonsense");
            await(() -> ask(running, "/tollgate/").text().contains(file() + ":1:"));
            assertEquals(503, ask(running, "/x").status());
            assertFalse(ask(running, "/tollgate/").text().contains(StartPage.VARIABLE), "what to put where, too late");

            write(StartPage.SMALLEST
                    .replaceAll("http://[0-9.:]+", backend.url())
                    .replaceFirst(",.*\"", ""));
            await(() -> ask(running, "/tollgate/health/ready").status() == 200);
            assertEquals("a", ask(running, "/x").backend());
            assertTrue(ask(running, "/tollgate/login").text().contains("Sign in"), "the page is there");
        }
    }

    @ParameterizedTest
    @MethodSource("containers")
    void underAnotherPathTheOperatorsSideLeavesTheUsualOneToTheBackends(ServletContainer container) throws IOException {
        try (BackendProcess backend = BackendProcess.start("a")) {
            write("admin: {path: /ops}\nbackends: [\"" + backend.url() + "\"]\n");
            try (RunningContainer running = container.start(setup("/ops/health/ready"))) {
                for (String path : List.of("", "/", "/login", "/health/ready", "/api/v1/pools", "/metrics")) {
                    assertEquals("a", ask(running, "/tollgate" + path).backend(), path);
                    assertEquals("", ask(running, "/ops" + path).backend(), path);
                }
                assertTrue(ask(running, "/ops/login").text().contains("Sign in"), "the page is there");
                AdminClient rest = new AdminClient(URI.create(running.uri() + "/ops"), TollgateProcess.PASSWORD);
                assertEquals(200, rest.send("GET", "/api/v1/pools", "").statusCode());
                assertEquals(400, ask(running, "/%6fps/login").status());
            }
        }
    }

    private ContainerSetup setup(String ready) {
        Path war = Form.War.archive();
        return ContainerSetup.of(home, new Application(war, "", ready))
                .property("user.home", home.toString())
                .environment("TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD);
    }

    private static RawAnswer ask(RunningContainer running, String path) throws IOException {
        try (RawClient client = new RawClient(running.uri())) {
            return client.send(RawRequest.get(path));
        }
    }

    /** Where the WAR looks when nobody says anything. */
    private Path file() {
        return home.resolve(".tollgate/tollgate.yaml");
    }

    /** At once and whole, as editors do. */
    private void write(String text) throws IOException {
        Files.createDirectories(file().resolveSibling(""));
        Path whole = Files.writeString(file().resolveSibling("new"), text);
        Files.move(whole, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
