package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import io.tollgate.model.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short ways to read a text in a test. */
final class Readings {
    private Readings() {}

    static Read read(String text) {
        return new ConfigReader(ConfigReader.Form.LIBRARY, name -> null)
                .read("tollgate.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    static Configuration good(String text) {
        Read read = read(text);
        if (read instanceof Read.Bad bad) {
            fail(bad.problems() + " in\n" + text);
        }
        return assertInstanceOf(Read.Good.class, read).configuration();
    }

    static List<String> bad(String text) {
        return assertInstanceOf(Read.Bad.class, read(text)).problems().stream()
                .map(Located::toString)
                .toList();
    }
}
