package io.tollgate.boot.jar;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.Edit;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends come and go while requests pass. */
class DiscoverySocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final RawRequest ASK = RawRequest.get("/");

    @TempDir
    Path folder;

    private final ScriptedBackend a = backend("a");
    private final ScriptedBackend b = backend("b");
    private final ScriptedBackend c = backend("c");

    private static ScriptedBackend backend(String name) {
        ScriptedBackend backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok(name)));
        return backend;
    }

    @AfterEach
    void stop() {
        Stream.of(a, b, c).forEach(ScriptedBackend::close);
    }

    private static String config(String... lines) {
        StringBuilder text = new StringBuilder("""
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: p
                    policy: round-robin
                    probe: {type: none}
                """);
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }

    private void list(ScriptedBackend... backends) {
        try {
            Path next = Files.writeString(
                    folder.resolve("next"),
                    Stream.of(backends)
                            .map(each -> "\"" + each.url() + "\"")
                            .toList()
                            .toString());
            Files.move(next, folder.resolve("backends.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String id(ScriptedBackend backend) {
        return "127.0.0.1-" + backend.port();
    }

    private static Set<String> ids(DataSide tollgate) {
        return Objects.requireNonNull(tollgate.core().live().current().pool("p")).pool().endpoints().stream()
                .map(endpoint -> endpoint.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void awaitIds(DataSide tollgate, ScriptedBackend... backends) {
        Set<String> wanted =
                Stream.of(backends).map(DiscoverySocketTest::id).collect(Collectors.toCollection(TreeSet::new));
        await().atMost(LIMIT).until(() -> ids(tollgate).equals(wanted));
    }

    private static LoadDriver traffic(DataSide tollgate) {
        return LoadDriver.atRate(tollgate.url(), 4, 200, ASK, answer -> answer.status() == 200 ? "anybody" : null);
    }

    @Test
    void theFirstRequestFindsWhoIsListedAndNoneFailsWhileTheListChanges() throws IOException {
        list(a, b);
        try (DataSide tollgate = DataSide.start(folder, config("discovery: {file: backends.json}"))) {
            assertEquals(Set.of(id(a), id(b)), ids(tollgate));
            try (LoadDriver load = traffic(tollgate)) {
                list(b, c);
                awaitIds(tollgate, b, c);
                list(a);
                awaitIds(tollgate, a);
                Files.writeString(folder.resolve("backends.json"), "[\"nonsense\"");
                await().atMost(LIMIT).until(() -> report(tollgate).trouble() != null);
                list(a, b, c);
                awaitIds(tollgate, a, b, c);
                assertNull(report(tollgate).trouble());
                long seen = load.report().total();
                await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
                assertEquals(0, load.stop().failures(), load.report()::toString);
            }
        }
    }

    /** Nobody knows yet that the new ones do not answer: what they fail goes to those that leave. */
    @Test
    void noRequestFailsWhereAllThatAreListedDoNotServeYet() {
        ScriptedBackend[] starting = {backend("x"), backend("y"), backend("z")};
        Stream.of(starting)
                .forEach(each -> each.play(socket -> {
                    if (each.head(socket).word(1).equals("/probe")) {
                        each.hang();
                    }
                }));
        list(a, b);
        String config = config(
                        "discovery: {file: backends.json}",
                        "retry: {budget: 100%, floor: 10000}",
                        "outlier: {consecutive: 0, failureRate: 0%}")
                .replace("{type: none}", "{path: /probe, timeout: 1m}");
        try (DataSide tollgate = DataSide.start(folder, config);
                LoadDriver load = traffic(tollgate)) {
            await().atMost(LIMIT).until(() -> all(tollgate, Health.UP, a, b));
            list(starting);
            await().atMost(LIMIT).until(() -> ids(tollgate).size() == 5);
            long seen = load.report().total();
            await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
            assertTrue(all(tollgate, Health.UNKNOWN, starting));
            assertEquals(5, ids(tollgate).size(), "who leaves stays as long as nobody else is up");
            list(c);
            awaitIds(tollgate, c);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        } finally {
            Stream.of(starting).forEach(ScriptedBackend::close);
        }
    }

    private static boolean all(DataSide tollgate, Health health, ScriptedBackend... backends) {
        return Stream.of(backends).allMatch(each -> tollgate.endpoint(id(each)).health() == health);
    }

    private static DiscoveryReport report(DataSide tollgate) {
        return Objects.requireNonNull(tollgate.core().discovery().of("p"));
    }

    @Test
    void oneThatIsListedNoMoreEndsWhatItHas() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        a.play(socket -> {
            hold.await();
            a.answering(ScriptedBackend.ok("late")).play(socket);
        });
        list(a);
        try (DataSide tollgate = DataSide.start(folder, config("discovery: {file: backends.json}"));
                RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await().atMost(LIMIT).until(() -> tollgate.endpoint(id(a)).inFlight() == 1);
            list(b);
            await().atMost(LIMIT).until(() -> tollgate.endpoint(id(a)).mode() == Mode.DRAIN);
            try (RawSocket other = RawSocket.connect(tollgate.port())) {
                assertEquals(
                        "200",
                        other.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head().word(1));
            }
            assertEquals(1, b.requests().size(), "no new caller for the one that leaves");
            hold.countDown();
            assertEquals("200", client.head().word(1));
            awaitIds(tollgate, b);
        }
    }

    @Test
    void whatIsInFlightEndsEvenWhenTheTimeForItIsOver() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        a.play(socket -> {
            hold.await();
            a.answering(ScriptedBackend.ok("late")).play(socket);
        });
        list(a);
        try (DataSide tollgate = DataSide.start(folder, config("discovery: {file: backends.json, drain: 0s}"));
                RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await().atMost(LIMIT).until(() -> tollgate.endpoint(id(a)).inFlight() == 1);
            list(b);
            awaitIds(tollgate, b);
            hold.countDown();
            assertEquals("200", client.head().word(1));
        }
    }

    @Test
    void discoveryComesChangesAndGoesWithTheConfiguration() throws IOException {
        list(b, c);
        Files.writeString(folder.resolve("others.yaml"), "- " + a.url() + "\n- " + b.url() + "\n");
        Path file = folder.resolve("tollgate.yaml");
        List<Integer> revisions = new CopyOnWriteArrayList<>();
        try (DataSide tollgate = DataSide.start(folder, config("backends: [\"" + a.url() + "\"]"));
                LoadDriver load = traffic(tollgate)) {
            tollgate.core()
                    .live()
                    .onRevision(revision -> revisions.add(Objects.requireNonNull(tollgate.core()
                                    .live()
                                    .current()
                                    .configuration()
                                    .pool("p"))
                            .backends()
                            .size()));
            Files.writeString(file, config("discovery: {file: backends.json, drain: 0s}"));
            awaitIds(tollgate, b, c);
            await().atMost(LIMIT).until(() -> !revisions.isEmpty());
            assertEquals(List.of(2), revisions, "what is found is in force with the file that asks for it");

            Files.writeString(file, config("discovery: {file: others.yaml, drain: 0s}"));
            awaitIds(tollgate, a, b);

            Files.writeString(file, config("backends: [\"" + c.url() + "\"]"));
            awaitIds(tollgate, c);
            assertNull(tollgate.core().discovery().of("p"));
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    @Test
    void aMissingListDoesNotPreventTheStart() {
        try (DataSide tollgate = DataSide.start(folder, config("discovery: {file: backends.json}"))) {
            assertEquals("there is no such file", report(tollgate).trouble());
            list(a);
            awaitIds(tollgate, a);
        }
    }

    @Test
    void operatorsSteerWhatIsFound() throws IOException {
        list(a, b);
        try (DataSide tollgate = DataSide.start(folder, config("discovery: {file: backends.json}"))) {
            tollgate.apply(new Edit.SetWeight("p", id(a), 7), new Edit.SetMode("p", id(b), Mode.MAINTENANCE, null));
            list(a, b, c);
            awaitIds(tollgate, a, b, c);
            assertEquals(7, tollgate.endpoint(id(a)).effectiveWeight());
            assertEquals(Mode.MAINTENANCE, tollgate.endpoint(id(b)).mode());
            assertTrue(tollgate.core().live().revisions(9).size() == 1, "only the operator made a revision");
            assertNotNull(tollgate.core().live().current().found("p", id(a)));
        }
    }
}
