package io.tollgate.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.CertificateSpec;
import io.tollgate.model.Secret;
import io.tollgate.testing.Der;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys in every form that people have them in, and what is said of those that cannot be used. */
@SuppressWarnings("NullAway.Init")
class IdentitiesTest {
    private static final Secret RIGHT = new Secret("${PASSWORD}", TestCertificates.PASSWORD);
    private static final Secret WRONG = new Secret("${PASSWORD}", "wrong");

    private static final Made RSA =
            TestCertificates.selfSigned("rsa.example.com", "RSA", "rsa.example.com", "*.Example.org", "127.0.0.1");
    private static final Made EC = TestCertificates.selfSigned("ec.example.com", "EC", "ec.example.com");
    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made SIGNED = TestCertificates.signed(AUTHORITY, "signed.example.com", "EC");

    /** What OpenSSL 3 wrote: one key in three forms and its certificate. They are used nowhere else. */
    private static final Path OPENSSL =
            Path.of("src/test/resources/io/tollgate/tls").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void readsACertificateAndItsKey() throws Exception {
        RSA.writeTo(folder, "site");
        Identity identity = read(pem("site.pem", "site.key")).get(0);
        assertEquals(RSA.certificate(), identity.certificate());
        assertArrayEquals(RSA.pkcs8(), identity.key().getEncoded());
        assertEquals(Set.of("rsa.example.com", "*.example.org"), identity.names());
        assertEquals("rsa.example.com", identity.name());
        assertFalse(identity.toString().contains("Key"), identity.toString());
    }

    @Test
    void readsBothFromOneFileAndSkipsWhatIsExplained() throws Exception {
        write(
                "site.pem",
                "Bag Attributes\n    friendlyName: own\n" + EC.keyPem() + "subject=CN = x\n" + EC.certificatePem());
        assertEquals(EC.certificate(), read(pem("site.pem", "")).get(0).certificate());
    }

    @Test
    void readsAChainInItsOrderAndTheCommonNameWhereThereIsNoOther() throws Exception {
        SIGNED.writeTo(folder, "site");
        Identity identity = read(pem("site.pem", "site.key")).get(0);
        assertEquals(List.of(SIGNED.certificate(), AUTHORITY.certificate()), identity.chain());
        assertEquals(Set.of("signed.example.com"), identity.names());
    }

    @Test
    void readsLineEndsOfWindows() throws Exception {
        write("site.pem", (EC.certificatePem() + EC.keyPem()).replace("\n", "\r\n"));
        assertEquals(EC.certificate(), read(pem("site.pem", "")).get(0).certificate());
    }

    /** What OpenSSL wrote before its version 3. */
    @Test
    void readsAnRsaKeyInPkcs1() throws Exception {
        byte[] pkcs8 = RSA.pkcs8();
        write("site.pem", RSA.certificatePem());
        write("site.key", TestCertificates.pem("RSA PRIVATE KEY", octets(pkcs8)));
        assertArrayEquals(pkcs8, read(pem("site.pem", "site.key")).get(0).key().getEncoded());
    }

    @Test
    void readsWhatOpensslWrites() throws Exception {
        String site = OPENSSL.resolve("site.pem").toString();
        Identity plain = read(pem(site, OPENSSL.resolve("sec1.key").toString())).get(0);
        assertEquals("EC", plain.key().getAlgorithm());
        assertEquals(Set.of("fixture.example.com"), plain.names());
        String encrypted = OPENSSL.resolve("encrypted.key").toString();
        Identity decrypted =
                read(new CertificateSpec(site, encrypted, "", RIGHT)).get(0);
        assertEquals(plain.certificate(), decrypted.certificate());
        String keystore = OPENSSL.resolve("site.p12").toString();
        assertEquals(
                plain.certificate(),
                read(new CertificateSpec("", "", keystore, RIGHT)).get(0).certificate());
        assertProblem(new CertificateSpec(site, encrypted, "", WRONG), "certificates[1].password: does not open");
        assertProblem(new CertificateSpec(site, encrypted, "", null), "certificates[1].password: is missing, and");
    }

    @ParameterizedTest
    @CsvSource({"RSA", "RSASSA-PSS", "EC", "Ed25519"})
    void readsEveryKindOfKey(String algorithm) throws Exception {
        Made own = TestCertificates.selfSigned("own", algorithm, "own.example.com");
        own.writeTo(folder, "site");
        assertEquals(own.certificate(), read(pem("site.pem", "site.key")).get(0).certificate());
    }

    @Test
    void readsAKeystore() throws Exception {
        SIGNED.writeKeystore(folder.resolve("site.p12"));
        Identity identity = read(new CertificateSpec("", "", "site.p12", RIGHT)).get(0);
        assertEquals(List.of(SIGNED.certificate(), AUTHORITY.certificate()), identity.chain());
        assertArrayEquals(SIGNED.pkcs8(), identity.key().getEncoded());
    }

