package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.Configuration;
import io.tollgate.model.Size;
import io.tollgate.testing.Configurations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/timeouts-and-limits.md says is so. */
class LimitsDocTest {
    private final DocPage doc = DocPage.of("timeouts-and-limits.md");

    @Test
    void itsExamplesAreAcceptedAndMeanWhatItSays() {
        List<Configuration> examples =
                doc.examples().stream().map(Configurations::read).toList();
        assertEquals(4, examples.size());
        assertEquals(
                Duration.ofMinutes(10),
                examples.get(0).routes().get(0).timeouts().firstByte());
        assertEquals(
                Configurations.read("pools: [{id: shop}]").pools().get(0).timeouts(),
                examples.get(0).pools().get(0).timeouts(),
                "the defaults are shown");
        assertEquals(Duration.ofSeconds(30), examples.get(1).listeners().get(0).idle());
        assertEquals(
                new Size(2L << 30), examples.get(2).routes().get(0).limits().body());
        assertEquals(3, examples.get(3).pools().get(0).backends().size());
    }

    @Test
    void itsReasonsAndMetricsExist() {
        List<String> words = doc.names();
        Set<String> known = DocPage.known();
        assertTrue(words.size() > 10, words::toString);
        for (String word : words) {
            assertTrue(known.contains(word) || word.equals("client_gone"), word);
        }
    }

    @Test
    void itsStatusesAreThoseOfTheReasons() {
        List<MatchResult> rows = Pattern.compile("(?m)^\\|.*\\| (\\d{3})[^|]*\\| `([a-z_]+)` \\|$")
                .matcher(doc.text())
                .results()
                .toList();
        assertTrue(rows.size() >= 8, rows.size() + " rows");
        for (MatchResult row : rows) {
            ErrorReason reason = Arrays.stream(ErrorReason.values())
                    .filter(one -> one.code().equals(row.group(2)))
                    .findFirst()
                    .orElseThrow();
            assertEquals(Integer.parseInt(row.group(1)), reason.status(), row.group());
        }
    }
}
