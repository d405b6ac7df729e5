package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.RawHttp2;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Tollgate answers itself, to clients that do not take it. */
class OwnAnswersSocketTest {
    private static final int DATA = 0;
    private static final int SETTINGS = 4;

    private static final int STREAMS = 100;

    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};
    private static final byte[] SOME_WINDOW = {0, 4, 0, 0, 16, 0};

    private static final String ROUTES = """
            routes:
              - {id: own, match: {path: /own}, action: {respond: {status: 203, body: own}}}
              - {id: others, action: {forward: [p]}}
            """;

    @TempDir
    Path folder;

    @Test
    void theyEndWithTheClientThatDoesNotTakeThem() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend();
                DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())) + ROUTES)) {
            try (RawHttp2 silent = new RawHttp2(tollgate.port())) {
                silent.frame(SETTINGS, 0, 0, NO_WINDOW);
                for (int i = 0; i < STREAMS; i++) {
                    silent.head(
                            2 * i + 1, true, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/own");
                }
                Awaitility.await()
                        .untilAsserted(
                                () -> assertEquals(STREAMS, tollgate.ended().size()));
                assertTrue(tollgate.requestsInHand() > 0);
            }
            Awaitility.await().until(() -> tollgate.requestsInHand() == 0);
        }
    }

    @Test
    void theyHoldNoThread() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend();
                DataSide tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())) + ROUTES);
                RawHttp2 silent = new RawHttp2(tollgate.port())) {
            backend.play(backend.answering(ScriptedBackend.ok("here")));
            silent.frame(SETTINGS, 0, 0, NO_WINDOW);
            for (int i = 0; i < STREAMS; i++) {
                silent.head(2 * i + 1, true, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/own");
            }
            Awaitility.await()
                    .untilAsserted(() -> assertEquals(STREAMS, tollgate.ended().size()));
            try (RawSocket other = RawSocket.connect(tollgate.port())) {
                other.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals("200", other.head().word(1));
            }
            silent.frame(SETTINGS, 0, 0, SOME_WINDOW);
            for (int i = 0; i < STREAMS; i++) {
                assertTrue(silent.awaitFrame(DATA), "an answer is lost");
            }
            assertTrue(tollgate.ended().stream().limit(STREAMS).allMatch(exchange -> exchange.status() == 203));
        }
    }
}
