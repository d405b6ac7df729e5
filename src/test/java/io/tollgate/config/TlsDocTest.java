package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/tls.md shows is accepted, and says what the page says it does. */
class TlsDocTest {
    private final DocPage doc = DocPage.of("tls.md");

    @Test
    void itsConfigurationsAreAccepted() {
        List<Configuration> shown =
                doc.examples().stream().map(TlsDocTest::accepted).toList();
        assertEquals(4, shown.size());
        assertEquals(
                "[[http1, h2c], [http1, h2]]",
                shown.get(0).listeners().stream()
                        .map(listener -> listener.protocols())
                        .toList()
                        .toString());
        assertEquals(443, shown.get(0).listeners().get(0).redirectToHttps().port());
    }

    @Test
    void itsLinksLeadSomewhere() {
        List<String> links = doc.all("\\]\\((?!https:)([^)#]+)[^)]*\\)");
        assertTrue(links.size() >= 2, links::toString);
        for (String link : links) {
            assertTrue(Files.exists(Path.of("docs").resolve(link)), link);
        }
    }

    private static Configuration accepted(String text) {
        Read read = new ConfigReader(ConfigReader.Form.JAR, name -> "secret")
                .read("docs", text.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Read.Good.class, read, read.toString()).configuration();
    }
}
