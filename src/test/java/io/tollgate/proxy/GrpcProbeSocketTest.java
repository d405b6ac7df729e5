package io.tollgate.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.testing.GrpcBackend;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import io.tollgate.testing.UnixRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the settings of a grpc probe. */
@SuppressWarnings("NullAway.Init")
class GrpcProbeSocketTest {
    private static final String OFTEN = "interval: 100ms, rise: 1, fall: 1";
    private static final String GRPC = "probe: {type: grpc, " + OFTEN + "}";
    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made STRANGER = TestCertificates.authority("stranger");
    private static final Made NAMED = TestCertificates.signed(AUTHORITY, "named", "EC", "shop.internal");
    private static final Made TOLLGATE = TestCertificates.signed(AUTHORITY, "tollgate", "EC");

    @TempDir
    Path folder;

    private final GrpcBackend backend = new GrpcBackend(GrpcBackend.saying(GrpcBackend.SERVING));
    private DataSide tollgate;

    @BeforeEach
    void start() {
        AUTHORITY.writeTo(folder, "ca");
        STRANGER.writeTo(folder, "stranger");
        TOLLGATE.writeTo(folder, "tollgate");
        tollgate = DataSide.start(folder, DataSide.pool(List.of(backend.url())));
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    @Test
    void thePageShowsWhatIsSo() throws IOException {
        Matcher examples =
                Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(Path.of("docs/health.md")));
        String example = examples.results()
                .map(found -> found.group(1))
                .filter(yaml -> yaml.contains("type: grpc"))
                .findFirst()
                .orElseThrow();
        assertNull(tollgate.load("listeners: [{id: web, address: \"127.0.0.1:0\"}]\n"
                + example.replace("id: cart", "id: p")
                        .replace("port: 50051", "port: " + backend.port())
                        .replace("\"http://10.0.0.5:8080\"", "{id: b1, url: \"http://127.0.0.1:1\"}")
                        .replace(", \"http://10.0.0.6:8080\"", "")));
        awaitHealth(Health.UP);
        assertEquals("grpc says SERVING", lastProbe().detail());
        assertTrue(StandardCharsets.US_ASCII
                .decode(backend.asked().get(0).body().duplicate())
                .toString()
                .endsWith("shop.v1.Cart"));
    }

    @Test
    void whoDoesNotServeIsTakenOutAndComesBack() {
        use(GRPC);
        awaitHealth(Health.UP);
        backend.play(GrpcBackend.saying(GrpcBackend.NOT_SERVING));
        awaitHealth(Health.DOWN);
        assertEquals("grpc says NOT_SERVING", lastProbe().detail());
        assertTrue(String.valueOf(tollgate.endpoint("b1").trouble()).contains("grpc says NOT_SERVING"));
        backend.play(GrpcBackend.saying(GrpcBackend.SERVING));
        awaitHealth(Health.UP);
    }

    @Test
    void theTypeMayChangeAtAnyTime() {
        use("probe: {type: http, " + OFTEN + "}");
        awaitHealth(Health.DOWN);
        use(GRPC);
        awaitHealth(Health.UP);
        assertTrue(backend.asked().stream()
                .noneMatch(asked -> asked.head().getMethod().equals("GET")));
        use("probe: {type: http, " + OFTEN + "}");
        awaitHealth(Health.DOWN);
        int before = backend.asked().size();
        use("probe: {type: grpc, service: shop.v1.Cart, " + OFTEN + "}");
        awaitHealth(Health.UP);
        assertTrue(backend.asked().size() > before);
    }

    @Test
    void aProbeOfAnotherKindHasNoServiceAndOneOfGrpcNoPath() {
        String refused = tollgate.load(config("probe: {type: http, service: shop}"));
        assertNotNull(refused);
        assertTrue(refused.contains("service: stands beside type http; write type: grpc, or leave it out"), refused);
        refused = tollgate.load(config("probe: {type: grpc, path: /health}"));
        assertNotNull(refused);
        assertTrue(refused.contains("path: stands beside type grpc; leave it out"), refused);
    }

