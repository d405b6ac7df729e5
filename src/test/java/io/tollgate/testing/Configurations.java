package io.tollgate.testing;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import io.tollgate.model.Configuration;
import java.nio.charset.StandardCharsets;

/** Configurations as operators write them. */
public final class Configurations {
    private Configurations() {}

    /** What the text says; fails when it is refused. */
    public static Configuration read(String text) {
        Read read = new ConfigReader(ConfigReader.Form.LIBRARY, name -> null)
                .read("test", text.getBytes(StandardCharsets.UTF_8));
        if (read instanceof Read.Good good) {
            return good.configuration();
        }
        throw new AssertionError(read.toString());
    }
}
