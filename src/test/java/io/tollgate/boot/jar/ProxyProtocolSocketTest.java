package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.health.Health;
import io.tollgate.testing.Fields;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers as they come from proxies before Tollgate, and as they go to backends. */
@SuppressWarnings("NullAway.Init")
class ProxyProtocolSocketTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;

    @BeforeEach
    void start() {
        backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok("hello")));
        tollgate = DataSide.start(folder, in(""));
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    // In.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50524f58592054435034203139322e302e322e37203139382e35312e3130302e31203531303030203434330d0a",
                SIGNATURE + "2111000c" + "c0000207c6336401c73801bb",
                SIGNATURE + "21110013" + "c0000207c6336401c73801bb" + "04000401020304"
            })
    void theClientIsWhomTheHeaderNames(String header) throws IOException {
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write(HexFormat.of().parseHex(header));
            assertEquals("200", get(proxy).word(1));
            assertEquals("200", get(proxy).word(1));
        }
        for (Head each : backend.requests()) {
            Fields seen = each.fields();
            assertEquals(List.of("192.0.2.7"), seen.all("X-Forwarded-For"));
            assertEquals(List.of("443"), seen.all("X-Forwarded-Port"));
            assertEquals(List.of("for=192.0.2.7;host=x;proto=http"), seen.all("Forwarded"));
        }
        assertEquals("192.0.2.7", tollgate.settled(2).client());
        assertEquals("web", tollgate.settled(2).listener());
    }

    @Test
    void itMayComeInPiecesAndWithTheRequest() throws IOException {
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write("PROXY TCP6 2001:db8").write("::7 ::1 1 2\r").write("\n" + GET);
            assertEquals("200", proxy.head().word(1));
        }
        assertEquals("2001:db8::7", tollgate.settled(1).client());
    }

    @ParameterizedTest
    @ValueSource(strings = {"50524f585920554e4b4e4f574e0d0a", SIGNATURE + "20000000"})
    void theProxyMayAskForItself(String header) throws IOException {
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write(HexFormat.of().parseHex(header));
            assertEquals("200", get(proxy).word(1));
        }
        assertEquals("127.0.0.1", tollgate.settled(1).client());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET,
                "PROXY TCP4 localhost 198.51.100.1 51000 443\r\n" + GET,
                "PROXY TCP4 192.0.2.7\r\n" + GET,
                "\r\n\r\n" + GET
            })
    void withoutAHeaderNothingIsServed(String sent) throws IOException {
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write(sent);
            proxy.awaitEnd();
        }
        try (RawSocket endless = RawSocket.connect(tollgate.port())) {
            endless.write("PROXY " + "x".repeat(4_000));
            endless.awaitEnd();
        }
        assertEquals(0, backend.connections());
        assertEquals(List.of(), tollgate.ended());
    }

    @Test
    void whoTakesTooLongOverAHeaderIsCutOff() throws IOException {
        assertNull(tollgate.load(in(", headTime: 100ms")));
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write("PROXY ").awaitEnd();
        }
        assertEquals(List.of(), tollgate.ended());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another version, an unknown command, too short for its addresses, and longer than anybody reads.
                "1111000c" + "c0000207c6336401c73801bb",
                "2211000c" + "c0000207c6336401c73801bb",
                "21110004" + "c0000207",
                "2111ffff" + "c0000207c6336401c73801bb"
            })
    void aBrokenBinaryHeaderIsNone(String broken) throws IOException {
        try (RawSocket proxy = RawSocket.connect(tollgate.port())) {
            proxy.write(HexFormat.of().parseHex(SIGNATURE + broken));
            proxy.write(GET);
            proxy.awaitEnd();
        }
        assertEquals(0, backend.connections());
        assertEquals(List.of(), tollgate.ended());
    }

    @Test
    void whoIsNoneOfTheProxiesIsTurnedAway() throws IOException {
        assertNull(tollgate.load(in("").replace("127.0.0.0/8", "10.0.0.0/8")));
        try (RawSocket stranger = RawSocket.connect(tollgate.port())) {
            stranger.write("PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\r\n" + GET);
            stranger.awaitEnd();
        } catch (IOException e) {
            // Closed even before it had written.
        }
        assertEquals(0, backend.connections());
    }

    @Test
    void tlsComesBehindTheHeader() throws IOException {
        Made made =
                TestCertificates.selfSigned("shop", "EC", "shop.example.com").writeTo(folder, "shop");
        assertNull(tollgate.load(in(", tls: {certificates: [{certificate: shop.pem, key: shop.key}]}")));
        try (RawSocket client = RawSocket.connect(
                tollgate.port(),
                "PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\r\n",
                TestCertificates.context(null, made),
                "shop.example.com")) {
            assertEquals("200", get(client).word(1));
        }
        Fields seen = backend.requests().get(0).fields();
        assertEquals(List.of("192.0.2.7"), seen.all("X-Forwarded-For"));
        assertEquals(List.of("https"), seen.all("X-Forwarded-Proto"));
    }

    // Out.

    @Test
    void eachClientHasConnectionsOfItsOwnThatBeginWithALine() throws Exception {
        BlockingQueue<String> headers = headersOfLines();
        assertNull(tollgate.load(DataSide.pool(List.of(backend.url()), "proxyProtocol: v1")));
        try (RawSocket one = RawSocket.connect(tollgate.port());
                RawSocket other = RawSocket.connect(tollgate.port())) {
            get(one);
            tollgate.awaitIdle("b1", 1);
            get(one);
            get(other);
            String first = taken(headers);
            String second = taken(headers);
            String expected = "PROXY TCP4 127.0.0.1 127.0.0.1 \\d+ " + tollgate.port();
            assertEquals("", first.replaceAll(expected, ""));
            assertEquals("", second.replaceAll(expected, ""));
            assertNotEquals(first, second, "each names its own port");
        }
        assertEquals(2, backend.connections(), "the first client's was used again");
    }

    @Test
    void theConnectionsOfAllClientsAreBounded() throws Exception {
        headersOfLines();
        assertNull(tollgate.load(
                DataSide.pool(List.of(backend.url()), "proxyProtocol: v1", "connections: {max: 2, idle: 10m}")));
        try (RawSocket one = RawSocket.connect(tollgate.port());
                RawSocket two = RawSocket.connect(tollgate.port());
                RawSocket three = RawSocket.connect(tollgate.port())) {
            get(one);
            get(two);
            tollgate.awaitIdle("b1", 2);
            get(three);
            assertEquals(3, backend.connections());
            Awaitility.await().until(() -> backend.open() == 2);
            tollgate.awaitIdle("b1", 2);
        }
    }

    @Test
    void theHeaderNamesTheClientOfATrustedProxy() throws Exception {
        BlockingQueue<String> headers = headersOfLines();
        assertNull(tollgate.load(
                "trustedProxies: [\"127.0.0.1\"]\n" + DataSide.pool(List.of(backend.url()), "proxyProtocol: v1")));
        try (RawSocket one = RawSocket.connect(tollgate.port())) {
            one.write("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8::7\r\n\r\n")
                    .head();
        }
        assertEquals("PROXY TCP6 2001:db8:0:0:0:0:0:7 ::ffff:127.0.0.1 0 " + tollgate.port(), taken(headers));
    }

    @Test
    void theSecondVersionIsBinary() throws Exception {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        backend.play(socket -> {
            headers.add(HexFormat.of().formatHex(socket.read(28).getBytes(StandardCharsets.ISO_8859_1)));
            backend.answering(ScriptedBackend.ok("")).play(socket);
        });
        assertNull(tollgate.load(DataSide.pool(List.of(backend.url()), "proxyProtocol: v2")));
        try (RawSocket one = RawSocket.connect(tollgate.port())) {
            assertEquals("200", get(one).word(1));
        }
        String header = taken(headers);
        assertEquals(SIGNATURE + "2111000c" + "7f0000017f000001", header.substring(0, 48));
        assertEquals(String.format("%04x", tollgate.port()), header.substring(52));
    }

    @Test
    void aProbeAsksForTollgateItself() throws Exception {
        BlockingQueue<String> headers = headersOfLines();
        assertNull(tollgate.load(DataSide.pool(List.of(backend.url()), "proxyProtocol: v1")
                .replace("probe: {type: none}", "probe: {interval: 100ms}")));
        assertEquals("PROXY UNKNOWN", taken(headers));
        Awaitility.await().until(() -> tollgate.endpoint("b1").health() == Health.UP);
    }

    private BlockingQueue<String> headersOfLines() {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        backend.play(socket -> {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                line.append(socket.read(1));
            }
            headers.add(line.toString().strip());
            backend.answering(ScriptedBackend.ok("")).play(socket);
        });
        return headers;
    }

    private static String taken(BlockingQueue<String> headers) throws InterruptedException {
        String header = headers.poll(15, TimeUnit.SECONDS);
        return header == null ? "none came" : header;
    }

    private static Head get(RawSocket client) throws IOException {
        Head answer = client.write(GET).head();
        client.body(answer, true);
        return answer;
    }

    private String in(String more) {
        return DataSide.pool(List.of(backend.url()))
                .replace(
                        "{id: web, address: \"127.0.0.1:0\"}",
                        "{id: web, address: \"127.0.0.1:0\", proxyProtocol: [\"127.0.0.0/8\"]" + more + "}");
    }
}
