package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.health.Health;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that speak TLS: whom Tollgate believes, what it shows, and what becomes of a handshake that fails. */
@SuppressWarnings("NullAway.Init")
class BackendTlsSocketTest {
    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made STRANGER = TestCertificates.authority("stranger");
    private static final Made SHOP = TestCertificates.signed(AUTHORITY, "shop", "EC", "shop.internal", "127.0.0.1");
    private static final Made NAMED = TestCertificates.signed(AUTHORITY, "named", "EC", "shop.internal");
    private static final Made TOLLGATE = TestCertificates.signed(AUTHORITY, "tollgate", "EC");

    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;

    @BeforeEach
    void start() {
        AUTHORITY.writeTo(folder, "ca");
        STRANGER.writeTo(folder, "stranger");
        TOLLGATE.writeTo(folder, "tollgate");
        begin(SHOP, false);
    }

    @AfterEach
    void stop() {
        if (tollgate != null) {
            tollgate.close();
        }
        backend.close();
    }

    @Test
    void aBackendOfTheCaIsAskedByItsNameAndItsConnectionUsedAgain() throws IOException {
        start("tls: {ca: ca.pem}");
        assertEquals("200", get());
        tollgate.awaitIdle("b1", 1);
        assertEquals("200", get());
        assertEquals(1, backend.connections());
        Head seen = backend.requests().get(0);
        assertEquals("GET /path?q HTTP/1.1", seen.start());
        assertEquals(List.of("http"), seen.fields().all("X-Forwarded-Proto"), "as the client came");
    }

    @Test
    void theNameIsThatOfTheSettingsWhereOneIsGiven() throws IOException {
        begin(NAMED, false);
        List<String> asked = namesAskedFor();
        start("tls: {ca: ca.pem, serverName: shop.internal}");
        assertEquals("200", get());
        assertEquals(List.of("shop.internal"), asked);
    }

    /** An address is none (RFC 6066, section 3). */
    @Test
    void aBackendThatHasOnlyAnAddressIsAskedForNoName() throws IOException {
        List<String> asked = namesAskedFor();
        start("tls: {ca: ca.pem}");
        assertEquals("200", get());
        assertEquals(List.of(""), asked);
    }

    @Test
    void aHandshakeThatDoesNotEndIsAConnectionThatDoesNotComeAbout() throws IOException {
        try (ScriptedBackend mute = new ScriptedBackend(RawSocket::awaitEnd)) {
            tollgate = DataSide.start(
                    folder,
                    DataSide.pool(
                            List.of(mute.url().replace("http:", "https:")),
                            "retry: {max: 0}",
                            "timeouts: {connect: 300ms}"));
            assertEquals("502", get());
            assertEquals(ErrorReason.CONNECT_FAILED, tollgate.settled(1).reason());
            assertEquals(1, mute.connections());
        }
    }

