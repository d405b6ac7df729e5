package io.tollgate.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Three backends and Tollgate before them, each a process.
 *
 * @param backends a, b and c
 */
public record Site(List<BackendProcess> backends, TollgateProcess tollgate) implements AutoCloseable {

    public Site {
        backends = List.copyOf(backends);
    }

    /** Starts all, Tollgate in that form, and returns when they serve. */
    public static Site start(Form form, Path folder, UnaryOperator<TestConfig> settings) {
        List<BackendProcess> backends = startBackends();
        TestConfig config = settings.apply(TestConfig.of(backends));
        return new Site(backends, TollgateProcess.start(form, folder, config.text()));
    }

    /** Three backends, called a, b and c. */
    public static List<BackendProcess> startBackends() {
        return Stream.of("a", "b", "c").parallel().map(BackendProcess::start).toList();
    }

    /** The backend of that name. */
    public BackendProcess backend(String name) {
        return backends.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of all backends together, one of their counters. */
    public long count(String counter) {
        return backends.stream().mapToLong(backend -> backend.count(counter)).sum();
    }

    @Override
    public void close() {
        tollgate.close();
        backends.forEach(BackendProcess::close);
    }
}
