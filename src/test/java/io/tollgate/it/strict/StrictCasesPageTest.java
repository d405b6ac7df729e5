package io.tollgate.it.strict;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/strictness.md says how many requests of which families {@link StrictHttpIT} sends. */
class StrictCasesPageTest {
    private static final Path PAGE = Path.of("docs/strictness.md");

    @Test
    void thePageSaysWhatIsSent() throws IOException {
        String page = Files.readString(PAGE);
        for (String table : List.of(
                table(Malformed.all(0).stream().map(Malformed.Case::family).toList()),
                table(Legal.all(0).stream().map(Legal.Case::family).toList()))) {
            assertTrue(page.contains(table), () -> PAGE + " should hold:\n" + table);
        }
    }

    private static String table(List<String> families) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        families.forEach(family -> counts.merge(family, 1, Integer::sum));
        StringBuilder table = new StringBuilder("| family | requests |\n|---|---|\n");
        counts.forEach((family, count) ->
                table.append("| ").append(family).append(" | ").append(count).append(" |\n"));
        return table.append("| together | ")
                .append(families.size())
                .append(" |\n")
                .toString();
    }
}