    /** Without a goodbye anybody on the way may have ended it (RFC 9112, section 9.8). */
    @ParameterizedTest
    @CsvSource({"true, keep-alive", "false, keep-alive", "true, close", "false, close"})
    void anAnswerThatEndsWithItsConnectionIsWholeOnlyWithAGoodbye(boolean goodbye, String clients) throws Exception {
        SSLSocketFactory tls = TestCertificates.context(SHOP, AUTHORITY).getSocketFactory();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket plain = server.accept()) {
                    SSLSocket secure = (SSLSocket) tls.createSocket(plain, "client", plain.getPort(), false);
                    secure.setUseClientMode(false);
                    RawSocket socket = new RawSocket(secure);
                    socket.head();
                    socket.write("HTTP/1.1 200 OK\r\n\r\nhello");
                    if (goodbye) {
                        secure.close();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            tollgate = DataSide.start(
                    folder, DataSide.pool(List.of("https://127.0.0.1:" + server.getLocalPort()), "tls: {ca: ca.pem}"));
            try (RawSocket client = RawSocket.connect(tollgate.port())) {
                client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: " + clients + "\r\n\r\n");
                // Answered, or by 502 where nothing of it was on its way yet.
                client.head();
                served.join();
                assertEquals(
                        goodbye ? null : ErrorReason.UPSTREAM_RESET,
                        tollgate.settled(1).reason());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls: {ca: stranger.pem}", "tls: {ca: ca.pem, serverName: other.internal}"})
    void aBackendThatIsNotBelievedGetsNoRequest(String settings) throws IOException {
        start(settings);
        assertEquals("502", get());
        Exchange exchange = tollgate.settled(1);
        assertEquals(ErrorReason.CONNECT_FAILED, exchange.reason());
        assertEquals(List.of(), backend.requests());
    }

    @Test
    void unlessNothingIsVerified() throws IOException {
        start("tls: {verify: false}");
        assertEquals("200", get());
    }

    /** No byte of it can have been processed, so that even a POST goes on. */
    @Test
    void aFailedHandshakeSendsAnyRequestToTheNextBackend() throws IOException {
        try (ScriptedBackend bad = ScriptedBackend.secure(TestCertificates.context(STRANGER), false);
                ScriptedBackend plain = new ScriptedBackend(socket -> socket.write("HTTP/1.1 400 No\r\n\r\n"))) {
            tollgate = DataSide.start(
                    folder,
                    DataSide.pool(
                            List.of(bad.url(), plain.url().replace("http:", "https:"), backend.url()),
                            "tls: {ca: ca.pem}"));
            assertEquals("200", send("POST /path?q HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"));
            Exchange exchange = tollgate.settled(1);
            assertEquals(3, exchange.attempts());
            assertEquals("connect_failed", exchange.failedAttempts().get(0).outcome());
            assertEquals("connect_failed", exchange.failedAttempts().get(1).outcome());
            assertEquals(1, backend.requests().size());
            assertEquals(List.of(), bad.requests());
        }
    }

    @Test
    void showsItsCertificateToABackendThatWantsOne() throws IOException {
        begin(SHOP, true);
        start("tls: {ca: ca.pem, certificate: tollgate.pem, key: tollgate.key}");
        assertEquals("200", get());
        assertNull(tollgate.load(config("tls: {ca: ca.pem}")));
        assertEquals("502", get());
    }

    @Test
    void probesSpeakTheSameTls() throws IOException {
        begin(SHOP, true);
        String settings = "tls: {ca: ca.pem, certificate: tollgate.pem, key: tollgate.key}";
        start(settings, "probe: {interval: 100ms, rise: 1, fall: 1}");
        Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.UP);
        assertNull(tollgate.load(config("tls: {ca: ca.pem}")
                .replace("probe: {type: none}", "probe: {interval: 100ms, rise: 1, fall: 1}")));
        Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.DOWN);
    }

    @Test
    void otherFilesHoldForTheNextConnectionAndOpenOnesAreUsedNoMore() throws IOException {
        start("tls: {ca: ca.pem}");
        assertEquals("200", get());
        STRANGER.writeTo(folder, "ca");
        Awaitility.await().until(() -> get().equals("502"));
        AUTHORITY.writeTo(folder, "ca");
        Awaitility.await().until(() -> get().equals("200"));
    }

    @Test
    void filesThatCannotBeUsedAreRefused() throws IOException {
        start("tls: {ca: ca.pem}");
        String problem = tollgate.load(config("tls: {ca: none.pem}"));
        assertNotNull(problem);
        assertTrue(problem.contains("pools[0].tls.ca: \"none.pem\" does not exist"), problem);
        assertEquals("200", get());
    }

    @Test
    void theProxyHeaderComesBeforeTls() throws Exception {
        // One end reads the header by itself, and hands the rest to TLS.
        try (ScriptedBackend raw = new ScriptedBackend(socket -> {})) {
            raw.play(socket -> {
                String line = socket.read("PROXY TCP4 127.0.0.1 127.0.0.1".length());
                assertEquals("PROXY TCP4 127.0.0.1 127.0.0.1", line);
                while (!socket.read(1).equals("\n")) {
                    // The ports.
                }
                assertEquals(0x16, socket.read(1).charAt(0), "a handshake follows");
            });
            tollgate = DataSide.start(
                    folder,
                    DataSide.pool(
                            List.of(raw.url().replace("http:", "https:")), "retry: {max: 0}", "proxyProtocol: v1"));
            assertEquals("502", get());
            assertEquals(List.of(), raw.failures());
        }
    }

    /** Grows with each connection. */
    private List<String> namesAskedFor() {
        List<String> asked = new CopyOnWriteArrayList<>();
        backend.play(socket -> {
            backend.request(socket);
            asked.add(socket.askedFor());
            socket.write(ScriptedBackend.ok(""));
            socket.awaitEnd();
        });
        return asked;
    }

    private void begin(Made shown, boolean wantsCertificates) {
        if (backend != null) {
            backend.close();
        }
        backend = ScriptedBackend.secure(TestCertificates.context(shown, AUTHORITY), wantsCertificates);
        backend.play(backend.answering(ScriptedBackend.ok("hello")));
    }

    private void start(String... settings) {
        tollgate = DataSide.start(folder, config(settings));
    }

    private String config(String... settings) {
        String[] lines = Stream.concat(
                        Stream.of("retry: {max: 0}"),
                        Arrays.stream(settings).filter(line -> !line.isEmpty() && !line.startsWith("probe")))
                .toArray(String[]::new);
        String text = DataSide.pool(List.of(backend.url()), lines);
        for (String line : settings) {
            text = line.startsWith("probe") ? text.replace("probe: {type: none}", line) : text;
        }
        return text;
    }

    private String get() throws IOException {
        return send("GET /path?q HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private String send(String request) throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            Head answer = client.write(request).head();
            client.body(answer, true);
            return answer.word(1);
        }
    }
}
