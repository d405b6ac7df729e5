package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import io.tollgate.model.DiscoverySpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What docs/discovery.md shows is accepted, and says what the page says it does. */
class DiscoveryDocTest {
    private final ConfigReader reader = new ConfigReader(ConfigReader.Form.JAR, name -> null);
    private final DocPage doc = DocPage.of("discovery.md");

    @Test
    void itsConfigurationsAreAccepted() {
        List<DiscoverySpec> shown = doc.all("(?s)```yaml\n(pools:.*?)```").stream()
                .map(this::accepted)
                .map(configuration ->
                        Objects.requireNonNull(configuration.pools().get(0).discovery()))
                .toList();
        assertEquals("file backends.yaml", shown.get(0).source());
        assertTrue(doc.text().contains("`discovery.drain` (" + DiscoverySpec.DRAIN.toMinutes() + " m)"), "drain");
        assertEquals(DiscoverySpec.DRAIN, shown.get(0).drain());
        assertEquals("DNS shop.internal", shown.get(1).source());
        assertEquals("shop.internal", Objects.requireNonNull(shown.get(2).dns()).serverName());
    }

    @Test
    void itsListOfBackendsIsAccepted() {
        String list = doc.all("(?s)```yaml\n(- http.*?)```").get(0);
        ListedBackends listed = reader.backends("backends.yaml", list.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), listed.problems());
        assertEquals(
                List.of("10.0.1.11-8080", "big"),
                listed.backends().stream().map(backend -> backend.id()).toList());
    }

    @Test
    void itsLinksLeadSomewhere() {
        List<String> links = doc.all("\\]\\((?!https:)([^)#]+)[^)]*\\)");
        assertTrue(links.size() >= 2, links::toString);
        for (String link : links) {
            assertTrue(Files.exists(Path.of("docs").resolve(link)), link);
        }
    }

    private Configuration accepted(String text) {
        Read read = reader.read("docs", text.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Read.Good.class, read, read.toString()).configuration();
    }
}
