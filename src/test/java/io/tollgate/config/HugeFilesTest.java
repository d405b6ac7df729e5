package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files too large for anybody to have written: refused in a bounded time with a bounded answer. */
class HugeFilesTest {
    private static final int MANY = 50_000;

    private static Stream<String> huge() {
        return Stream.of(
                "#".repeat(SourceText.MAX_BYTES + 1),
                "x".repeat(SourceText.MAX_BYTES / 4),
                "backends: [\"" + "x".repeat(SourceText.MAX_BYTES / 4) + "\"]",
                "[".repeat(SourceText.MAX_BYTES),
                "{a: ".repeat(MANY),
                "- ".repeat(MANY),
                "? ".repeat(MANY),
                IntStream.range(0, 400).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining()),
                IntStream.range(0, MANY).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining()),
                "a: 1\n".repeat(MANY),
                "backends: [" + "x, ".repeat(MANY) + "]",
                "backends: [" + "\"http://127.0.0.1:9001\", ".repeat(MANY) + "]",
                "a: &a [*a]\nb: [" + "*a, ".repeat(MANY) + "]",
                "backends: [\"" + "\\n".repeat(MANY) + "\"]",
                "k".repeat(MANY) + ": 1",
                "pools: [{id: \"" + "${X}".repeat(MANY) + "\"}]",
                "slowStart: " + "9".repeat(MANY));
    }

    @ParameterizedTest
    @MethodSource("huge")
    void isRefusedSoonAndBriefly(String text) {
        List<String> lines = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Readings.bad(text));
        assertTrue(lines.size() <= Findings.MAX_PROBLEMS + 1, lines.size() + " lines");
        assertTrue(lines.stream().allMatch(line -> line.length() < 1100 && line.indexOf('\n') < 0));
    }

    @Test
    void saysWhenNotAllProblemsAreShown() {
        List<String> lines = Readings.bad("backends: [" + "x, ".repeat(1500) + "]");
        assertEquals(Findings.MAX_PROBLEMS + 1, lines.size());
        assertTrue(lines.get(Findings.MAX_PROBLEMS).contains("there are further problems"));
    }

    @Test
    void whatIsLargeButRightIsRead() {
        String backends = IntStream.range(0, 10_000)
                .mapToObj(i -> "  - {id: b" + i + ", url: \"http://10.0." + i / 250 + "." + i % 250 + ":80\"}\n")
                .collect(Collectors.joining());
        assertEquals(
                10_000,
                Readings.good("backends:\n" + backends)
                        .pools()
                        .get(0)
                        .backends()
                        .size());
    }
}
