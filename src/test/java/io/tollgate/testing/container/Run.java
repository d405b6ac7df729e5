package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What a recipe works with.
 *
 * @param home the distribution, not to be written to
 * @param further ports, as many as the recipe asked for
 * @param log what the container has logged so far
 */
record Run(Path home, ContainerSetup setup, int http, List<Integer> further, Supplier<List<String>> log) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Of this run, below its folder. */
    Path base() {
        return setup.folder().resolve("base");
    }

    int port(int index) {
        return further.get(index);
    }

    boolean tuned() {
        return setup.tuning() == Tuning.TUNED;
    }

    /** {@code -Dname=value} for each system property. */
    List<String> properties() {
        return setup.properties().entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
    }

    /** Copies a file or folder of the distribution into this run's folder. */
    void copy(String from, Path to) throws IOException {
        Path source = home.resolve(from);
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Lays a file into a folder that is being watched, so that it is there at once and whole. */
    void lay(Path file, Path target) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        Path whole = Files.copy(file, setup.folder().resolve("whole.new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Does it, and waits for one more line of the log with all of these. */
    void awaitLine(Act act, String... parts) throws IOException {
        long before = logged(parts);
        act.run();
        await("logged " + List.of(parts), () -> logged(parts) > before);
    }

    /** Something done to files. */
    interface Act {
        void run() throws IOException;
    }

    private long logged(String... parts) {
        return log.get().stream()
                .filter(line -> Stream.of(parts).allMatch(line::contains))
                .count();
    }

    /** Waits until it has happened, and fails with the log when it does not. */
    void await(String what, Supplier<Boolean> happened) {
        try {
            Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(happened::get);
        } catch (RuntimeException e) {
            throw new AssertionError("not " + what + ":\n" + String.join("\n", log.get()), e);
        }
    }
}
