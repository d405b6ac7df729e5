package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.health.Health;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.UnixBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends elsewhere than at a port of an IPv4 address. */
@SuppressWarnings("NullAway.Init")
class BackendPlacesSocketTest {
    private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @TempDir
    Path folder;

    private Path socket;
    private DataSide tollgate;

    @BeforeEach
    void start() throws IOException {
        // A test's own folder may be too deep for what a system takes as a socket's path.
        socket = Files.createTempDirectory(Path.of("/tmp"), "tg").resolve("app.sock");
        tollgate = DataSide.start(folder, DataSide.pool(List.of("http://127.0.0.1:1")));
    }

    @AfterEach
    void stop() throws IOException {
        tollgate.close();
        Files.deleteIfExists(socket.getParent());
    }

    @Test
    void aUnixSocket() throws IOException {
        try (UnixBackend backend = new UnixBackend(socket);
                RawSocket client = RawSocket.connect(tollgate.port())) {
            use(backend.url());
            for (int i = 0; i < 3; i++) {
                client.write("POST /a?b HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 5\r\n\r\nhello");
                Head answer = client.head();
                assertEquals("200", answer.word(1));
                assertEquals("hello", new String(client.body(answer, true), StandardCharsets.US_ASCII));
            }
            Head seen = backend.requests().get(0);
            assertEquals("POST /a?b HTTP/1.1", seen.start());
            assertEquals(List.of("shop.example.com"), seen.fields().all("Host"));
        }
    }

    @Test
    void aUnixSocketThatNobodyHolds() throws IOException {
        use("unix:" + socket);
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Head answer = client.head();
            assertEquals("502", answer.word(1));
            assertEquals("connect_failed", answer.fields().first("Tollgate-Error"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp"})
    void probesReachAUnixSocket(String type) throws IOException {
        String probe = "probe: {type: " + type + ", interval: 100ms, rise: 1, fall: 1}";
        try (UnixBackend backend = new UnixBackend(socket)) {
            assertNull(tollgate.load(DataSide.pool(List.of(backend.url())).replace("probe: {type: none}", probe)));
            Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.UP);
            if (type.equals("http")) {
                assertEquals("localhost", backend.requests().get(0).fields().first("Host"));
            }
        }
        Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.DOWN);
        assertTrue(String.valueOf(tollgate.endpoint("b1").trouble()).length() > 5);
    }

    @Test
    void anAddressOfIpv6() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
        assumeTrue(takes(loopback), "this machine has no IPv6");
        try (ScriptedBackend backend = new ScriptedBackend(loopback)) {
            backend.play(backend.answering(ScriptedBackend.ok("six")));
            use("http://[::1]:" + backend.port());
            assertEquals("six", get());
        }
    }

    @Test
    void aName() throws IOException {
        try (ScriptedBackend backend = new ScriptedBackend(connection -> {})) {
            backend.play(backend.answering(ScriptedBackend.ok("named")));
            use("http://localhost:" + backend.port());
            assertEquals("named", get());
        }
    }

    private String get() throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Head answer = client.head();
            assertEquals("200", answer.word(1), answer::toString);
            return new String(client.body(answer, true), StandardCharsets.US_ASCII);
        }
    }

    private void use(String url) {
        assertNull(tollgate.load(DataSide.pool(List.of(url))));
    }

    private static boolean takes(InetAddress address) {
        try {
            new ServerSocket(0, 1, address).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
