package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawHttp2;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import io.tollgate.testing.container.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients over HTTP/2 that have their answer and leave while the container still serves their request. */
class LeftInServiceIT {
    private static final int CLIENTS = 40;
    private static final int HEADERS = 1;

    @TempDir
    Path folder;

    static List<ServletContainer> tomcats() {
        return ServletContainer.available().stream()
                .filter(container -> container.toString().startsWith("tomcat"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tomcats")
    void leaveNothingThatFailsTheNext(ServletContainer container) throws IOException {
        Path config = folder.resolve("tollgate.yaml");
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering("HTTP/1.1 204 No Content\r\n\r\n"));
            Files.writeString(config, """
                    version: 1
                    pools: [{id: app, probe: {type: none}, backends: [{id: a, url: "%s"}]}]
                    routes: [{id: all, action: {forward: [{pool: app}]}}]
                    """.formatted(backend.url()));
            Application application = FilteredWar.before(LingeringFilter.class, folder);
            try (RunningContainer running = container.start(ContainerSetup.of(folder, application)
                    .tuning(Tuning.TUNED)
                    .environment("TOLLGATE_CONFIG", config.toString()))) {
                int port = running.uri().getPort();
                for (int i = 1; i <= CLIENTS; i++) {
                    answered(port, LingeringFilter.HEADER);
                    answered(port, "prompt");
                    assertEquals(2 * i, backend.requests().size(), "requests that reached the backend");
                }
            }
        }
    }

    /** Leaves with the answer's head. */
    private static void answered(int port, String header) throws IOException {
        try (RawHttp2 client = new RawHttp2(port)) {
            client.head(1, true, ":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/", header, "1");
            assertTrue(client.awaitFrame(HEADERS), "an answer");
        }
    }
}
