package io.tollgate.it.library;

import io.tollgate.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One of the examples, in a copy of its own, built by the commands of the README. The library is installed into a local
 * repository that is the user's in all but {@code io.tollgate}, so that nothing of the build stays behind.
 *
 * @param folder the copy
 */
record Example(Path folder) {
    private static final Path EXAMPLES = Path.of("etc", "examples", "library").toAbsolutePath();
    private static final String INSTALL = "mvn install:install-file ";
    private static final String SHOWN_JAR = "../../../../target/tollgate-lib.jar";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /**
     * Copies the example and builds it.
     *
     * @param command the README's, such as {@code mvn package}
     */
    static Example build(String name, String command) {
        try {
            Path folder = Path.of(property("tollgate.build"), "examples", command.replaceAll("[^a-z]+", "-"), name);
            copy(EXAMPLES.resolve(name), folder);
            Path repository = repository();
            try {
                maven(folder, repository, command(INSTALL).replace(SHOWN_JAR, property("tollgate.lib")));
                maven(folder, repository, command(command));
                keepDownloads(repository);
            } finally {
                delete(repository);
            }
            return new Example(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration that comes with it, its pool's backend being another. */
    Path configured(String backend, Path into) throws IOException {
        String text = Files.readString(folder.resolve("tollgate.yaml"));
        return Files.writeString(into.resolve("tollgate.yaml"), text.replace("http://127.0.0.1:9101", backend));
    }

    private static String command(String beginning) throws IOException {
        List<String> found = Files.readString(EXAMPLES.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith(beginning))
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("the README does not say how: " + beginning);
        }
        return found.get(0);
    }

    private static void maven(Path folder, Path repository, String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("-B", "-Dmaven.repo.local=" + repository));
        List<String> offline = new ArrayList<>(words);
        offline.add("--offline");
        ChildProcess first = ChildProcess.command(folder, Map.of(), offline);
        if (first.awaitExit(LIMIT) == 0) {
            return;
        }
        if (first.output().stream().noneMatch(line -> line.contains("offline mode"))) {
            throw new AssertionError(String.join("\n", first.output()));
        }
        // Something is not in the repository yet.
        ChildProcess online = ChildProcess.command(folder, Map.of(), words);
        if (online.awaitExit(LIMIT) != 0) {
            throw new AssertionError(String.join("\n", online.output()));
        }
    }

    private static Path repository() throws IOException {
        Path own = Path.of(property("tollgate.build"), "examples", "repository").toAbsolutePath();
        delete(own);
        Path users = Path.of(property("tollgate.repository"));
        link(users, own, "io");
        link(users.resolve("io"), own.resolve("io"), "tollgate");
        return own;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(from);
        Files.createDirectories(to);
        for (Path entry : list(from)) {
            if (!entry.getFileName().toString().equals(except)) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
            }
        }
    }

    /** What came new lies beside the links; the next build without a network needs it, too. */
    private static void keepDownloads(Path repository) throws IOException {
        Path users = Path.of(property("tollgate.repository"));
        Path library = repository.resolve("io").resolve("tollgate");
        for (Path file : walk(repository)) {
            Path target = users.resolve(repository.relativize(file));
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && !file.startsWith(library)
                    && !Files.exists(target)) {
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.copy(file, target);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        for (Path path : walk(from)) {
            Path relative = from.relativize(path);
            if (!relative.startsWith("target") && !relative.startsWith("tollgate-state")) {
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to.resolve(relative));
                } else {
                    Files.copy(path, to.resolve(relative));
                }
            }
        }
    }

    /** Links are deleted, not followed. */
    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> deepestFirst = new ArrayList<>(walk(folder));
            for (int i = deepestFirst.size() - 1; i >= 0; i--) {
                Files.delete(deepestFirst.get(i));
            }
        }
    }

    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), "run by Maven, after package");
    }
}
