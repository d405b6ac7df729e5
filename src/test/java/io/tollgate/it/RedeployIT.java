package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.control.StateFolder;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.Jcmd;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.NameServer;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The WAR taken out and put in again under load leaves nothing behind: no thread, no class loader, no socket, no lock on
 * its state folder, and no client without an end; and two on one state folder do not both serve.
 */
class RedeployIT {
    private static final int TIMES = 20;

    /** Twice what WildFly keeps a thread without work. */
    private static final Duration SETTLING = Duration.ofMinutes(2);

    /** Held by a static field of its own class, and otherwise for no longer than a request: so many loaders are alive. */
    private static final String PER_LOADER = "io.tollgate.boot.web.AdminPeers";

    private static final String READY = "/tollgate/health/ready";
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** As the kernel writes them: established, and closed by the other side only. */
    private static final Set<String> OPEN = Set.of("01", "08");

    @TempDir
    Path folder;

    static List<ServletContainer> available() {
        return ServletContainer.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void redeployedUnderLoadItLeavesNothingBehind(ServletContainer container) throws IOException {
        try (BackendProcess backend = BackendProcess.start("a");
                NameServer names = new NameServer();
                RunningContainer running = container.start(setup(backend, names))) {
            names.addresses("app.internal", 1, "127.0.0.1");
            try (LoadDriver load = LoadDriver.atRate(running.uri(), 8, 100)) {
                running.redeploy("");
                await(() -> names.asked() > 0);
                assertTrue(loaders(running) > 0, "finds no class loader");
                assertTrue(threads(running) > 0, "finds no thread");
                await(() -> sockets(running, backend.port()) > 0);

                for (int i = 0; i < TIMES; i++) {
                    running.redeploy("");
                }
                // Most containers let go of an application in each of their threads only when the thread works again,
                // WildFly when the thread has had no work for long and ends.
                if (container == ServletContainer.WILDFLY) {
                    load.stop();
                }
                await(() -> loaders(running) <= 1 + heldBy(container));
                running.undeploy("");
                await(() -> threads(running) == 0);
                await(() -> sockets(running, backend.port()) == 0);
            }
            // A connection to Jetty holds the application that last answered on it, and a selector the connection that
            // it
            // last looked at, until it has another.
            int left = container == ServletContainer.JETTY_12 ? 1 : heldBy(container);
            await(() -> loaders(running) <= left);
            StateFolder.take(folder.resolve("state")).close();
        }
    }

    private List<String> reasons() {
        try (Stream<String> lines = Files.lines(folder.resolve("access.log"))) {
            return lines.filter(line -> line.contains("\"path\":\"/"))
                    .map(line -> line.replaceAll(".*\"reason\":\"?([a-z_]+).*", "$1"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One exchange waits for its backend and one for its turn, both for longer than anybody would. */
    @ParameterizedTest
    @MethodSource("available")
    void undeployedItEndsWhatWaits(ServletContainer container) throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.play(
                    socket -> {
                        backend.head(socket);
                        backend.hang();
                    },
                    backend.answering(ScriptedBackend.ok("b")));
            try (RunningContainer running =
                    container.start(setup("""
                    pools:
                      - id: p
                        probe: {type: none}
                        timeouts: {firstByte: 1h, idle: 1h}
                        queue: {wait: 10m}
                        backends: [{id: b, url: "%s", maxRequests: 1}]
                    accessLog: {file: "%s"}
                    """.formatted(backend.url(), folder.resolve("access.log"))))) {
                CompletableFuture<Void> stalled = asked(running);
                await(() -> backend.requests().size() == 1);
                CompletableFuture<Void> queued = asked(running);
                await(() -> someoneQueues(running));
                assertTrue(sockets(running, backend.port()) > 0, "finds no socket");

                running.undeploy("");
                await(() -> stalled.isDone() && queued.isDone());
                await(() -> reasons().equals(List.of("shutdown", "shutdown")));
                await(() -> threads(running) == 0);
                await(() -> sockets(running, backend.port()) == 0);
                StateFolder.take(folder.resolve("state")).close();

                running.deploy(new Application(Form.War.archive(), "", READY));
                try (LoadDriver load =
                        LoadDriver.atRate(running.uri(), 8, 100, RawRequest.get("/x"), RedeployIT::answeredBy)) {
                    await(() -> loaders(running) <= 1 + heldBy(container));
                    assertEquals(0, load.stop().failures(), load.report()::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void ofTwoOnOneStateFolderTheSecondWaitsUntilTheFirstIsGone(ServletContainer container) throws IOException {
        Application second = new Application(Form.War.archive(), "/second", "/tollgate/health/live");
        try (BackendProcess backend = BackendProcess.start("a");
                RunningContainer running = container.start(setup(backend))) {
            running.deploy(second);

            await(() -> running.log().stream().anyMatch(line -> line.contains("is in use by another Tollgate")));
            assertEquals(503, status(running.uri("/second")));
            assertEquals(200, status(running.uri("")));

            running.undeploy("");
            await(() -> status(running.uri("/second")) == 200);
        }
    }

    /** How many applications that are gone the container itself goes on holding, by what docs/containers.md says. */
    private static int heldBy(ServletContainer container) {
        return switch (container) {
            // Each of the two threads that never end holds the application of the first task it had.
            case WILDFLY -> 2;
            // Its loggers, which all that come later share, hold the first; its threads hold the one they last worked
            // for.
            case LIBERTY -> 2;
            case TOMCAT_10_1, TOMCAT_11, JETTY_12, PAYARA -> 0;
        };
    }

    private ContainerSetup setup(BackendProcess backend) throws IOException {
        return setup("""
                pools:
                  - id: p
                    affinity: {type: cookie}
                    backends: [{id: a, url: "%s"}]
                """.formatted(backend.url()));
    }

    /** The same that looks up a name besides. */
    private ContainerSetup setup(BackendProcess backend, NameServer names) throws IOException {
        return setup("""
                pools:
                  - id: p
                    affinity: {type: cookie}
                    backends: [{id: a, url: "%s"}]
                    discovery: {dns: {name: app.internal, port: %d, minInterval: 1s, resolver: ["%s"]}}
                """.formatted(backend.url(), backend.port(), names.address()));
    }

    private ContainerSetup setup(String configuration) throws IOException {
        Path config = Files.writeString(folder.resolve("tollgate.yaml"), configuration);
        return ContainerSetup.of(folder, new Application(Form.War.archive(), "", READY))
                .environment("TOLLGATE_CONFIG", config.toString())
                .environment("TOLLGATE_STATE", folder.resolve("state").toString())
                // What is only softly held is no leak, and must not look like one here.
                .environment("JAVA_TOOL_OPTIONS", "-XX:SoftRefLRUPolicyMSPerMB=0");
    }

    /** Sends a request whose client never gives up; completes when it has an answer, or its connection has ended. */
    private static CompletableFuture<Void> asked(RunningContainer running) {
        return CompletableFuture.runAsync(
                () -> {
                    try (RawClient client = new RawClient(running.uri(), FOR_EVER)) {
                        client.send(RawRequest.get("/x"));
                    } catch (IOException e) {
                        // That is an end, too.
                    }
                },
                task -> new Thread(task, "client").start());
    }

    private static @Nullable String answeredBy(RawAnswer answer) {
        return answer.status() == 200 ? answer.text() : null;
    }

    private static int status(URI address) throws IOException {
        try (RawClient client = new RawClient(address)) {
            return client.send(RawRequest.get("/x")).status();
        }
    }

    private static boolean someoneQueues(RunningContainer running) throws IOException {
        try (RawClient client = new RawClient(running.uri())) {
            RawAnswer metrics = client.send(RawRequest.get("/tollgate/metrics"));
            return metrics.text().lines().anyMatch(line -> line.matches("tollgate_queue_depth\\{pool=\"p\"} 1(\\.0)?"));
        }
    }

    private static long threads(RunningContainer running) {
        return Jcmd.ask(running.pid(), "Thread.print")
                .filter(line -> line.startsWith("\"tollgate") || line.startsWith("\"dnsjava"))
                .count();
    }

    private static long loaders(RunningContainer running) {
        return Jcmd.ask(running.pid(), "GC.class_histogram")
                .map(line -> List.of(line.strip().split("\\s+", -1)))
                .filter(columns -> columns.size() >= 4 && columns.get(3).equals(PER_LOADER))
                .mapToLong(columns -> Long.parseLong(columns.get(1)))
                .sum();
    }

    /** Connections from the container to that port that it has not closed. */
    private static long sockets(RunningContainer running, int port) {
        String suffix = ":%04X".formatted(port);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/" + running.pid() + "/net/" + table)))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length > 3 && columns[2].endsWith(suffix) && OPEN.contains(columns[3]))
                .count();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SETTLING).pollInterval(Duration.ofMillis(200)).until(condition);
    }
}
