package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.LaunchException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Signals signals = new Signals();
    private final List<LaunchOptions> launched = new ArrayList<>();
    private final FakeRunning running = new FakeRunning();
    private Launcher launcher = options -> {
        launched.add(options);
        return running;
    };
    private List<String> problems = List.of();

    @Test
    void runServesUntilItIsToldToStop() {
        signals.stop();
        assertEquals(0, run(Map.of(), "run", "-c", "x.yaml", "--state", "kept"));
        assertEquals(List.of(new LaunchOptions(Path.of("x.yaml"), Path.of("kept"), null, false, false)), launched);
        assertEquals(
                "READY data=http://127.0.0.1:1,http://127.0.0.1:2 admin=http://127.0.0.1:3\nSTOPPED\n", out.toString());
        assertEquals(1, running.stops.get());
    }

    @Test
    void theEnvironmentStandsInForOptionsAndOptionsWin() {
        signals.stop();
        Map<String, String> environment =
                Map.of("TOLLGATE_CONFIG", "e.yaml", "TOLLGATE_STATE", "s", "TOLLGATE_ADMIN_PASSWORD", "secret");
        assertEquals(0, run(environment, "run", "--replace"));
        assertEquals(0, run(environment, "run", "-c", "o.yaml", "--portable"));
        assertEquals(
                List.of(
                        new LaunchOptions(Path.of("e.yaml"), Path.of("s"), "secret", true, false),
                        new LaunchOptions(Path.of("o.yaml"), Path.of("s"), "secret", false, true)),
                launched);
        assertFalse(out.toString().contains("secret"));
    }

    @Test
    void aGeneratedPasswordIsToldBeforeReady() {
        running.password = "made-up";
        signals.stop();
        assertEquals(0, run(Map.of(), "run", "-c", "x.yaml"));
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.get(0).contains("made-up"), out::toString);
        assertTrue(lines.get(1).startsWith("READY "), out::toString);
    }

    @Test
    void hangUpReloads() {
        signals.stop();
        run(Map.of(), "run", "-c", "x.yaml");
        signals.reload();
        assertEquals(1, running.reloads.get());
    }

    @Test
    void aSecondTermHurriesAndTheFirstAfterAReplacementDoesNot() {
        launcher = options -> {
            running.whenAsked = () -> {
                signals.term();
                assertEquals(0, running.hurries.get());
                signals.term();
                assertEquals(1, running.hurries.get());
            };
            return running;
        };
        running.replacedAtOnce = true;
        assertEquals(0, run(Map.of(), "run", "-c", "x.yaml"));
        assertEquals(1, running.stops.get());
        assertEquals(1, running.hurries.get());
    }

    @Test
    void everyReasonNotToStartHasItsStatusAndItsLines() {
        expectFailure(LaunchException.refused(List.of("x.yaml:1:1 a: b; c", "x.yaml:2:1 d: e; f")), 2);
        expectFailure(LaunchException.address("web: 127.0.0.1:80 is taken"), 3);
        expectFailure(LaunchException.failure("the state folder is in use"), 1);
    }

    private void expectFailure(LaunchException failure, int status) {
        err.getBuffer().setLength(0);
        launcher = options -> {
            throw failure;
        };
        assertEquals(status, run(Map.of(), "run", "-c", "x.yaml"));
        assertEquals(failure.lines(), err.toString().lines().toList());
    }

    @Test
    void checkPrintsProblemsOnStandardErrorOnly() {
        problems = List.of("x.yaml:1:1 a: b; c", "x.yaml:2:1 d: e; f");
        assertEquals(2, run(Map.of(), "check", "x.yaml"));
        assertEquals(problems, err.toString().lines().toList());
        assertEquals("", out.toString());
        problems = List.of();
        assertEquals(0, run(Map.of(), "check", "x.yaml"));
    }

    @Test
    void schemaIsAllThatStandsOnStandardOutput() {
        assertEquals(0, run(Map.of(), "schema"));
        assertEquals("{}\n", out.toString());
    }

    @Test
    void versionNamesTollgate() {
        assertEquals(0, run(Map.of(), "version"));
        assertTrue(out.toString().startsWith("tollgate "), out::toString);
    }

    /** picocli's own status, 2, would read as a refused configuration. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bogus",
                "run",
                "run -c",
                "run --nonsense",
                "check",
                "demo --port x",
                "demo --port 65536",
                "demo --admin-port -1"
            })
    void wrongUsageIsAPlainFailureInAFewLines(String line) {
        assertEquals(1, run(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1)));
        assertTrue(err.toString().startsWith("tollgate: "), err::toString);
        assertTrue(err.toString().lines().count() <= 2, err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void helpIsThere() {
        assertEquals(0, run(Map.of(), "run", "--help"));
        assertTrue(out.toString().contains("--state=DIR"), out::toString);
    }

    private int run(Map<String, String> environment, String... arguments) {
        ConfigFiles files = new ConfigFiles() {
            @Override
            public List<String> problems(Path file) {
                return problems;
            }

            @Override
            public String schema() {
                return "{}\n";
            }
        };
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), environment);
        return Commands.of(launcher, files, signals, console).execute(arguments);
    }

    private static final class FakeRunning implements Running {
        private final AtomicInteger reloads = new AtomicInteger();
        private final AtomicInteger stops = new AtomicInteger();
        private final AtomicInteger hurries = new AtomicInteger();
        private boolean replacedAtOnce;
        private Runnable whenAsked = () -> {};
        private @Nullable String password;

        @Override
        public List<String> dataUrls() {
            return List.of("http://127.0.0.1:1", "http://127.0.0.1:2");
        }

        @Override
        public String adminUrl() {
            return "http://127.0.0.1:3";
        }

        @Override
        public @Nullable String generatedPassword() {
            return password;
        }

        @Override
        public void reload() {
            reloads.incrementAndGet();
        }

        @Override
        public void onReplaced(Runnable stop) {
            if (replacedAtOnce) {
                stop.run();
            }
        }

        @Override
        public void stop(Consumer<String> tell) {
            whenAsked.run();
            stops.incrementAndGet();
            tell.accept("STOPPED");
        }

        @Override
        public void hurry() {
            hurries.incrementAndGet();
        }
    }
}
