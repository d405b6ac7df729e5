package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.model.StopSettings;
import io.tollgate.testing.Configurations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/stop-and-replace.md and the units of systemd say is so. */
class StopDocTest {
    private static final StopSettings DEFAULTS =
            Configurations.read("backends: [\"http://127.0.0.1:9001\"]").stop();
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

    private final String doc = read(Path.of("docs/stop-and-replace.md"));

    @Test
    void itsExampleIsAcceptedAndItsDefaultsAreThose() {
        String example = found(doc, "(?s)```yaml\n(.*?)```").get(0);
        assertEquals(
                new StopSettings(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                Configurations.read(example).stop());
        assertEquals(new StopSettings(Duration.ZERO, Duration.ofSeconds(30)), DEFAULTS);
        assertTrue(doc.contains("`delay` is `0s` and `limit` is `30s` unless"));
    }

    @Test
    void itsCommandReplaces() {
        List<String> commands = found(doc, "(?m)^    java -jar \\S+ (.*)$");
        assertEquals(1, commands.size());
        assertTrue(launched(commands.get(0)).replace());
    }

    @Test
    void itsStepsForSystemdStartTheOneAndKeepItForTheNextBoot() {
        assertEquals(
                List.of("start tollgate@b", "disable tollgate@a", "enable tollgate@b"),
                found(doc, "(?m)^    systemctl ((?:start|disable|enable) tollgate@[ab])\\b"));
        assertTrue(Files.exists(Path.of("etc/systemd/tollgate@.service")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tollgate.service", "tollgate@.service"})
    void theUnitSaysWhatTheCommandTakesAndWaitsLongEnough(String name) throws IOException {
        String unit = read(Path.of("etc/systemd", name));
        LaunchOptions options = launched(setting(unit, "ExecStart").replaceFirst(".*tollgate\\.jar ", ""));
        assertEquals(name.contains("@"), options.replace());
        assertEquals(Path.of("/var/lib", setting(unit, "StateDirectory")), options.state());
        assertEquals("/bin/kill -HUP $MAINPID", setting(unit, "ExecReload"));
        assertEquals("2 3", setting(unit, "RestartPreventExitStatus"));
        assertEquals("on-failure", setting(unit, "Restart"));
        Duration stop = Duration.parse("PT" + setting(unit, "TimeoutStopSec"));
        assertTrue(stop.compareTo(DEFAULTS.delay().plus(DEFAULTS.limit())) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tollgate.service", "tollgate@.service"})
    void systemdUnderstandsTheUnit(String name) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(ANALYZE) && Files.isExecutable(Path.of("/usr/bin/java")));
        Process verify = new ProcessBuilder(ANALYZE.toString(), "verify", "etc/systemd/" + name)
                .redirectErrorStream(true)
                .start();
        String told = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, verify.waitFor(), told);
        assertTrue(told.lines().noneMatch(line -> line.contains(name)), told);
    }

    private static LaunchOptions launched(String arguments) {
        List<LaunchOptions> launched = new ArrayList<>();
        Signals signals = new Signals();
        signals.stop();
        Console console =
                new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
        int status = Commands.of(
                        options -> {
                            launched.add(options);
                            return new Nothing();
                        },
                        Jar.files(),
                        signals,
                        console)
                .execute(arguments.strip().split(" +"));
        assertEquals(0, status, arguments);
        return launched.get(0);
    }

    private static String setting(String unit, String key) {
        return found(unit, "(?m)^" + key + "=(.*)$").get(0);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Nothing implements Running {
        @Override
        public List<String> dataUrls() {
            return List.of("http://127.0.0.1:1");
        }

        @Override
        public String adminUrl() {
            return "http://127.0.0.1:2";
        }

        @Override
        public @Nullable String generatedPassword() {
            return null;
        }

        @Override
        public void reload() {}

        @Override
        public void onReplaced(Runnable stop) {}

        @Override
        public void stop(Consumer<String> tell) {}

        @Override
        public void hurry() {}
    }
}
