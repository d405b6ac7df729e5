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

/** What docs/library.md shows is what the examples have, which tests build and run. */
class LibraryDocTest {
    private static final Path EXAMPLES = Path.of("etc", "examples", "library");

    private final DocPage doc = DocPage.of("library.md");

    @Test
    void itsFilesAreThoseOfTheExamples() {
        List<String> files = doc.examples();
        assertEquals(2, files.size());
        assertEquals(
                configuration(DocPage.read(EXAMPLES.resolve("webapp/tollgate.yaml"))), configuration(files.get(0)));
        assertEquals(
                configuration(DocPage.read(EXAMPLES.resolve("embedded-jetty/tollgate.yaml"))),
                configuration(files.get(1)));
        assertEquals(
                DocPage.read(EXAMPLES.resolve("embedded-jetty/tollgate.yaml")),
                DocPage.read(EXAMPLES.resolve("spring-boot/tollgate.yaml")));
    }

    @Test
    void itsDeclarationIsThatOfTheExample() {
        String webXml = DocPage.read(EXAMPLES.resolve("webapp/src/main/webapp/WEB-INF/web.xml"))
                .replaceAll("\\s+", " ");
        List<String> declarations = doc.all("(?s)```xml\n(.*?)```");
        assertEquals(1, declarations.size());
        assertTrue(webXml.contains(declarations.get(0).strip().replaceAll("\\s+", " ")), webXml);
    }

    @Test
    void itsLinksLeadSomewhere() {
        List<String> links = doc.all("\\]\\(([^)#]+)[^)]*\\)");
        assertTrue(links.size() >= 5, links::toString);
        for (String link : links) {
            assertTrue(Files.exists(Path.of("docs").resolve(link)), link);
        }
    }

    private static Configuration configuration(String text) {
        Read read = new ConfigReader(ConfigReader.Form.LIBRARY, name -> null)
                .read("docs", text.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Read.Good.class, read, read.toString()).configuration();
    }
}
