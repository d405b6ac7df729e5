package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.PoolSpec;
import io.tollgate.telemetry.MetricFamily;
import io.tollgate.testing.Configurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/retries.md says is so. */
class RetriesDocTest {
    private static final Path DOC = Path.of("docs", "retries.md");

    private static List<String> all(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(DOC))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void itsExamplesAreAcceptedAndMeanWhatItSays() throws IOException {
        List<PoolSpec> pools = all("(?s)```yaml\n(.*?)```").stream()
                .map(text -> Configurations.read(text).pools().get(0))
                .toList();
        assertEquals(3, pools.size());
        PoolSpec usual = Configurations.read("pools: [{id: shop}]").pools().get(0);
        assertEquals(List.of(503), pools.get(0).retry().statuses());
        assertEquals(usual.retry().max(), pools.get(0).retry().max());
        assertEquals(usual.retry().budget(), pools.get(0).retry().budget());
        assertEquals(usual.retry().floor(), pools.get(0).retry().floor());
        assertEquals(usual.retry().buffer(), pools.get(0).retry().buffer());
        assertTrue(pools.get(1).retry().nonIdempotent());
        assertEquals(usual.queue(), pools.get(2).queue(), "the defaults are shown");
        assertEquals(100, pools.get(2).backends().get(0).maxRequests());
    }

    @Test
    void itsReasonsAndMetricsExist() throws IOException {
        List<String> reasons =
                Arrays.stream(ErrorReason.values()).map(ErrorReason::code).toList();
        List<String> metrics =
                Arrays.stream(MetricFamily.values()).map(MetricFamily::metric).toList();
        List<String> words = all("`([a-z]+_[a-z_]+)[`{]");
        assertEquals(7, words.size(), words::toString);
        for (String word : words) {
            assertTrue(reasons.contains(word) || metrics.contains(word), word);
        }
    }
}
