package io.tollgate.testing.container;

import io.tollgate.testing.Matrix;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/containers.md says what passes each container as it comes (yes), with the settings given there (set), or not at
 * all (no). Each cell is tried; the table is printed.
 */
class ContainerLimitsIT {
    private static final Matrix SEEN = new Matrix(Path.of("docs/containers.md"));

    @TempDir
    Path folder;

    @AfterAll
    static void print() {
        System.out.println(SEEN);
    }

    static List<ServletContainer> available() {
        return ServletContainer.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void theDocumentationSaysWhatPasses(ServletContainer container) throws IOException {
        Set<Limit> untouched = passing(container, Tuning.UNTOUCHED);
        Set<Limit> tuned = passing(container, Tuning.TUNED);
        Map<String, String> cells = new LinkedHashMap<>();
        for (Limit limit : Limit.values()) {
            cells.put(limit.title(), tuned.contains(limit) ? untouched.contains(limit) ? "yes" : "set" : "no");
        }
        SEEN.check(container.toString(), cells);
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
}
