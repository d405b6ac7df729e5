package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.Exchange;
import io.tollgate.testing.Fields;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with TLS: which certificate and protocol, whose certificates, what the backend and browsers are told. */
@SuppressWarnings("NullAway.Init")
class TlsSocketTest {
    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made SHOP = TestCertificates.signed(AUTHORITY, "shop", "EC", "shop.example.com", "localhost");
    private static final Made WILD = TestCertificates.signed(AUTHORITY, "wild", "EC", "*.example.com");
    private static final Made CLIENT = TestCertificates.signed(AUTHORITY, "client", "EC");
    private static final String TWO =
            "certificates: [{certificate: shop.pem, key: shop.key}, {certificate: wild.pem, key: wild.key}]";

    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;

    @BeforeEach
    void start() {
        SHOP.writeTo(folder, "shop");
        WILD.writeTo(folder, "wild");
        AUTHORITY.writeTo(folder, "ca");
        backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok("hello")));
        tollgate = DataSide.start(folder, config(TWO, ""));
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({"shop.example.com, shop", "www.example.com, wild", "elsewhere.test, shop"})
    void showsTheCertificateOfTheName(String name, String expected) throws IOException {
        try (RawSocket client = secure(name)) {
            assertEquals(
                    "CN=" + expected, client.shown().getSubjectX500Principal().getName());
            assertEquals("200", get(client).word(1));
        }
    }

    @Test
    void theBackendHearsThatItCameByTls() throws IOException {
        try (RawSocket client = secure("shop.example.com")) {
            assertEquals("200", get(client).word(1));
        }
        Fields seen = backend.requests().get(0).fields();
        assertEquals(List.of("https"), seen.all("X-Forwarded-Proto"));
        assertEquals(List.of("for=127.0.0.1;host=shop.example.com;proto=https"), seen.all("Forwarded"));
        assertNull(seen.first("Client-Cert"));
        assertEquals("secure", tollgate.settled(1).listener());
        assertTrue(tollgate.urls().get(0).startsWith("https://127.0.0.1:"));
    }

    @Test
    void speaksHttp2WhereTheClientDoes() throws Exception {
        HttpResponse<String> answer = client().send(request(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals("hello", answer.body());
        Fields seen = backend.requests().get(0).fields();
        assertEquals(List.of("https"), seen.all("X-Forwarded-Proto"));
        assertEquals(List.of("2.0 tollgate"), seen.all("Via"));
    }

    @Test
    void speaksHttp1WhereHttp2IsNotWanted() throws Exception {
        assertNull(tollgate.load(config(TWO, ", protocols: [http1]")));
        HttpResponse<String> answer = client().send(request(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
        assertEquals("hello", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfToday(String version) throws IOException {
        try (SSLSocket client = only(version)) {
            assertEquals(version, client.getSession().getProtocol());
            RawSocket raw = new RawSocket(client);
            assertEquals("200", get(raw).word(1));
        }
    }

    @Test
    void whoTakesTooLongToShakeHandsIsCutOff() throws IOException {
        assertNull(tollgate.load(config(TWO, ", headTime: 100ms")));
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("\u0016");
            client.awaitEnd();
        }
        assertEquals(List.of(), tollgate.ended());
    }

    /** The runtime's own client speaks no such versions any more: these are the bytes of one that does. */
    @ParameterizedTest
    @CsvSource({"0300, 15 0246", "0301, 15 0246", "0302, 15 0246", "0303, 16 02"})
    void saysNoToWhatIsOlder(String version, String expected) throws IOException {
        String extensions = "000a00040002" + "0017" + "000b00020100" + "000d00040002" + "0403";
        String hello =
                version + "5a".repeat(32) + "00" + "0004" + "c02bc009" + "0100" + length(extensions, 2) + extensions;
        String handshake = "01" + length(hello, 3) + hello;
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write(HexFormat.of().parseHex("160301" + length(handshake, 2) + handshake));
            String kind = hex(client.read(1));
            client.read(4);
            String said = hex(client.read(kind.equals("15") ? 2 : 1));
            // A fatal alert of protocol_version (RFC 8446, section 6), or the server's hello.
            assertEquals(expected, kind + " " + said);
        }
    }

    /** Each costs the server far more than the client. */
    @Test
    void handsAreShakenOnce() throws IOException {
        try (SSLSocket client = only("TLSv1.2")) {
            RawSocket raw = new RawSocket(client);
            assertEquals("200", get(raw).word(1));
            assertThrows(IOException.class, () -> {
                client.startHandshake();
                get(raw);
            });
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsTurnedAway() throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertFalse(client.rest().contains("HTTP/1.1 200"));
        }
        assertEquals(0, backend.connections());
    }

    @Test
    void aClientThatLeavesWithinItsRequestSendsNoMalformedOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        backend.play(socket -> {
            backend.head(socket);
            asked.countDown();
            socket.awaitEnd();
        });
        try (RawSocket client = secure("shop.example.com")) {
            client.write("POST / HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 9\r\n\r\nhello");
            asked.await();
        }
        Exchange exchange = tollgate.settled(1);
        assertEquals(499, exchange.status());
        assertNull(exchange.flaw());
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerFreesTheBackend() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            socket.awaitEnd();
            freed.countDown();
        });
        try (RawSocket client = secure("shop.example.com")) {
            client.write("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
            asked.await();
        }
        freed.await();
        assertTrue(tollgate.settled(1).clientGone());
    }

    // Clients' certificates.

    @Test
    void aClientsCertificateGoesToTheBackendInItsField() throws Exception {
        assertNull(tollgate.load(config(TWO + ", clientCertificates: optional, clientCa: ca.pem", "")));
        try (RawSocket client =
                RawSocket.connect(tollgate.port(), TestCertificates.context(CLIENT, AUTHORITY), "shop.example.com")) {
            assertEquals("200", get(client, "Client-Cert: :Zm9yZ2Vk:").word(1));
        }
        Fields seen = backend.requests().get(0).fields();
        assertEquals(List.of(item(CLIENT)), seen.all("Client-Cert"));
        assertEquals(List.of(item(AUTHORITY)), seen.all("Client-Cert-Chain"));
    }

    @Test
    void aForgedCertificateNeverGoesToTheBackend() throws Exception {
        assertNull(tollgate.load(config(TWO + ", clientCertificates: optional, clientCa: ca.pem", "")));
        try (RawSocket client = secure("shop.example.com")) {
            get(
                    client,
                    "Client-Cert: :Zm9yZ2Vk:",
                    "client_cert: :Zm9yZ2Vk:",
                    "Client-Cert-Chain: :Zm9yZ2Vk:",
                    "X_Forwarded_For: 1.2.3.4");
        }
        String seen = backend.requests().get(0).toString();
        assertFalse(seen.contains("Zm9yZ2Vk"), seen);
        assertFalse(seen.contains("1.2.3.4"), seen);
    }

    @Test
    void aTrustedProxySpeaksForItsClientAndNotForItself() throws Exception {
        assertNull(tollgate.load("trustedProxies: [\"127.0.0.1\"]\n"
                + config(TWO + ", clientCertificates: required, clientCa: ca.pem", "")));
        try (RawSocket proxy =
                RawSocket.connect(tollgate.port(), TestCertificates.context(CLIENT, AUTHORITY), "shop.example.com")) {
            get(proxy, "Client-Cert: :c2FpZA==:");
            get(proxy);
        }
        assertEquals(List.of(":c2FpZA==:"), backend.requests().get(0).fields().all("Client-Cert"));
        assertEquals(List.of(), backend.requests().get(1).fields().all("Client-Cert"));
    }

    @Test
    void whoShowsNoneIsTurnedAwayWhereOneIsRequired() throws Exception {
        assertNull(tollgate.load(config(TWO + ", clientCertificates: required, clientCa: ca.pem", "")));
        assertThrows(IOException.class, () -> {
            try (RawSocket client = secure("shop.example.com")) {
                get(client);
            }
        });
        assertThrows(IOException.class, () -> {
            try (RawSocket client = RawSocket.connect(
                    tollgate.port(),
                    TestCertificates.context(TestCertificates.selfSigned("stranger", "EC", "x"), AUTHORITY),
                    "shop.example.com")) {
                get(client);
            }
        });
        assertEquals(0, backend.connections());
    }

    // HSTS.

    @Test
    void everyAnswerTellsOfHsts() throws Exception {
        assertNull(tollgate.load(config(TWO + ", hsts: {maxAge: 2d, subDomains: true}", "")));
        String expected = "max-age=172800; includeSubDomains";
        backend.play(backend.answering(
                "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\nContent-Length: 0\r\n\r\n"));
        try (RawSocket client = secure("shop.example.com")) {
            assertEquals(List.of(expected), get(client).fields().all("Strict-Transport-Security"));
        }
        HttpResponse<String> h2 = client().send(request(), BodyHandlers.ofString());
        assertEquals(List.of(expected), h2.headers().allValues("Strict-Transport-Security"));
        backend.close();
        try (RawSocket client = secure("shop.example.com")) {
            Head own = get(client);
            assertEquals("502", own.word(1));
            assertEquals(List.of(expected), own.fields().all("Strict-Transport-Security"));
        }
        try (RawSocket client = secure("shop.example.com")) {
            Head refused = client.write("nonsense\r\n\r\n").head();
            assertEquals("400", refused.word(1));
            assertEquals(List.of(expected), refused.fields().all("Strict-Transport-Security"));
        }
    }

    @Test
    void withoutItABackendMaySaySoItself() throws Exception {
        backend.play(backend.answering(
                "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\nContent-Length: 0\r\n\r\n"));
        try (RawSocket client = secure("shop.example.com")) {
            assertEquals(List.of("max-age=1"), get(client).fields().all("Strict-Transport-Security"));
        }
    }

    // Change.

    @Test
    void otherSettingsHoldForTheNextConnectionAndOpenOnesGoOn() throws Exception {
        int port = tollgate.port();
        try (RawSocket before = secure("www.example.com")) {
            assertEquals("200", get(before).word(1));
            assertNull(tollgate.load(
                    config("minimum: \"1.3\", certificates: [{certificate: wild.pem, key: wild.key}]", "")));
            assertEquals(port, tollgate.port());
            try (RawSocket after = secure("shop.example.com")) {
                assertEquals("CN=wild", after.shown().getSubjectX500Principal().getName());
            }
            assertEquals("200", get(before).word(1));
        }
        assertThrows(SSLException.class, () -> only("TLSv1.2"));
    }

    @Test
    void otherFilesHoldForTheNextConnectionAndBadOnesForNone() throws Exception {
        try (RawSocket before = secure("shop.example.com")) {
            TestCertificates.signed(AUTHORITY, "renewed", "RSA", "shop.example.com")
                    .writeTo(folder, "shop");
            Awaitility.await().until(() -> shown().equals("CN=renewed"));
            Files.writeString(folder.resolve("shop.key"), WILD.keyPem());
            Awaitility.await().until(() -> tollgate.certificateReloads("refused") == 1);
            assertEquals("CN=renewed", shown());
            Files.delete(folder.resolve("shop.pem"));
            assertEquals("CN=renewed", shown());
            SHOP.writeTo(folder, "shop");
            Awaitility.await().until(() -> shown().equals("CN=shop"));
            assertEquals("200", get(before).word(1));
        }
        assertTrue(tollgate.certificateReloads("accepted") >= 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificates: [{certificate: none.pem}] | listeners[0].tls.certificates[0].certificate: \"none.pem\" does not exist",
                "certificates: [{certificate: shop.pem, key: wild.key}] | listeners[0].tls.certificates[0].key: the key in \"wild.key\" is not that",
                "certificates: [{certificate: shop.pem, key: shop.key}], clientCertificates: required, clientCa: shop.key | listeners[0].tls.clientCa: \"shop.key\" holds no certificate"
            })
    void whatCannotBeUsedIsRefusedAndTheOldStays(String tls, String problem) throws Exception {
        String said = tollgate.load(config(tls, ""));
        assertNotNull(said);
        assertTrue(said.contains(problem), said);
        assertEquals("CN=shop", shown());
    }

    @Test
    void tlsDoesNotComeToAListenerThatIsOpen() {
        String fixed = config(TWO, "").replace("127.0.0.1:0\", tls", "127.0.0.1:" + tollgate.port() + "\", tls");
        String problem = tollgate.load(fixed);
        assertNotNull(problem);
        assertTrue(problem.contains("in use") || problem.contains("holds"), problem);
    }

    // The plain listener beside it.

    @Test
    void whoComesWithoutTlsIsSentOn() throws Exception {
        assertNull(tollgate.load(config(TWO, "")
                .replace(
                        "listeners:\n",
                        "listeners:\n  - {id: web, address: \"127.0.0.1:0\", redirectToHttps: true}\n")));
        int plain = URI.create(tollgate.urls().get(0)).getPort();
        try (RawSocket client = RawSocket.connect(plain)) {
            Head answer = client.write(
                            "POST /a%2Fb//c;d?q=%7C&r=+? HTTP/1.1\r\nHost: shop.example.com:80\r\nContent-Length: 0\r\n\r\n")
                    .head();
            assertEquals("308", answer.word(1));
            assertEquals(
                    "https://shop.example.com/a%2Fb//c;d?q=%7C&r=+?",
                    answer.fields().first("Location"));
            assertNull(answer.fields().first("Strict-Transport-Security"));
        }
        assertEquals("web", tollgate.settled(1).listener());
        assertEquals(308, tollgate.ended().get(0).status());
        assertEquals(0, backend.connections());
        // What the target says of the scheme counts for nothing.
        try (RawSocket client = RawSocket.connect(plain)) {
            Head answer = client.write("GET https://shop.example.com/a HTTP/1.1\r\nHost: shop.example.com\r\n\r\n")
                    .head();
            assertEquals("308", answer.word(1));
        }
    }

    private SSLSocket only(String version) throws IOException {
        SSLSocket client = (SSLSocket)
                TestCertificates.context(null, AUTHORITY).getSocketFactory().createSocket("127.0.0.1", tollgate.port());
        try {
            client.setEnabledProtocols(new String[] {version});
            client.startHandshake();
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static String length(String hex, int bytes) {
        return HexFormat.of().toHexDigits(hex.length() / 2, 2 * bytes);
    }

    private static String hex(String bytes) {
        return HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String shown() throws IOException {
        try (RawSocket client = secure("shop.example.com")) {
            return client.shown().getSubjectX500Principal().getName();
        }
    }

    private RawSocket secure(String name) throws IOException {
        return RawSocket.connect(tollgate.port(), TestCertificates.context(null, AUTHORITY), name);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(TestCertificates.context(null, AUTHORITY))
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + tollgate.port() + "/"))
                .build();
    }

    private static Head get(RawSocket client, String... fields) throws IOException {
        StringBuilder lines = new StringBuilder("GET / HTTP/1.1\r\nHost: shop.example.com\r\n");
        for (String field : fields) {
            lines.append(field).append("\r\n");
        }
        Head answer = client.write(lines + "\r\n").head();
        client.body(answer, true);
        return answer;
    }

    private static String item(Made made) throws Exception {
        return ":" + Base64.getEncoder().encodeToString(made.certificate().getEncoded()) + ":";
    }

    private String config(String tls, @Nullable String more) {
        return DataSide.pool(List.of(backend.url()), "retry: {max: 0}")
                .replace(
                        "listeners: [{id: web, address: \"127.0.0.1:0\"}]",
                        "listeners:\n  - {id: secure, address: \"127.0.0.1:0\", tls: {" + tls + "}" + more + "}");
    }
}
