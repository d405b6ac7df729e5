package io.tollgate.boot;

import io.tollgate.config.ConfigReader;
import io.tollgate.model.Configuration;
import java.nio.file.Path;

/** A configuration that was read, and where from. */
final class ConfigSource {
    private final Path file;
    private final byte[] content;
    private final ConfigReader reader;
    private final Configuration configuration;

    ConfigSource(Path file, byte[] content, ConfigReader reader, Configuration configuration) {
        this.file = file;
        this.content = content.clone();
        this.reader = reader;
        this.configuration = configuration;
    }

    Path file() {
        return file;
    }

    byte[] content() {
        return content.clone();
    }

    /** Reads the file's later contents in the same way. */
    ConfigReader reader() {
        return reader;
    }

    Configuration configuration() {
        return configuration;
    }
}
