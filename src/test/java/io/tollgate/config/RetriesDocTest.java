package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.PoolSpec;
import io.tollgate.testing.Configurations;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/retries.md says is so. */
class RetriesDocTest {
    private final DocPage doc = DocPage.of("retries.md");

    @Test
    void itsExamplesAreAcceptedAndMeanWhatItSays() {
        List<PoolSpec> pools = doc.examples().stream()
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
    void itsReasonsAndMetricsExist() {
        Set<String> known = DocPage.known();
        List<String> words = doc.names();
        assertEquals(7, words.size(), words::toString);
        for (String word : words) {
            assertTrue(known.contains(word), word);
        }
    }
}
