package io.tollgate.tls;

import io.tollgate.model.CertificateSpec;
import io.tollgate.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads certificates and their keys. */
final class Identities {
    private static final byte[] PROOF =
            "Do these two belong together?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Identities() {}

    /**
     * All that the files of one entry hold; at least one.
     *
     * @param prefix the path of the entry, with a dot at its end; empty where its settings stand by themselves
     * @throws UnusableFileException with the first thing that is wrong
     */
    static List<Identity> read(CertificateSpec spec, String prefix, FileContents files) throws UnusableFileException {
        return spec.keystore().isEmpty() ? List.of(ofPem(spec, prefix, files)) : ofKeystore(spec, prefix, files);
    }

    /** The certificates of a PEM file; at least one. */
    static List<X509Certificate> certificates(String file, String field, FileContents files)
            throws UnusableFileException {
        List<X509Certificate> found = new ArrayList<>();
        for (Pem block : blocks(file, field, files)) {
            if (block.is("CERTIFICATE")) {
                found.add(certificate(block, file, field));
            }
        }
        if (found.isEmpty()) {
            throw new UnusableFileException(
                    field, "\"" + file + "\" holds no certificate", "write a PEM file with a block CERTIFICATE");
        }
        return found;
    }

    private static Identity ofPem(CertificateSpec spec, String prefix, FileContents files)
            throws UnusableFileException {
        String certificateField = prefix + "certificate";
        String keyField = prefix + (spec.key().isEmpty() ? "certificate" : "key");
        List<X509Certificate> chain = certificates(spec.certificate(), certificateField, files);
        PrivateKey key = PrivateKeys.first(
                blocks(spec.keyFile(), keyField, files),
                spec.keyFile(),
                keyField,
                spec.password(),
                prefix + "password");
        if (!pair(key, chain.get(0).getPublicKey())) {
            throw new UnusableFileException(
                    keyField,
                    "the key in \"" + spec.keyFile() + "\" is not that of the first certificate in \""
                            + spec.certificate() + "\"",
                    "write the key that the certificate was made for, and put that certificate before those of CAs");
        }
        return new Identity(key, chain);
    }

    private static List<Identity> ofKeystore(CertificateSpec spec, String prefix, FileContents files)
            throws UnusableFileException {
        String field = prefix + "keystore";
        byte[] content = files.of(spec.keystore(), field);
        Secret secret = spec.password();
        char[] password = secret == null ? new char[0] : secret.value().toCharArray();
        List<Identity> found = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            for (String alias : Collections.list(store.aliases())) {
                Identity identity = entry(store, alias, password);
                if (identity != null) {
                    found.add(identity);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            if (e instanceof UnrecoverableKeyException || e.getCause() instanceof UnrecoverableKeyException) {
                throw new UnusableFileException(
                        prefix + "password",
                        (secret == null ? "is missing, and \"" : "does not open \"") + spec.keystore() + "\""
                                + (secret == null ? " wants one" : ""),
                        "write a reference such as \"${TLS_PASSWORD}\", and set it to the right password");
            }
            throw new UnusableFileException(
                    field,
                    "\"" + spec.keystore() + "\" is no PKCS#12 keystore",
                    "make one: openssl pkcs12 -export -in site.pem -inkey site.key -out site.p12");
        }
        if (found.isEmpty()) {
            throw new UnusableFileException(
                    field,
                    "\"" + spec.keystore() + "\" holds no certificate with a private key",
                    "make one: openssl pkcs12 -export -in site.pem -inkey site.key -out site.p12");
        }
        return found;
    }

    private static @Nullable Identity entry(KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        if (!store.isKeyEntry(alias)) {
            return null;
        }
        Key key = store.getKey(alias, password);
        Certificate[] chain = store.getCertificateChain(alias);
        if (!(key instanceof PrivateKey own) || chain == null) {
            return null;
        }
        return new Identity(
                own, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    }

    private static List<Pem> blocks(String file, String field, FileContents files) throws UnusableFileException {
        try {
            return Pem.blocks(files.of(file, field));
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(
                    field, "\"" + file + "\" " + e.getMessage(), "write the file anew, whole and in PEM");
        }
    }

    private static X509Certificate certificate(Pem block, String file, String field) throws UnusableFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new UnusableFileException(
                    field,
                    "\"" + file + "\" holds a certificate that cannot be read (" + e.getMessage() + ")",
                    "write the file anew");
        }
    }

    /** Whether the one signs what the other verifies. */
    private static boolean pair(PrivateKey own, PublicKey shown) {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(own);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