    @Test
    void saysWhatIsWrongWithAKeystore() throws Exception {
        EC.writeKeystore(folder.resolve("site.p12"));
        write("site.pem", EC.certificatePem());
        assertProblem(
                new CertificateSpec("", "", "site.p12", WRONG), "certificates[1].password: does not open \"site.p12\"");
        assertProblem(
                new CertificateSpec("", "", "site.p12", null),
                "certificates[1].password: is missing, and \"site.p12\" wants one");
        assertProblem(
                new CertificateSpec("", "", "site.pem", RIGHT),
                "certificates[1].keystore: \"site.pem\" is no PKCS#12 keystore");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        EC.writeTo(folder, "site");
        RSA.writeTo(folder, "other");
        String certificate = EC.certificatePem();
        write("empty.pem", "");
        write("half.pem", certificate.substring(0, certificate.length() / 2));
        write("mixed.pem", certificate.replace("END CERTIFICATE", "END X509 CRL"));
        write("broken.pem", certificate.replaceFirst("MI", "M!"));
        write("nonsense.pem", TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3}));
        write(
                "old.key",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        write("dsa.key", TestCertificates.pem("DSA PRIVATE KEY", new byte[] {1}));
        write("curve.key", TestCertificates.pem("EC PRIVATE KEY", octets(EC.pkcs8())));
        write("bad.key", TestCertificates.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        Files.write(folder.resolve("large.pem"), new byte[(1 << 20) + 1]);

        assertProblem(pem("none.pem", "site.key"), "certificates[1].certificate: \"none.pem\" does not exist");
        assertProblem(pem("site.pem", "none.key"), "certificates[1].key: \"none.key\" does not exist");
        assertProblem(pem(".", "site.key"), "certificates[1].certificate: \".\" cannot be read");
        assertProblem(pem("large.pem", "site.key"), "certificates[1].certificate: \"large.pem\" is larger than 1 MiB");
        assertProblem(pem("empty.pem", "site.key"), "certificates[1].certificate: \"empty.pem\" holds no certificate");
        assertProblem(pem("half.pem", "site.key"), "\"half.pem\" ends within a block CERTIFICATE");
        assertProblem(
                pem("mixed.pem", "site.key"),
                "\"mixed.pem\" ends a block CERTIFICATE with the line -----END X509 CRL-----");
        assertProblem(pem("broken.pem", "site.key"), "\"broken.pem\" has a block CERTIFICATE that is no Base64");
        assertProblem(pem("nonsense.pem", "site.key"), "\"nonsense.pem\" holds a certificate that cannot be read");
        assertProblem(pem("site.pem", ""), "certificates[1].certificate: \"site.pem\" holds no private key");
        assertProblem(pem("site.pem", "site.pem"), "certificates[1].key: \"site.pem\" holds no private key");
        assertProblem(pem("site.pem", "old.key"), "certificates[1].key: \"old.key\" is encrypted in a form of old");
        assertProblem(
                pem("site.pem", "dsa.key"), "\"dsa.key\" holds a key in a form that is not known (DSA PRIVATE KEY)");
        assertProblem(pem("site.pem", "curve.key"), "holds a key in a form that is not known (EC PRIVATE KEY)");
        assertProblem(pem("site.pem", "bad.key"), "holds a key in a form that is not known (PRIVATE KEY)");
        assertProblem(
                pem("site.pem", "other.key"),
                "certificates[1].key: the key in \"other.key\" is not that of the first certificate in \"site.pem\"");
    }

    /** Whatever a file holds, it is read or refused in words. */
    @Test
    void survivesEverySpoiltFile() throws Exception {
        byte[] good = (EC.certificatePem() + EC.keyPem()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Random random = new Random(20_261_125);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] spoilt = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                spoilt[random.nextInt(spoilt.length)] = (byte) "A=-\n:".charAt(random.nextInt(5));
            }
            Files.write(folder.resolve("site.pem"), spoilt);
            try {
                read(pem("site.pem", ""));
            } catch (UnusableFileException e) {
                refused++;
            }
        }
        assertTrue(refused > 200, refused + " refused");
    }

    private List<Identity> read(CertificateSpec spec) throws UnusableFileException {
        return Identities.read(spec, "certificates[1].", FileContents.read(folder, spec.files()));
    }

    private void assertProblem(CertificateSpec spec, String message) {
        UnusableFileException refused = assertThrows(UnusableFileException.class, () -> read(spec));
        String text = refused.problems().get(0).toString();
        assertTrue(text.contains(message), text);
        assertFalse(text.contains(TestCertificates.PASSWORD), text);
        assertFalse(refused.problems().get(0).fix().isEmpty());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static CertificateSpec pem(String certificate, String key) {
        return new CertificateSpec(certificate, key, "", null);
    }

    /** The octet string in which PKCS#8 holds a key of an older form. */
    private static byte[] octets(byte[] pkcs8) {
        ByteBuffer whole = Der.next(ByteBuffer.wrap(pkcs8));
        Der.next(whole);
        Der.next(whole);
        ByteBuffer inner = Der.next(whole);
        byte[] bytes = new byte[inner.remaining()];
        inner.get(bytes);
        return bytes;
    }
}
