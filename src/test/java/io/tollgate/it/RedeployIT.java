package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.control.StateFolder;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The WAR taken out and put in again under load leaves nothing behind: no thread, no class loader, no socket, no lock on
 * its state folder; and two on one state folder do not both serve.
 */
class RedeployIT {
    private static final int TIMES = 20;
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** Held by a static field of its own class, and otherwise for no longer than a request: so many loaders are alive. */
    private static final String PER_LOADER = "io.tollgate.boot.web.AdminPeers";

    @TempDir
    Path folder;

    static List<ServletContainer> available() {
        return ServletContainer.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void redeployedUnderLoadItLeavesNothingBehind(ServletContainer container) throws IOException {
        try (BackendProcess backend = BackendProcess.start("a");
                RunningContainer running = container.start(setup(backend))) {
            LoadDriver load = LoadDriver.atRate(running.uri(), 8, 200);
            running.redeploy("");
            load.stop();
            await(() -> sockets(running, backend) == 0);
            long threads = threads(running);
            assertTrue(threads > 0, "finds no thread");
            assertEquals(1, loaders(running));

            load = LoadDriver.atRate(running.uri(), 8, 200);
            for (int i = 0; i < TIMES; i++) {
                running.redeploy("");
            }
            load.stop();

            await(() -> threads(running) <= threads);
            await(() -> loaders(running) == 1);
            await(() -> sockets(running, backend) == 0);
            running.undeploy("");
            await(() -> threads(running) == 0);
            await(() -> sockets(running, backend) == 0);
            StateFolder.take(folder.resolve("state")).close();
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void ofTwoOnOneStateFolderTheSecondIsRefused(ServletContainer container) throws IOException {
        Application second = new Application(war(), "/second", "/tollgate/health/live");
        try (BackendProcess backend = BackendProcess.start("a");
                RunningContainer running = container.start(setup(backend))) {
            running.deploy(second);

            await(() -> running.log().stream().anyMatch(line -> line.contains("is in use by another Tollgate")));
        }
    }

    private ContainerSetup setup(BackendProcess backend) throws IOException {
        Path config = Files.writeString(folder.resolve("tollgate.yaml"), """
                pools:
                  - id: p
                    affinity: {type: cookie}
                    backends: [{id: a, url: "%s"}]
                """.formatted(backend.url()));
        return ContainerSetup.of(folder, new Application(war(), "", "/tollgate/health/ready"))
                .environment("TOLLGATE_CONFIG", config.toString())
                .environment("TOLLGATE_STATE", folder.resolve("state").toString())
                // What is only softly held is no leak, and must not look like one here.
                .environment("JAVA_TOOL_OPTIONS", "-XX:SoftRefLRUPolicyMSPerMB=0");
    }

    private static Path war() {
        return Path.of(Objects.requireNonNull(System.getProperty("tollgate.war"), "run by Maven, after package"));
    }

    private static long threads(RunningContainer running) {
        return jcmd(running, "Thread.print")
                .filter(line -> line.startsWith("\"tollgate"))
                .count();
    }

    private static long loaders(RunningContainer running) {
        return jcmd(running, "GC.class_histogram")
                .map(line -> List.of(line.strip().split("\\s+", -1)))
                .filter(columns -> columns.size() >= 4 && columns.get(3).equals(PER_LOADER))
                .mapToLong(columns -> Long.parseLong(columns.get(1)))
                .sum();
    }

    /** Connections from the container to the backend that are open on either side. */
    private static long sockets(RunningContainer running, BackendProcess backend) {
        String port = "%04X".formatted(backend.port());
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/" + running.pid() + "/net/" + table)))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length > 3 && columns[2].endsWith(":" + port) && columns[3].equals("01"))
                .count();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> jcmd(RunningContainer running, String command) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(running.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            return output.lines();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SETTLING).pollInterval(Duration.ofMillis(200)).until(condition);
    }
}
