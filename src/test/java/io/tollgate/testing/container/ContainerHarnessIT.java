package io.tollgate.testing.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each container starts, serves, redeploys, ends and comes back as the tests that use it rely on. What a start takes is
 * kept as build output, beside the distribution.
 */
class ContainerHarnessIT {
    @TempDir
    Path folder;

    static List<ServletContainer> available() {
        return ServletContainer.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void servesRootAndAnotherUntilItIsStopped(ServletContainer container) throws IOException {
        ContainerSetup setup = ContainerSetup.of(folder, ProbeWar.write(folder, ""))
                .and(ProbeWar.write(folder, "/edge"))
                .tuning(Tuning.UNTOUCHED);
        List<ProcessHandle> processes;
        URI address;
        try (RunningContainer running = container.start(setup)) {
            address = running.uri();
            processes = running.processes();
            Files.writeString(
                    container.home().resolveSibling("start.txt"),
                    running.startTime().toMillis() + " ms, " + residentKibibytes(processes) / 1024 + " MiB\n");
            assertEquals("", context(address, "/any/path"));
            assertEquals("/edge", context(address, "/edge/any/path"));
            assertFalse(processes.isEmpty());
            assertEquals(String.valueOf(running.pid()), jvmOf(running.pid()), "a JVM");
            running.stop();
        }
        assertEquals(
                List.of(), processes.stream().filter(ProcessHandle::isAlive).toList());
        assertThrows(ConnectException.class, () -> context(address, "/"));
    }

    @ParameterizedTest
    @MethodSource("available")
    void deploysAndUndeploysWhileItRuns(ServletContainer container) throws IOException {
        ContainerSetup setup = ContainerSetup.of(folder, ProbeWar.write(folder, ""));
        try (RunningContainer running = container.start(setup)) {
            running.deploy(ProbeWar.write(folder, "/edge"));
            running.redeploy("/edge");
            assertEquals("/edge", context(running.uri(), "/edge/x"));
            running.undeploy("/edge");
            assertEquals("", context(running.uri(), "/edge/x"));

            URI address = running.uri();
            running.redeploy("");
            assertEquals("", context(address, "/x"));
            running.undeploy("");
            assertNotEquals(200, ask(address, "/x").status());
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void comesBackOnItsPortAfterAKill(ServletContainer container) throws IOException {
        ContainerSetup setup = ContainerSetup.of(folder, ProbeWar.write(folder, "/edge"))
                .heap("200m")
                .property("probe.property", "given")
                .environment("PROBE_VARIABLE", "given");
        try (RunningContainer running = container.start(setup)) {
            URI before = running.uri();
            String line = String.join(" ", commandLine(running.pid()));
            assertTrue(line.contains("-Xmx200m"), line);
            assertTrue(environment(running.pid()).contains("PROBE_VARIABLE=given"), "environment");
            assertTrue(ask(before, "/edge/property").text().contains("property=given"), "property");

            running.kill();
            assertThrows(ConnectException.class, () -> context(before, "/edge/x"));
            running.restart();
            assertEquals(before, running.uri());
            assertEquals("/edge", context(before, "/edge/x"));
        }
    }

    private static String context(URI address, String path) throws IOException {
        RawAnswer answer = ask(address, path);
        assertEquals(200, answer.status(), answer::text);
        return answer.text().lines().findFirst().orElseThrow().substring("context=".length());
    }

    private static RawAnswer ask(URI address, String path) throws IOException {
        URI root = address.resolve("/");
        try (RawClient client = new RawClient(root)) {
            return client.send(RawRequest.get(path));
        }
    }

    /** Its own number when that process is a JVM, else something else. */
    private static String jvmOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/java"))
                .map(command -> String.valueOf(pid))
                .orElse("none");
    }

    private static List<String> commandLine(long pid) throws IOException {
        return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
    }

    private static List<String> environment(long pid) throws IOException {
        return List.of(Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0", -1));
    }

    private static long residentKibibytes(List<ProcessHandle> processes) throws IOException {
        long sum = 0;
        for (ProcessHandle process : processes) {
            sum += Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return sum;
    }
}
