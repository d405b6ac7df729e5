package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where a form does not do what the cases expect: as the documentation says, and nowhere else. */
final class Differences {
    private static final String HEAD = "| cases | forms | what happens |";

    /** Forms to the cases that they do not meet. */
    private final Map<String, Set<String>> cases = new HashMap<>();

    /** Those of that page. */
    static Differences of(Path page) {
        try {
            return new Differences(Files.readAllLines(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Differences(List<String> lines) {
        int first = lines.indexOf(HEAD) + 2;
        assertTrue(first >= 2, "no table of differences");
        lines.stream().skip(first).takeWhile(line -> line.startsWith("|")).forEach(line -> {
            String[] cells = line.split("\\|", 4);
            for (String form : words(cells[2])) {
                for (String id : words(cells[1])) {
                    boolean fresh = cases.computeIfAbsent(form, unused -> new TreeSet<>())
                            .add(id);
                    assertTrue(fresh, () -> id + " is said twice of " + form);
                }
            }
        });
    }

    private static List<String> words(String cell) {
        return Arrays.stream(cell.split(",", -1))
                .map(word -> word.replace("`", "").strip())
                .toList();
    }

    /** Whether that form is said not to meet that case. */
    boolean includes(Form form, Case each) {
        return of(form.toString()).contains(each.id());
    }

    /** The forms that are said to differ in anything. */
    Set<String> forms() {
        return cases.keySet();
    }

    /** The cases that such a form is said not to meet. */
    Set<String> of(String form) {
        return cases.getOrDefault(form, Set.of());
    }
}