    @Test
    void speaksThePoolsTls() {
        try (GrpcBackend secure = GrpcBackend.secure(
                TestCertificates.context(NAMED, AUTHORITY), true, GrpcBackend.saying(GrpcBackend.SERVING))) {
            String shown = ", certificate: tollgate.pem, key: tollgate.key}";
            useSecure(secure.url(), "tls: {ca: ca.pem, serverName: shop.internal" + shown);
            awaitHealth(Health.UP);
            assertEquals("https", secure.asked().get(0).head().getHttpURI().getScheme());
            useSecure(secure.url(), "tls: {ca: stranger.pem, serverName: shop.internal" + shown);
            awaitHealth(Health.DOWN);
            assertTrue(
                    lastProbe().detail().startsWith("PKIX path building failed"),
                    lastProbe().detail());
            useSecure(secure.url(), "tls: {ca: ca.pem, serverName: shop.internal" + shown);
            awaitHealth(Health.UP);
            useSecure(secure.url(), "tls: {ca: ca.pem" + shown);
            awaitHealth(Health.DOWN);
            useSecure(secure.url(), "tls: {ca: ca.pem, serverName: shop.internal" + shown);
            awaitHealth(Health.UP);
            useSecure(secure.url(), "tls: {ca: ca.pem, serverName: shop.internal}");
            awaitHealth(Health.DOWN);
            // The server says so before or after the handshake looks done from here.
            String detail = lastProbe().detail();
            assertTrue(detail.contains("bad_certificate") || detail.equals("the connection was closed"), detail);
        }
    }

    @Test
    void aTlsServerThatDoesNotAgreeToHttp2IsDown() {
        try (ScriptedBackend old = ScriptedBackend.secure(TestCertificates.context(NAMED), false)) {
            old.play(old.answering(ScriptedBackend.ok("")));
            useSecure(old.url(), "tls: {ca: ca.pem, serverName: shop.internal}");
            awaitHealth(Health.DOWN);
            assertEquals("the backend does not speak HTTP/2", lastProbe().detail());
            assertEquals(List.of(), old.requests());
        }
    }

    @Test
    void theProxyHeaderComesFirst() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ScriptedBackend raw = new ScriptedBackend(
                socket -> seen.add(socket.read("PROXY UNKNOWN\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length())))) {
            assertNull(tollgate.load(
                    DataSide.pool(List.of(raw.url()), "proxyProtocol: v1").replace("probe: {type: none}", GRPC)));
            awaitHealth(Health.DOWN);
            assertEquals("PROXY UNKNOWN\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", seen.get(0));
        }
    }

    @Test
    void aUnixSocketIsReached() throws IOException {
        // A test's own folder may be too deep for what a system takes as a socket's path.
        Path place = Files.createTempDirectory(Path.of("/tmp"), "tg");
        Path socket = place.resolve("app.sock");
        try {
            String config = DataSide.pool(List.of("unix:" + socket)).replace("probe: {type: none}", GRPC);
            try (UnixRelay relay = new UnixRelay(socket, backend.port())) {
                assertNull(tollgate.load(config));
                awaitHealth(Health.UP);
                assertEquals(
                        "localhost", backend.asked().get(0).head().getHttpURI().getAuthority());
                assertTrue(relay.connections() > 0);
            }
            awaitHealth(Health.DOWN);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(place);
        }
    }

    private void useSecure(String url, String tls) {
        assertNull(tollgate.load(DataSide.pool(List.of(url), tls).replace("probe: {type: none}", GRPC)));
    }

    private void use(String probe) {
        assertNull(tollgate.load(config(probe)));
    }

    private String config(String probe) {
        return DataSide.pool(List.of(backend.url())).replace("probe: {type: none}", probe);
    }

    private void awaitHealth(Health health) {
        await().until(() -> tollgate.endpoint("b1").health() == health);
    }

    private ProbeResult lastProbe() {
        ProbeResult last = tollgate.endpoint("b1").lastProbe();
        assertNotNull(last);
        return last;
    }
}
