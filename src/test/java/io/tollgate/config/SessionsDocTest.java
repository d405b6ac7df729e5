package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.affinity.SessionTable;
import io.tollgate.control.DrainReport;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.model.AffinitySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.Configurations;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/sessions.md says is so. */
class SessionsDocTest {
    private final DocPage doc = DocPage.of("sessions.md");

    @Test
    void itsExamplesAreAcceptedAndMeanWhatItSays() {
        List<AffinitySpec> affinities = doc.examples().stream()
                .map(text -> Configurations.read(text).pools().get(0))
                .map(PoolSpec::affinity)
                .toList();
        assertEquals(6, affinities.size());
        AffinitySpec usual = Configurations.read("pools: [{id: shop, affinity: cookie}]")
                .pools()
                .get(0)
                .affinity();
        assertEquals(usual, affinities.get(0), "the defaults are shown");
        assertTrue(affinities.get(1).partitioned());
        assertEquals(AffinitySpec.SameSite.NONE, affinities.get(1).sameSite());
        assertEquals(AffinitySpec.Type.APP_COOKIE, affinities.get(2).type());
        assertEquals("TOLLGATE", affinities.get(2).companion());
        assertEquals(AffinitySpec.Type.SOURCE, affinities.get(3).type());
        assertEquals(AffinitySpec.WhenDown.REFUSE, affinities.get(4).whenDown());
        assertEquals(AffinitySpec.WhenDown.MOVE, usual.whenDown());
        assertEquals(usual, affinities.get(5));
    }

    @Test
    void itsReasonsMetricsAndResultsExist() {
        Set<String> known = DocPage.known();
        List<String> words = doc.names();
        assertEquals(3, words.size(), words::toString);
        for (String word : words) {
            assertTrue(known.contains(word), word);
        }
        for (AffinityResult result : AffinityResult.values()) {
            assertTrue(doc.text().contains("`" + result.label() + "`"), result.label());
        }
        for (AffinitySpec.Type type : AffinitySpec.Type.values()) {
            assertTrue(type == AffinitySpec.Type.NONE || doc.text().contains("`" + type + "`"), type.toString());
        }
        for (DrainReport.Basis basis : DrainReport.Basis.values()) {
            assertTrue(doc.text().contains("| `" + basis.name().toLowerCase(Locale.ROOT) + "` |"), basis.name());
        }
        assertTrue(doc.text().contains("%,d sessions".formatted(SessionTable.MAX_SESSIONS)));
    }
}
