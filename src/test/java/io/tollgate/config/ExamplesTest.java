package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that people start from are accepted by the form of Tollgate that they are for. */
class ExamplesTest {

    static List<Path> files() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("etc/examples"))) {
            return Stream.concat(
                            Stream.of(Path.of("etc/tollgate.yaml")),
                            examples.filter(f -> f.toString().endsWith(".yaml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAccepted(Path file) throws IOException {
        Read read =
                new ConfigReader(ConfigReader.Form.JAR, name -> null).read(file.toString(), Files.readAllBytes(file));
        assertInstanceOf(Read.Good.class, read, read.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"webapp", "embedded-jetty", "spring-boot"})
    void theLibrarysIsAcceptedByTheLibrary(String example) throws IOException {
        Path file = Path.of("etc/examples/library", example, "tollgate.yaml");
        Read read = new ConfigReader(ConfigReader.Form.LIBRARY, name -> null)
                .read(file.toString(), Files.readAllBytes(file));
        assertInstanceOf(Read.Good.class, read, read.toString());
    }

    @Test
    void thereAreSeveral() throws IOException {
        assertTrue(files().size() >= 5, files().toString());
    }

    @Test
    void whatTheStartingFileCommentsOutIsTheDefault() throws IOException {
        String text = Files.readString(Path.of("etc/tollgate.yaml"));
        String shown =
                text.replaceAll("(?m)^( *)# (limits|policy|outlier|timeouts|connections|retry|queue): ", "$1$2: ");
        assertTrue(!shown.equals(text));
        assertEquals(Readings.good(text), Readings.good(shown));
    }
}
