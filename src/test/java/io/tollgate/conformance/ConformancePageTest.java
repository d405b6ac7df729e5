package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/conformance.md says what is tried, and names no case and no form that there is not. */
class ConformancePageTest {
    static final Path PAGE = Path.of("docs/conformance.md");

    @Test
    void eachCaseHasAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        cases().forEach(each -> assertTrue(ids.add(each.id()), () -> "twice: " + each.id()));
    }

    @Test
    void thePageSaysWhatIsTried() throws IOException {
        String table = "| subject | cases |\n|---|---|\n"
                + Families.all().stream()
                        .map(family ->
                                "| " + family.subject() + " | " + family.cases().size() + " |\n")
                        .collect(Collectors.joining())
                + "| together | " + cases().size() + " |\n";
        assertTrue(Files.readString(PAGE).contains(table), () -> PAGE + " should hold:\n" + table);
    }

    @Test
    void differencesAreOfCasesThatThereAre() {
        Differences differences = Differences.of(PAGE);
        Set<String> ids = cases().stream().map(Case::id).collect(Collectors.toSet());
        for (String form : differences.forms()) {
            assertTrue(ConformanceIT.FORMS.contains(form), () -> "no such form: " + form);
            Set<String> unknown = new TreeSet<>(differences.of(form));
            unknown.removeAll(ids);
            assertEquals(Set.of(), unknown);
        }
    }

    private static List<Case> cases() {
        return Families.all().stream()
                .flatMap(family -> family.cases().stream())
                .toList();
    }
}
