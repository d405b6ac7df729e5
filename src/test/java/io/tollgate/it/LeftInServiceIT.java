package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawHttp2;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients over HTTP/2 that have their answer and leave while the container still serves their request. */
class LeftInServiceIT {
    private static final int CLIENTS = 40;
    private static final int HEADERS = 1;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.tollgate.it.FilteredWar#tomcats")
    void leaveNothingThatFailsTheNext(ServletContainer container) throws IOException {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering("HTTP/1.1 204 No Content\r\n\r\n"));
            try (RunningContainer running =
                    FilteredWar.start(container, LingeringFilter.class, folder, backend.url())) {
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
