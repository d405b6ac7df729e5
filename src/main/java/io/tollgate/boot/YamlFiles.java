package io.tollgate.boot;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.JsonSchema;
import io.tollgate.config.Located;
import io.tollgate.config.Read;
import io.tollgate.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Configuration files on disk, as the reader judges them. */
final class YamlFiles implements ConfigFiles {
    /** More than the reader accepts, so that it sees that a file is too large, and no more. */
    private static final int MAX_BYTES = 8 << 20;

    private final ConfigReader reader;

    YamlFiles(ConfigReader reader) {
        this.reader = reader;
    }

    /** A file's content, its first 8 MiB at least. */
    static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        }
    }

    /** The line that says that a file cannot be read, and why. */
    static String unreadable(Path file, IOException why) {
        String message = why instanceof NoSuchFileException ? "does not exist" : "cannot be read (" + why + ")";
        return new Located(file.toString(), 1, 1, new Problem("", message, "name a file that can be read")).toString();
    }

    @Override
    public List<String> problems(Path file) {
        try {
            Read read = reader.read(file.toString(), content(file));
            return read instanceof Read.Bad bad
                    ? bad.problems().stream().map(Located::toString).toList()
                    : List.of();
        } catch (IOException e) {
            return List.of(unreadable(file, e));
        }
    }

    @Override
    public String schema() {
        return JsonSchema.text();
    }
}
