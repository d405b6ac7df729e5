package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.testing.ChildProcess;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as scripts see it: what it prints and what it ends with. */
class CommandIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"check", "run -c"})
    void everyProblemIsToldWithItsPlaceAndTheEndIs2(String command) throws IOException {
        Path bad = file("""
                backends: ["http://127.0.0.1:9001", "nonsense"]
                lisstenerz: []
                listeners:
                  - {id: secure, address: "127.0.0.1:0", tls: {certificates: [{certificate: missing.pem, key: missing.key}]}}
                """);
        String[] words = (command + " " + bad).split(" ");
        try (ChildProcess check = command(words)) {
            assertEquals(2, check.awaitExit(LIMIT));
            assertEquals(3, check.output().size(), check.output()::toString);
            for (String line : check.output()) {
                assertTrue(line.matches(".*tollgate\\.yaml:\\d+:\\d+ [^ ]+: .+; .+"), line);
            }
        }
    }

    @Test
    void checkOfAGoodFileEndsWith0() throws IOException {
        try (ChildProcess check =
                command("check", file("backends: [\"http://127.0.0.1:9001\"]\n").toString())) {
            assertEquals(0, check.awaitExit(LIMIT));
        }
    }

    @Test
    void schemaIsJson() throws IOException {
        try (ChildProcess schema = command("schema")) {
            assertEquals(0, schema.awaitExit(LIMIT));
            assertTrue(
                    new ObjectMapper()
                            .readTree(String.join("\n", schema.output()))
                            .has("$schema"),
                    schema.output()::toString);
        }
    }

    @Test
    void versionNamesTheBuild() {
        try (ChildProcess version = command("version")) {
            assertEquals(0, version.awaitExit(LIMIT));
            assertTrue(version.output().get(0).matches("tollgate \\d+\\.\\d+\\.\\d+.*"), version.output()::toString);
        }
    }

    @Test
    void wrongUsageEndsWith1() {
        for (String[] arguments : new String[][] {{}, {"bogus"}, {"run"}, {"run", "-c"}, {"demo", "--port", "x"}}) {
            try (ChildProcess command = command(arguments)) {
                assertEquals(1, command.awaitExit(LIMIT), command.output()::toString);
                expectNoStackTrace(command);
            }
        }
    }

    @Test
    void runRefusesABadFileWith2() throws IOException {
        try (ChildProcess run = command("run", "-c", file("backends: [7]\n").toString(), "--state", state())) {
            assertEquals(2, run.awaitExit(LIMIT), run.output()::toString);
            expectNoStackTrace(run);
        }
    }

    @Test
    void aTakenAddressEndsWith3() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            String free = "127.0.0.1:0";
            for (List<String> addresses : List.of(List.of(address, free), List.of(free, address))) {
                Path config = file("""
                        listeners: [{id: web, address: "%s"}]
                        admin: {address: "%s"}
                        backends: ["http://127.0.0.1:9001"]
                        """.formatted(addresses.toArray()));
                try (ChildProcess run = command("run", "-c", config.toString(), "--state", state())) {
                    assertEquals(3, run.awaitExit(LIMIT), run.output()::toString);
                    assertTrue(run.output().toString().contains(address), run.output()::toString);
                    expectNoStackTrace(run);
                }
            }
        }
    }

    @Test
    void runTakesItsFilesFromTheEnvironmentAndEndsWellOnTerm() throws IOException {
        Path config = file("""
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                backends: ["http://127.0.0.1:9001"]
                """);
        Map<String, String> environment = Map.of("TOLLGATE_CONFIG", config.toString(), "TOLLGATE_STATE", state());
        try (ChildProcess run = TollgateProcess.command(environment, "run")) {
            run.awaitLine(line -> line.startsWith("READY "), LIMIT);
            assertTrue(Files.isDirectory(Path.of(state())), "the state folder is made");
            assertTrue(run.output().stream().anyMatch(line -> line.contains("password")), "told once");
            run.signal("TERM");
            assertEquals(0, run.awaitExit(LIMIT), run.output()::toString);
        }
    }

    @Test
    void theDemoServesAndLeavesNoProcessOnInterrupt() throws IOException {
        try (ChildProcess demo = command("demo", "--port", "0", "--admin-port", "0")) {
            List<ProcessHandle> backends = expectDemo(demo);
            demo.signal("INT");
            assertEquals(0, demo.awaitExit(LIMIT), demo.output()::toString);
            expectGone(backends);
            assertTrue(
                    demo.output().stream().anyMatch(line -> line.matches("Sample traffic: .* 0 failed, 0 sessions.*")),
                    demo.output()::toString);
        }
    }

    @Test
    void theDemoLeavesNoProcessWhenItIsKilled() throws IOException {
        // Killed, it cannot remove its folder: that must lie in ours.
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        try (ChildProcess demo = TollgateProcess.command(environment, "demo", "--port", "0", "--admin-port", "0")) {
            List<ProcessHandle> backends = expectDemo(demo);
            demo.kill();
            expectGone(backends);
        }
    }

    private static List<ProcessHandle> expectDemo(ChildProcess demo) throws IOException {
        String ready = demo.awaitLine(line -> line.startsWith("READY "), LIMIT);
        List<ProcessHandle> backends = demo.children();
        assertEquals(3, backends.size());
        URI shop = URI.create(ready.replaceFirst("READY data=([^ ,]+).*", "$1"));
        try (RawClient client = new RawClient(shop)) {
            String body = client.send(RawRequest.get("/").with("Accept: application/json"))
                    .text();
            assertTrue(body.matches("\\{\"backend\":\"[abc]\",\"visits\":1,.*\\s*"), body);
        }
        return backends;
    }

    private static void expectGone(List<ProcessHandle> processes) {
        await().atMost(LIMIT).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void expectNoStackTrace(ChildProcess command) {
        assertFalse(
                command.output().stream().anyMatch(line -> line.startsWith("\tat ")),
                () -> String.join("\n", command.output()));
    }

    private static ChildProcess command(String... arguments) {
        return TollgateProcess.command(Map.of(), arguments);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tollgate.yaml"), text);
    }

    private String state() {
        return folder.resolve("state").toString();
    }
}
