package io.tollgate.boot.jar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demo's configuration and state, in a temporary folder that is removed at the end. */
final class DemoWorkspace implements AutoCloseable {
    private final Path folder;

    private DemoWorkspace(Path folder) {
        this.folder = folder;
    }

    static DemoWorkspace create() throws IOException {
        return new DemoWorkspace(Files.createTempDirectory("tollgate-demo-"));
    }

    /** Where changes and keys are kept. */
    Path state() {
        return folder.resolve("state");
    }

    /**
     * Writes the configuration: one pool, {@code shop}, with a cookie's affinity and a short idle time, so that a
     * drain ends while one watches.
     *
     * @return the file
     */
    Path writeConfig(int port, int adminPort, List<DemoProcess> backends) throws IOException {
        String list = backends.stream()
                .map(b -> "      - {id: " + b.name() + ", url: \"http://127.0.0.1:" + b.port() + "\"}")
                .collect(Collectors.joining("\n"));
        String text = """
                version: 1
                listeners:
                  - {id: web, address: "127.0.0.1:%d"}
                admin: {address: "127.0.0.1:%d"}
                pools:
                  - id: shop
                    policy: least-request
                    backends:
                %s
                    probe: {interval: 1s, timeout: 1s}
                    affinity: {type: cookie, idle: 20s}
                """.formatted(port, adminPort, list);
        return Files.writeString(folder.resolve("tollgate.yaml"), text);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
