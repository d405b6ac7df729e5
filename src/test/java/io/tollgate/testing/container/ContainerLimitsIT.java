package io.tollgate.testing.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/containers-limits.md says what passes each container as it comes (yes), with the settings given there (set), or
 * not at all (no). Each cell is tried.
 */
class ContainerLimitsIT {
    private static final Path DOCUMENT = Path.of("docs/containers-limits.md");

    @TempDir
    Path folder;

    static List<ServletContainer> available() {
        return ServletContainer.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void theDocumentationSaysWhatPasses(ServletContainer container) throws IOException {
        Set<Limit> untouched = passing(container, Tuning.UNTOUCHED);
        Set<Limit> tuned = passing(container, Tuning.TUNED);
        List<String> seen = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            String word = tuned.contains(limit) ? untouched.contains(limit) ? "yes" : "set" : "no";
            seen.add(limit.title() + ": " + word);
        }
        assertEquals(String.join("\n", documented(container)), String.join("\n", seen));
    }

    private Set<Limit> passing(ServletContainer container, Tuning tuning) throws IOException {
        Path own = Files.createDirectories(folder.resolve(tuning.name()));
        Set<Limit> passing = EnumSet.noneOf(Limit.class);
        try (RunningContainer running =
                container.start(ContainerSetup.of(own, ProbeWar.write(own, "")).tuning(tuning))) {
            URI address = running.uri();
            Arrays.stream(Limit.values()).filter(limit -> limit.passes(address)).forEach(passing::add);
        }
        return passing;
    }

    /** The column of that container, each cell with the title of its row. */
    private static List<String> documented(ServletContainer container) throws IOException {
        List<List<String>> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.split(" \\| ", -1))
                        .map(cell -> cell.replaceAll("^\\| | \\|$", "").strip())
                        .toList())
                .toList();
        List<String> head = rows.stream()
                .filter(row -> row.contains(container.toString()))
                .findFirst()
                .orElseThrow();
        int column = head.indexOf(container.toString());
        return Arrays.stream(Limit.values())
                .flatMap(limit -> rows.stream()
                        .filter(row -> row.get(0).replace("\\|", "|").equals(limit.title()))
                        .map(row -> limit.title() + ": " + row.get(column)))
                .toList();
    }
}
