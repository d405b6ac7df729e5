package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar's other way to carry requests. What has many cases is tried with the packaged jar. */
@SuppressWarnings("NullAway.Init")
class PortableSocketTest {
    private static final int LARGE = 3_000_000;

    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;
    private RawSocket client;

    @BeforeEach
    void start() throws IOException {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.startPortable(folder, DataSide.pool(List.of(backend.url())));
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void stop() {
        client.close();
        tollgate.close();
        backend.close();
    }

    @Test
    void answersOfAnySizeAreCarriedOneAfterAnother() throws IOException {
        for (String body : List.of("small", "", "x".repeat(LARGE))) {
            backend.play(backend.answering(ScriptedBackend.ok(body)));
            Head answer = client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
                    .head();
            assertEquals("200", answer.word(1));
            assertEquals(String.valueOf(body.length()), answer.fields().first("Content-Length"));
            assertEquals(body, new String(client.body(answer, true), StandardCharsets.US_ASCII));
        }
        tollgate.settled(3);
    }

    @Test
    void anAnswerThatBreaksIsBrokenOff() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            seen.await();
        });
        Head answer = client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head();
        assertEquals("200", answer.word(1));
        seen.countDown();
        assertTrue(tollgate.settled(1).truncated());
    }

    @Test
    void itsOwnAnswersComeToo() throws IOException {
        backend.close();
        Head answer = client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head();
        assertEquals("502", answer.word(1));
        assertEquals("connect_failed", answer.fields().first("Tollgate-Error"));
        assertFalse(new String(client.body(answer, true), StandardCharsets.UTF_8).isEmpty());
        assertEquals(ErrorReason.CONNECT_FAILED, tollgate.settled(1).reason());
    }
}
