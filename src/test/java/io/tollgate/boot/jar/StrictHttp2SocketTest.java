package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawHttp2;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 can carry in any field what would be several requests in HTTP/1.1, which the backend speaks. */
@SuppressWarnings("NullAway.Init")
class StrictHttp2SocketTest {
    private static final String SMUGGLED = "a HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int RESET = 3;
    private static final int GOODBYE = 7;

    @TempDir
    static Path folder;

    private static ScriptedBackend backend;
    private static DataSide tollgate;

    private RawHttp2 client;

    @BeforeAll
    static void start() {
        backend = new ScriptedBackend(socket -> {});
        tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        backend.close();
    }

    @BeforeEach
    void connect() throws IOException {
        backend.play(backend.answering(ScriptedBackend.ok("")));
        tollgate.forget();
        client = new RawHttp2(tollgate.port());
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    static List<Arguments> refused() {
        return List.of(
                with(Flaw.HTTP2, ":path", "/" + SMUGGLED),
                with(Flaw.HTTP2, ":path", "/?" + SMUGGLED),
                with(Flaw.HTTP2, ":path", "/\t"),
                with(Flaw.HTTP2, ":method", "GET /" + SMUGGLED),
                with(Flaw.BAD_METHOD, ":method", "G T"),
                with(Flaw.HTTP2, ":authority", SMUGGLED),
                with(Flaw.HTTP2, "x", SMUGGLED),
                with(Flaw.HTTP2, "x", "a\0"),
                with(Flaw.HTTP2, "x: y\r\nz", "a"),
                with(Flaw.HTTP2, "x y", "a"),
                with(Flaw.HTTP2, "x:", "a"),
                with(Flaw.HTTP2, "X", "a"),
                with(Flaw.HTTP2, ":x", "a"),
                with(Flaw.HTTP2, "connection", "close"),
                with(Flaw.HTTP2, "te", "gzip"),
                with(Flaw.HOP_FIELD, "transfer-encoding", "chunked"),
                with(Flaw.HOP_FIELD, "upgrade", "h2c"),
                with(Flaw.HOP_FIELD, "keep-alive", "timeout=5"),
                with(Flaw.HOP_FIELD, "proxy-connection", "keep-alive"),
                with(Flaw.SUSPICIOUS_FIELD, "transfer_encoding", "chunked"),
                with(Flaw.HOST_MISMATCH, "host", "b"),
                with(Flaw.HOP_FIELD, "transfer-encoding", "gzip"),
                with(Flaw.TWO_LENGTHS, "content-length", "1", "content-length", "1"),
                with(Flaw.ENCODED_CONTROL, ":path", "/%0a"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void noFieldCarriesASecondRequest(Flaw flaw, String... fields) throws IOException {
        client.head(1, true, fields);
        Exchange exchange = tollgate.settled(1);
        assertEquals(flaw, exchange.flaw());
        // Answered, or with the whole connection turned away.
        assertTrue(List.of(400, 0).contains(exchange.status()), exchange.status() + "");
        assertEquals(0, backend.requests().size());
    }

    @Test
    void aBodyThatIsNotAsLongAsItSaysIsNotWhole() throws IOException {
        backend.play(socket -> {
            backend.head(socket);
            socket.awaitEnd();
        });
        client.head(1, false, request("content-length", "10"));
        Awaitility.await().until(() -> backend.requests().size() == 1);
        client.data(1, "short");
        assertTrue(client.awaitFrame(RESET));
        assertEquals(Flaw.BAD_CHUNK, tollgate.settled(1).flaw());
    }

    @Test
    void whoNamesNoHostIsServedNone() throws IOException {
        client.head(1, true, ":method", "GET", ":scheme", "http", ":path", "/");
        assertEquals(Flaw.NO_HOST, tollgate.settled(1).flaw());
        assertEquals(0, backend.requests().size());
    }

    @Test
    void aTunnelIsRefusedAndNoted() throws IOException {
        client.head(1, true, ":method", "CONNECT", ":authority", "b.test:443");
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.BAD_REQUEST, exchange.reason());
        assertEquals(400, exchange.status());
        assertEquals(0, backend.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"http, a", "https, a", "http, a:80", "https, a:443", "https, a:80", "http, '[::1]:81'"})
    void theHostIsThatWhichTheClientNames(String scheme, String authority) throws IOException {
        client.head(1, true, request(":scheme", scheme, ":authority", authority));
        assertNull(tollgate.settled(1).flaw());
        Head seen = backend.requests().get(0);
        assertEquals(List.of(authority), seen.fields().all("Host"));
        assertEquals(List.of(authority), seen.fields().all("X-Forwarded-Host"));
    }

    @Test
    void theSchemeIsThatOfTheConnection() throws IOException {
        client.head(1, true, request(":scheme", "https"));
        assertNull(tollgate.settled(1).flaw());
        Head seen = backend.requests().get(0);
        assertEquals(List.of("http"), seen.fields().all("X-Forwarded-Proto"));
    }

    @Test
    void aConnectionThatBreaksTheRulesIsCounted() throws IOException {
        // DATA without a stream.
        client.data(0, "x");
        assertTrue(client.awaitFrame(GOODBYE));
        Exchange exchange = tollgate.settled(1);
        assertEquals(Flaw.HTTP2, exchange.flaw());
        assertEquals(0, exchange.status());
        assertEquals("web", exchange.listener());
    }

    @Test
    void aGoodbyeInPeaceIsNot() throws IOException {
        client.head(1, true, request());
        tollgate.settled(1);
        // The client's own, with no error.
        client.frame(GOODBYE, 0, 0, new byte[8]);
        client.awaitFrame(GOODBYE);
        tollgate.settled(1);
    }

    private static Arguments with(Flaw flaw, String... fields) {
        return Arguments.of(flaw, request(fields));
    }

    /** A request with these fields, which replace the usual ones of the same name. */
    private static String[] request(String... fields) {
        List<String> own = List.of(fields);
        Stream<String> usual = Stream.of(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
        List<String> all = usual.toList();
        Stream<String> pseudo = Stream.of(0, 2, 4, 6).flatMap(i -> {
            int replaced = own.indexOf(all.get(i));
            return Stream.of(all.get(i), replaced < 0 ? all.get(i + 1) : own.get(replaced + 1));
        });
        Stream<String> rest = Stream.iterate(0, i -> i < own.size(), i -> i + 2)
                .filter(i -> !all.contains(own.get(i)))
                .flatMap(i -> Stream.of(own.get(i), own.get(i + 1)));
        return Stream.concat(pseudo, rest).toArray(String[]::new);
    }
}
