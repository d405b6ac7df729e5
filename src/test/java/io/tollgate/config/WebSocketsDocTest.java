package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.PoolSpec;
import io.tollgate.testing.Configurations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/websockets.md says is so. */
class WebSocketsDocTest {
    private final DocPage doc = DocPage.of("websockets.md");

    @Test
    void itsExampleIsAcceptedAndMeansWhatItSays() {
        List<String> examples = doc.examples();
        assertEquals(1, examples.size());
        PoolSpec pool = Configurations.read(examples.get(0)).pools().get(0);
        assertEquals(Duration.ofHours(1), pool.timeouts().tunnel());
        assertEquals(
                Duration.ofHours(1),
                Configurations.read("backends: [\"http://10.0.0.5:8080\"]")
                        .pools()
                        .get(0)
                        .timeouts()
                        .tunnel());
    }

    @Test
    void itsReasonsAndMetricsExist() {
        Set<String> known = DocPage.known();
        List<String> logged = List.of("bytes_in", "bytes_out", "client_gone");
        List<String> words = doc.names();
        assertTrue(words.size() >= 5, words::toString);
        for (String word : words) {
            assertTrue(known.contains(word) || logged.contains(word), word);
        }
    }
}
