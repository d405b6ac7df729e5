package io.tollgate.testing;

import static io.tollgate.testing.Der.oid;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates made in this process at the time of the test, which takes a hundredth of the time that keytool does: tests
 * replace them by the hundred.
 */
public final class TestCertificates {
    /** Of every keystore. */
    public static final String PASSWORD = "changeit";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final AtomicLong SERIALS = new AtomicLong(1);

    private TestCertificates() {}

    /**
     * A certificate with its key.
     *
     * @param name its common name
     * @param chain the certificate itself, then those of its CAs
     */
    public record Made(String name, PrivateKey key, List<X509Certificate> chain) {

        public X509Certificate certificate() {
            return chain.get(0);
        }

        /** The private key in PKCS#8. */
        public byte[] pkcs8() {
            return key.getEncoded();
        }

        /** The chain in PEM. */
        public String certificatePem() {
            StringBuilder text = new StringBuilder();
            for (X509Certificate each : chain) {
                text.append(pem("CERTIFICATE", encoded(each)));
            }
            return text.toString();
        }

        /** The key in PEM. */
        public String keyPem() {
            return pem("PRIVATE KEY", pkcs8());
        }

        /** Writes {@code AS.pem} and {@code AS.key}, each at once in place of an earlier one. */
        public Made writeTo(Path folder, String as) {
            replace(folder.resolve(as + ".pem"), certificatePem());
            replace(folder.resolve(as + ".key"), keyPem());
            return this;
        }

        /** Writes a PKCS#12 keystore of {@link #PASSWORD}. */
        public void writeKeystore(Path file) {
            try (OutputStream out = Files.newOutputStream(file)) {
                keystore().store(out, PASSWORD.toCharArray());
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private KeyStore keystore() throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        }
    }

    /** A CA. */
    public static Made authority(String name) {
        return make(null, name, "EC", Duration.ofDays(90), List.of());
    }

    /** A certificate that vouches for itself, for these host names and addresses. */
    public static Made selfSigned(String name, String algorithm, String... hosts) {
        return make(null, name, algorithm, Duration.ofDays(90), List.of(hosts));
    }

    /** A certificate that a CA vouches for; without hosts, it has only its name. */
    public static Made signed(Made authority, String name, String algorithm, String... hosts) {
        return make(authority, name, algorithm, Duration.ofDays(90), List.of(hosts));
    }

    /** One that expires after that time, which may be over. */
    public static Made expiring(Made authority, String name, Duration in, String... hosts) {
        return make(authority, name, "EC", in, List.of(hosts));
    }

    /** A context that shows this certificate, if any, and believes these and no other; all of them where none is named. */
    public static SSLContext context(@Nullable Made shown, Made... believed) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            if (shown != null) {
                keys.init(shown.keystore(), PASSWORD.toCharArray());
            }
            TrustManager[] trust = null;
            if (believed.length > 0) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (Made each : believed) {
                    store.setCertificateEntry(each.name(), each.certificate());
                }
                TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
                factory.init(store);
                trust = factory.getTrustManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown == null ? null : keys.getKeyManagers(), trust, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A block of PEM. */
    public static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** Puts a file in another's place, at once as deployments do. */
    public static void replace(Path file, String text) {
        try {
            Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Made make(
            @Nullable Made authority, String name, String algorithm, Duration lifetime, List<String> hosts) {
        try {
            KeyPair pair = pair(algorithm);
            PrivateKey signer = authority == null ? pair.getPrivate() : authority.key();
            String issuer = authority == null ? name : authority.name();
            Instant now = Instant.now();
            Instant end = now.plus(lifetime);
            Instant begin = end.isBefore(now) ? end.minus(Duration.ofDays(1)) : now.minus(Duration.ofDays(1));
            byte[] body = Der.of(
                    Der.SEQUENCE,
                    Der.of(0xa0, Der.of(Der.INTEGER, new byte[] {2})),
                    Der.of(Der.INTEGER, serial()),
                    algorithm(signer),
                    distinguished(issuer),
                    Der.of(
                            Der.SEQUENCE,
                            Der.text(Der.GENERALIZED_TIME, TIME.format(begin)),
                            Der.text(Der.GENERALIZED_TIME, TIME.format(end))),
                    distinguished(name),
                    pair.getPublic().getEncoded(),
                    Der.of(0xa3, extensions(authority == null && hosts.isEmpty(), hosts)));
            byte[] whole = Der.of(
                    Der.SEQUENCE, body, algorithm(signer), Der.of(Der.BIT_STRING, new byte[1], signed(signer, body)));
            List<X509Certificate> chain = new ArrayList<>();
            chain.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole)));
            if (authority != null) {
                chain.addAll(authority.chain());
            }
            return new Made(name, pair.getPrivate(), List.copyOf(chain));
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (algorithm.startsWith("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static byte[] serial() {
        long serial = SERIALS.getAndIncrement();
        return new byte[] {1, (byte) (serial >> 16), (byte) (serial >> 8), (byte) serial};
    }

    private static byte[] distinguished(String commonName) {
        return Der.of(
                Der.SEQUENCE,
                Der.of(Der.SET, Der.of(Der.SEQUENCE, oid("2.5.4.3"), Der.text(Der.UTF8_STRING, commonName))));
    }

    private static byte[] extensions(boolean authority, List<String> hosts) throws IOException {
        List<byte[]> all = new ArrayList<>();
        if (authority) {
            all.add(critical("2.5.29.19", Der.of(Der.SEQUENCE, Der.of(Der.BOOLEAN, new byte[] {-1}))));
            // keyCertSign and cRLSign.
            all.add(critical("2.5.29.15", Der.of(Der.BIT_STRING, new byte[] {1, 6})));
        } else {
            all.add(critical("2.5.29.19", Der.of(Der.SEQUENCE)));
        }
        if (!hosts.isEmpty()) {
            List<byte[]> names = new ArrayList<>();
            for (String host : hosts) {
                boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
                names.add(address ? Der.of(0x87, InetAddress.getByName(host).getAddress()) : Der.text(0x82, host));
            }
            all.add(Der.of(
                    Der.SEQUENCE,
                    oid("2.5.29.17"),
                    Der.of(Der.OCTET_STRING, Der.of(Der.SEQUENCE, names.toArray(byte[][]::new)))));
        }
        return Der.of(Der.SEQUENCE, all.toArray(byte[][]::new));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.of(Der.SEQUENCE, oid(oid), Der.of(Der.BOOLEAN, new byte[] {-1}), Der.of(Der.OCTET_STRING, value));
    }

    private static byte[] algorithm(PrivateKey signer) throws GeneralSecurityException, IOException {
        return switch (signer.getAlgorithm()) {
            case "RSA" -> Der.of(Der.SEQUENCE, oid("1.2.840.113549.1.1.11"), Der.of(Der.NULL));
            case "EC" -> Der.of(Der.SEQUENCE, oid("1.2.840.10045.4.3.2"));
            case "RSASSA-PSS" ->
                Der.of(
                        Der.SEQUENCE,
                        oid("1.2.840.113549.1.1.10"),
                        signature(signer).getParameters().getEncoded());
            default -> Der.of(Der.SEQUENCE, oid("1.3.101.112"));
        };
    }

    private static byte[] signed(PrivateKey signer, byte[] what) throws GeneralSecurityException {
        Signature signature = signature(signer);
        signature.initSign(signer);
        signature.update(what);
        return signature.sign();
    }

    private static Signature signature(PrivateKey signer) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (signer.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> signer.getAlgorithm();
                });
        if (signer.getAlgorithm().equals("RSASSA-PSS")) {
            signature.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
        }
        return signature;
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
