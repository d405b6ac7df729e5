package io.tollgate.boot;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Located;
import io.tollgate.config.Read;
import io.tollgate.model.Configuration;
import io.tollgate.model.Problem;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.rewrite.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** A configuration that was read, and where from. Immutable. */
public final class ConfigSource {
    private final Path file;
    private final byte[] content;
    private final ConfigReader reader;
    private final Configuration configuration;
    private final Path base;

    /**
     * @param reader reads the file's later contents in the same way
     * @param base the folder that relative names in the configuration start from
     */
    public ConfigSource(Path file, byte[] content, ConfigReader reader, Configuration configuration, Path base) {
        this.file = file;
        this.content = content.clone();
        this.reader = reader;
        this.configuration = configuration;
        this.base = base;
    }

    /**
     * Reads the file.
     *
     * @param base the folder that relative names in the configuration start from
     * @throws LaunchException when there is none, when it cannot be read, or with everything that is wrong with it
     */
    public static ConfigSource read(Path file, ConfigReader.Form form, Path base) throws LaunchException {
        byte[] content = contentOf(file);
        Read read = judge(file, form, content);
        if (read instanceof Read.Good good) {
            PageFiles pages = new PageFiles(folder(file), null);
            ConfigReader later = new ConfigReader(form, System::getenv, named -> Pages.problems(named, pages));
            return new ConfigSource(file, content, later, good.configuration(), base);
        }
        throw LaunchException.refused(lines((Read.Bad) read));
    }

    /**
     * Everything that is wrong with the file and with the files that it names, certificates included, in one reading;
     * empty when there is nothing.
     *
     * @throws LaunchException when there is none, or when it cannot be read
     */
    public static List<String> problems(Path file, ConfigReader.Form form) throws LaunchException {
        return judge(file, form, contentOf(file)) instanceof Read.Bad bad ? lines(bad) : List.of();
    }

    private static Read judge(Path file, ConfigReader.Form form, byte[] content) {
        PageFiles pages = new PageFiles(folder(file), null);
        Function<Configuration, List<Problem>> named = read -> Stream.concat(
                        Pages.problems(read, pages).stream(), CertificateCheck.problems(read, folder(file)).stream())
                .toList();
        return new ConfigReader(form, System::getenv, named).read(file.toString(), content);
    }

    private static byte[] contentOf(Path file) throws LaunchException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw LaunchException.failure("tollgate: there is no file " + file);
        } catch (IOException e) {
            throw LaunchException.failure("tollgate: " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static List<String> lines(Read.Bad bad) {
        return bad.problems().stream().map(Located::toString).toList();
    }

    public Path file() {
        return file;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** The folder that the file is in, from which the names of certificates and pages start. */
    public Path folder() {
        return folder(file);
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** A line that tells of a problem that came to light after the reading, and of its place in the file. */
    public String located(Problem problem) {
        return reader.locate(file.toString(), content, problem).toString();
    }

    /** Whether the file has that key at its top. */
    public boolean mentions(String key) {
        return reader.mentions(content, key);
    }

    /** The folder that relative names in the configuration start from. */
    Path base() {
        return base;
    }

    byte[] content() {
        return content.clone();
    }

    ConfigReader reader() {
        return reader;
    }
}
