package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A head that does not come to its end is answered or not, and the log says which. */
@SuppressWarnings("NullAway.Init")
class HalfHeadSocketTest {
    private static final String WELL = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawSocket client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, config(""));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        limit("");
        backend.play(backend.answering(ScriptedBackend.ok("")));
        tollgate.forget();
        client = RawSocket.connect(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GE", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX:"})
    void whoLeavesWithinItIsSentNothing(String part) throws IOException {
        client.write(part).endOutput();
        assertEquals("", client.rest());
        expectLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GE", "GET / HTTP/1.1\r\nHost: a\r\nX:"})
    void whoBreaksTheConnectionIsSentNothing(String part) throws IOException {
        client.write(WELL + part);
        client.body(client.head(), true);
        assertEquals(200, tollgate.settled(1).status());
        client.reset();
        assertEquals(499, tollgate.settled(2).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GE", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX:"})
    void whoFallsSilentWithinItIsTold(String part) throws IOException {
        limit(", idle: 200ms");
        expectTooSlow(client.write(part));
    }

    @Test
    void whoSendsItByteByByteIsTold() throws IOException {
        limit(", headTime: 300ms");
        CompletableFuture<Void> dripping = drip();
        expectTooSlow(client);
        hangUp();
        dripping.join();
    }

    @Test
    void timeBeforeTheFirstByteDoesNotCount() throws IOException {
        client.write(WELL);
        client.body(client.head(), true);
        limit(", headTime: 100ms");
        CompletableFuture<Void> other;
        try (RawSocket slow = RawSocket.connect(tollgate.port())) {
            // When it has been told, the connections have been looked at since.
            other = drip(slow);
            slow.head();
        }
        other.join();
        client.write(WELL);
        assertEquals("200", client.head().word(1));
    }

    private CompletableFuture<Void> drip() {
        return drip(client);
    }

    private static CompletableFuture<Void> drip(RawSocket slow) {
        return CompletableFuture.runAsync(() -> {
            try {
                slow.write("GET / HTTP/1.1\r\nHost: a\r\nX: ");
                while (true) {
                    slow.write("x");
                    Thread.sleep(5);
                }
            } catch (SocketException e) {
                // Cut off, as it should be.
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void expectTooSlow(RawSocket client) throws IOException {
        Head answer = client.head();
        assertEquals("408", answer.word(1));
        assertEquals("bad_request", answer.fields().first("Tollgate-Error"));
        client.rest();
        Exchange exchange = tollgate.settled(1);
        assertEquals(408, exchange.status());
        assertEquals(ErrorReason.CLIENT_TIMEOUT, exchange.reason());
        assertNull(exchange.flaw());
    }

    private static void expectLeft() {
        Exchange exchange = tollgate.settled(1);
        assertEquals(499, exchange.status());
        assertNull(exchange.reason());
        assertNull(exchange.flaw());
        assertFalse(exchange.truncated());
    }

    private static void limit(String more) {
        assertNull(tollgate.load(config(more)));
    }

    private static String config(String more) {
        return DataSide.pool(List.of(backend.url())).replace("127.0.0.1:0\"", "127.0.0.1:0\"" + more);
    }
}
