package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad file of the corpus is refused with exactly the lines that it says, in the form that is promised. */
class BadFilesTest {
    private static final String FILE = "tollgate.yaml";

    /** FILE:LINE:COLUMN path.in.file: what is wrong; what to write instead. */
    private static final String CONTRACT = "tollgate\\.yaml:[1-9][0-9]*:[1-9][0-9]* \\S+: \\S.*; \\S.*";

    private static final Map<String, String> ENVIRONMENT =
            Map.of("WORD", "s3cret", "LARGE", "54321", "NOTHING", "", "LINES", "a\nb");

    private static List<BadFiles.Case> corpus() {
        return BadFiles.all();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefusedWithWhatIsWrongAndWhere(BadFiles.Case bad) {
        Read read = new ConfigReader(ConfigReader.Form.JAR, ENVIRONMENT::get).read(FILE, bad.content());
        List<String> lines = assertInstanceOf(Read.Bad.class, read).problems().stream()
                .map(Located::toString)
                .toList();
        assertAll(lines.stream().map(line -> () -> assertTrue(line.matches(CONTRACT), line)));
        assertEquals(
                String.join("\n", bad.expected()),
                lines.stream().map(BadFilesTest::withoutFix).collect(Collectors.joining("\n")));
    }

    @Test
    void referencesAreShownAndTheirValuesAreNot() {
        for (BadFiles.Case bad : corpus()) {
            Read read = new ConfigReader(ConfigReader.Form.JAR, ENVIRONMENT::get).read(FILE, bad.content());
            assertFalse(read.toString().contains("s3cret"), bad.toString());
        }
    }

    @Test
    void theCorpusIsBroad() {
        Map<String, Long> families =
                corpus().stream().collect(Collectors.groupingBy(BadFiles.Case::family, Collectors.counting()));
        assertTrue(corpus().size() >= 200, corpus().size() + " cases");
        assertTrue(families.size() >= 12, families.toString());
        assertTrue(families.values().stream().allMatch(n -> n >= 10), families.toString());
    }

    private static String withoutFix(String line) {
        return line.substring(FILE.length() + 1, line.lastIndexOf("; "));
    }
}
