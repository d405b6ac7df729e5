package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README says exists, exists; what it shows works. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private final String readme = read(ROOT.resolve("README.md"));

    @Test
    void itsConfigurationsAreAccepted() {
        List<String> snippets = all("(?s)```yaml\\n(.*?)```");
        assertFalse(snippets.isEmpty());
        ConfigReader reader = new ConfigReader(ConfigReader.Form.JAR, name -> null);
        for (String snippet : snippets) {
            assertInstanceOf(
                    Read.Good.class, reader.read("README.md", snippet.getBytes(StandardCharsets.UTF_8)), snippet);
        }
    }

    @Test
    void itsLinksLeadSomewhere() {
        List<String> links = all("\\]\\(([^)#]+)\\)");
        assertTrue(links.size() > 5, links::toString);
        for (String link : links) {
            assertTrue(Files.exists(ROOT.resolve(link)), link);
        }
    }

    @Test
    void itNamesEveryCommandAndNoOther() {
        Set<String> named = new TreeSet<>(all("(?m)^\\| `([a-z]+)[^`]*` \\|"));
        Console quiet =
                new Console(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), Map.of());
        Set<String> known = Commands.of(
                        options -> {
                            throw LaunchException.failure("not here");
                        },
                        Jar.files(),
                        new Signals(),
                        quiet)
                .getSubcommands()
                .keySet();
        assertEquals(new TreeSet<>(known), named);
    }

    @Test
    void itNamesEveryExitStatus() {
        String line = all("(?m)^Exit status: (.*)$").get(0);
        for (ExitStatus status : ExitStatus.values()) {
            assertTrue(line.contains(String.valueOf(status.code())), line);
        }
    }

    private List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(readme)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toList());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
