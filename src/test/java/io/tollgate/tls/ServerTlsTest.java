package io.tollgate.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.CertificateSpec;
import io.tollgate.model.ClientCertificates;
import io.tollgate.model.ListenerTls;
import io.tollgate.model.PoolTls;
import io.tollgate.model.Problem;
import io.tollgate.model.TlsVersion;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a client is shown, what is spoken, and who is believed: two engines shake hands without a network. */
@SuppressWarnings("NullAway.Init")
class ServerTlsTest {
    @TempDir
    static Path folder;

    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made STRANGER = TestCertificates.authority("stranger");
    private static final Made CLIENT = TestCertificates.signed(AUTHORITY, "client", "EC");

    @BeforeAll
    static void make() {
        Stream.of(
                        TestCertificates.signed(AUTHORITY, "first", "EC", "first.example.com"),
                        TestCertificates.signed(AUTHORITY, "first-rsa", "RSA", "first.example.com"),
                        TestCertificates.signed(AUTHORITY, "wild", "EC", "*.example.com"),
                        TestCertificates.signed(AUTHORITY, "shop", "EC", "shop.example.com", "www.shop.example"),
                        TestCertificates.signed(AUTHORITY, "rsa", "RSA", "rsa.example.com"),
                        AUTHORITY,
                        STRANGER,
                        CLIENT)
                .forEach(made -> made.writeTo(folder, made.name()));
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop",
        "SHOP.example.com, shop",
        "www.shop.example, shop",
        "other.example.com, wild",
        "first.example.com, first",
        "rsa.example.com, rsa",
        // One label and no more (RFC 6125, section 6.4.3).
        "a.b.example.com, first",
        "example.com, first",
        "elsewhere.test, first",
        "localhost, first",
        ", first"
    })
    void showsTheCertificateOfTheNameAskedFor(@Nullable String name, String expected) throws Exception {
        ServerTls server = server("wild", "shop", "rsa");
        assertEquals("CN=" + expected, subject(handshake(client(name), server.newEngine())));
    }

    @Test
    void showsTheFirstOfItsKindToAClientThatKnowsNoOther() throws Exception {
        ServerTls both = server("first-rsa", "wild");
        SSLEngine old = client("first.example.com");
        SSLParameters parameters = old.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.2"});
        parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        old.setSSLParameters(parameters);
        assertEquals("CN=first-rsa", subject(handshake(old, both.newEngine())));
        assertEquals("CN=first", subject(handshake(client("nowhere.test"), both.newEngine())));
    }

    @Test
    void speaksNothingOlderAndNothingWeak() throws Exception {
        SSLEngine engine = server("wild").newEngine();
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), List.of(engine.getEnabledProtocols()));
        for (String suite : engine.getEnabledCipherSuites()) {
            assertTrue(suite.matches("TLS_(AES|CHACHA20).*|TLS_ECDHE_.*(_GCM_|CHACHA20_POLY1305).*"), suite);
        }
        assertTrue(engine.getEnabledCipherSuites().length >= 9);
        SSLEngine old = client(null);
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThrows(
                SSLException.class,
                () -> handshake(
                        old,
                        server(TlsVersion.V1_3, ClientCertificates.NONE, "wild").newEngine()));
    }

    @Test
    void asksForCertificatesOfClients() throws Exception {
        ServerTls required = server(TlsVersion.V1_2, ClientCertificates.REQUIRED, "shop");
        SSLEngine asking = required.newEngine();
        handshake(TestCertificates.context(CLIENT, AUTHORITY).createSSLEngine("x", 1), asking);
        assertEquals(CLIENT.certificate(), asking.getSession().getPeerCertificates()[0]);
        assertThrows(SSLException.class, () -> handshake(client(null), required.newEngine()));
        assertThrows(SSLException.class, () -> handshake(shows("stranger"), required.newEngine()));

        ServerTls optional = server(TlsVersion.V1_2, ClientCertificates.OPTIONAL, "shop");
        handshake(client(null), optional.newEngine());
        assertThrows(SSLException.class, () -> handshake(shows("stranger"), optional.newEngine()));
    }

    @ParameterizedTest
    @CsvSource({
        // ca, verify, serverName, host, well
        "ca.pem, true, '', shop.example.com, true",
        "ca.pem, true, shop.example.com, 10.0.0.1, true",
        "ca.pem, true, '', other.test, false",
        "ca.pem, true, other.test, shop.example.com, false",
        "ca.pem, true, '', 10.0.0.1, false",
        "stranger.pem, true, '', shop.example.com, false",
        "'', true, '', shop.example.com, false",
        "'', false, '', other.test, true"
    })
    void aBackendIsBelievedByItsCaAndItsName(String ca, boolean verify, String serverName, String host, boolean well)
            throws Exception {
        PoolTls spec = new PoolTls(ca, verify, serverName, "", "", "", null);
        ClientTls tls = ClientTls.of(spec, FileContents.read(folder, spec.files()));
        SSLEngine backend = server("shop").newEngine();
        if (well) {
            handshake(tls.newEngine(host, 443, "http/1.1"), backend);
        } else {
            assertThrows(SSLException.class, () -> handshake(tls.newEngine(host, 443, "http/1.1"), backend));
        }
    }

    /** A name of one label is asked for, too, as those of containers are. */
    @Test
    void aBackendIsAskedForByItsNameAndShownACertificate() throws Exception {
        PoolTls plain = new PoolTls("ca.pem", true, "", "", "", "", null);
        assertEquals(
                List.of(new SNIHostName("shop")),
                ClientTls.of(plain, FileContents.read(folder, plain.files()))
                        .newEngine("shop", 443, "http/1.1")
                        .getSSLParameters()
                        .getServerNames());
        SSLEngine asking =
                server(TlsVersion.V1_2, ClientCertificates.REQUIRED, "shop").newEngine();
        handshake(shows("client"), asking);
        assertEquals(CLIENT.certificate(), asking.getSession().getPeerCertificates()[0]);
    }

    @Test
    void everyFileThatCannotBeUsedIsTold() {
        List<CertificateSpec> certificates =
                Stream.of("lost", "first", "gone").map(ServerTlsTest::named).toList();
        ListenerTls spec =
                new ListenerTls(certificates, TlsVersion.V1_2, ClientCertificates.OPTIONAL, "nobody.pem", null);
        UnusableFileException refused = assertThrows(
                UnusableFileException.class, () -> ServerTls.of(spec, FileContents.read(folder, spec.files())));
        assertEquals(
                List.of("certificates[0].certificate", "certificates[2].certificate", "clientCa"),
                refused.problems().stream().map(Problem::path).toList());
    }

    private static CertificateSpec named(String name) {
        return new CertificateSpec(name + ".pem", name + ".key", "", null);
    }

    private static ServerTls server(String... further) throws UnusableFileException {
        return server(TlsVersion.V1_2, ClientCertificates.NONE, further);
    }

    /** With {@code first} before all others. */
    private static ServerTls server(TlsVersion minimum, ClientCertificates asked, String... further)
            throws UnusableFileException {
        List<CertificateSpec> all = Stream.concat(Stream.of("first"), Stream.of(further))
                .map(ServerTlsTest::named)
                .toList();
        ListenerTls spec = new ListenerTls(all, minimum, asked, asked == ClientCertificates.NONE ? "" : "ca.pem", null);
        return ServerTls.of(spec, FileContents.read(folder, spec.files()));
    }

    private static SSLEngine client(@Nullable String asks) {
        SSLEngine engine = TestCertificates.context(null, AUTHORITY).createSSLEngine("192.0.2.1", 443);
        if (asks != null) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(asks)));
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    /** Shows that certificate whatever the server asks for. */
    private static SSLEngine shows(String certificate) throws UnusableFileException {
        PoolTls spec =
                new PoolTls("ca.pem", true, "shop.example.com", certificate + ".pem", certificate + ".key", "", null);
        return ClientTls.of(spec, FileContents.read(folder, spec.files())).newEngine("192.0.2.1", 443, "http/1.1");
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static X509Certificate handshake(SSLEngine CLIENT, SSLEngine server) throws SSLException {
        return EnginePair.handshake(CLIENT, server);
    }
}
