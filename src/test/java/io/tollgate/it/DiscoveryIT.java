package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.NameServer;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Backends come and go by themselves while requests pass. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class DiscoveryIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Form form;
    private final List<BackendProcess> backends = Site.startBackends();

    @TempDir
    Path folder;

    DiscoveryIT(Form form) {
        this.form = form;
    }

    @AfterEach
    void stop() {
        backends.forEach(BackendProcess::close);
    }

    /** The first backend is listed by the configuration itself. */
    private String config(String discovery) {
        return new TestConfig(List.of(), List.of())
                .backend(backends.get(0), 100)
                .pool("probe: {interval: 1s, timeout: 1s}")
                .pool("discovery: " + discovery)
                .text();
    }

    private String list(String... names) {
        return Stream.of(names)
                .map(name -> backends.stream()
                        .filter(backend -> backend.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .map(backend -> "- {id: " + backend.name() + ", url: \"" + backend.url() + "\"}\n")
                .collect(Collectors.joining());
    }

    private static Set<String> ids(AdminClient rest) {
        Set<String> ids = new TreeSet<>();
        pool(rest).get("backends").forEach(backend -> ids.add(backend.get("id").asText()));
        return ids;
    }

    private static JsonNode pool(AdminClient rest) {
        return rest.pool("shop");
    }

    private static void awaitIds(AdminClient rest, String... ids) {
        await().atMost(LIMIT).until(() -> ids(rest).equals(Set.of(ids)));
    }

    private static void awaitAnswersOf(LoadDriver load, String backend) {
        long before = load.report().answeredBy(backend);
        await().atMost(LIMIT).until(() -> load.report().answeredBy(backend) > before + 20);
    }

    @Test
    void noRequestFailsWhileAWatchedListIsRenamedOverAndWrittenInPlace() throws IOException {
        Path file = Files.createDirectories(folder.resolve(form.toString())).resolve("backends.yaml");
        Files.writeString(file, list("b"));
        try (TollgateProcess tollgate = TollgateProcess.start(form, folder, config("{file: backends.yaml}"));
                LoadDriver load = LoadDriver.atRate(tollgate.data(), 8, 200)) {
            AdminClient rest = tollgate.rest();
            assertEquals(Set.of("a", "b"), ids(rest));
            awaitAnswersOf(load, "b");

            Path next = Files.writeString(folder.resolve("next"), list("b", "c"));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            awaitIds(rest, "a", "b", "c");
            awaitAnswersOf(load, "c");

            Files.writeString(file, list("c"));
            awaitIds(rest, "a", "c");

            Files.writeString(file, "- nonsense\n");
            await().atMost(LIMIT)
                    .until(() -> pool(rest).get("discovery").get("error").isTextual());
            assertEquals(Set.of("a", "c"), ids(rest));
            assertTrue(rest.metrics().contains("tollgate_discovery_trouble{pool=\"shop\"} 1"), "metric");
            assertEquals(
                    422,
                    rest.send("DELETE", "/api/v1/pools/shop/backends/c", "").statusCode());

            Files.writeString(file, list("b", "c"));
            awaitIds(rest, "a", "b", "c");
            assertTrue(pool(rest).get("discovery").get("error").isNull(), "trouble is over");
            assertEquals(0, load.stop().failures(), load.report()::toString);
            assertFalse(rest.send("GET", "/api/v1/config", "").body().contains("{id: b"), "nobody said it");
        }
    }

    @Test
    void noRequestFailsWhileTheAddressesOfANameChange() {
        try (NameServer names = new NameServer();
                ScriptedBackend two = answering(new InetSocketAddress("127.0.0.2", 0));
                ScriptedBackend three = answering(new InetSocketAddress("127.0.0.3", two.port()))) {
            names.addresses("app.internal", 1, "127.0.0.2");
            String dns = "{drain: 1s, dns: {name: app.internal, port: %d, minInterval: 1s, resolver: [\"%s\"]}}"
                    .formatted(two.port(), names.address());
            String second = "127.0.0.2-" + two.port();
            String third = "127.0.0.3-" + two.port();
            try (TollgateProcess tollgate = TollgateProcess.start(form, folder, config(dns));
                    LoadDriver load = LoadDriver.atRate(
                            tollgate.data(),
                            8,
                            200,
                            RawRequest.get("/bytes?n=2"),
                            answer -> answer.status() == 200 ? "somebody" : null)) {
                AdminClient rest = tollgate.rest();
                assertEquals(Set.of("a", second), ids(rest));
                names.addresses("app.internal", 1, "127.0.0.2", "127.0.0.3");
                awaitIds(rest, "a", second, third);
                await().atMost(LIMIT).until(() -> three.requests().size() > 20);

                names.mood(NameServer.Mood.SILENT);
                await().atMost(LIMIT)
                        .until(() -> pool(rest).get("discovery").get("error").isTextual());
                assertEquals(Set.of("a", second, third), ids(rest));
                names.mood(NameServer.Mood.WELL);
                names.addresses("app.internal", 1, "127.0.0.3");
                awaitIds(rest, "a", third);
                // Addresses of the other kind are a question of their own, which may be answered later.
                await("trouble is over")
                        .atMost(LIMIT)
                        .until(() -> pool(rest).get("discovery").get("error").isNull());
                assertEquals(0, load.stop().failures(), load.report()::toString);
            }
        }
    }

    private static ScriptedBackend answering(InetSocketAddress at) {
        ScriptedBackend backend = new ScriptedBackend(at, socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok("ok")));
        return backend;
    }
}
