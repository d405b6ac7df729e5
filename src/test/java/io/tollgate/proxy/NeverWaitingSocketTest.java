package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few threads see to all connections: none of them may ever wait for one, and none may mix up what is whose. */
@SuppressWarnings("NullAway.Init")
class NeverWaitingSocketTest {
    private static final int DEAF = 32;
    private static final int AHEAD = 500;
    private static final int LARGE = 100_000;

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    @BeforeAll
    static void start() {
        // Answers with as many letters as the target says, all of the kind that it says.
        backend = new ScriptedBackend(socket -> {});
        backend.play(socket -> {
            while (true) {
                String[] asked = backend.head(socket).word(1).split("/", 3);
                socket.write(ScriptedBackend.ok(asked[1].repeat(Integer.parseInt(asked[2]))));
            }
        });
        tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    /** Their sockets fill up, on answers of a backend and on those of Tollgate's own. */
    @ParameterizedTest
    @ValueSource(strings = {"/x/" + LARGE, "/x/10", "/%zz"})
    void manyWhoAskAheadAndDoNotReadHoldUpNobody(String target) throws IOException {
        List<RawSocket> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < DEAF; i++) {
                RawSocket socket = RawSocket.connect(tollgate.port());
                deaf.add(socket);
                socket.write(get(target).repeat(AHEAD));
            }
            try (RawSocket client = RawSocket.connect(tollgate.port())) {
                for (int i = 0; i < 100; i++) {
                    client.write(get("/y/20"));
                    assertEquals("y".repeat(20), body(client));
                }
            }
        } finally {
            deaf.forEach(RawSocket::close);
        }
    }

    /** Several on each thread, so that the events of one come within those of another. */
    @Test
    void everybodyGetsWhatItAskedFor() throws Exception {
        int callers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String letter = Character.toString('a' + i);
                Random random = new Random(i);
                all.add(threads.submit(() -> {
                    try (RawSocket client = RawSocket.connect(tollgate.port())) {
                        for (int n = 0; n < 300; n++) {
                            int size = random.nextInt(10) == 0 ? LARGE : random.nextInt(3_000);
                            client.write(get("/" + letter + "/" + size));
                            assertEquals(letter.repeat(size), body(client));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String body(RawSocket client) throws IOException {
        return new String(client.body(client.head(), true), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }
}
