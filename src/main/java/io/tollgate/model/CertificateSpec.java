package io.tollgate.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a certificate and its private key are: in PEM files, or in a PKCS#12 keystore. */
public record CertificateSpec(
        @Setting(
                value =
                        "A PEM file with the certificate itself first, then those that lead to its CA. Relative to the folder of the configuration file, and read again when it changes.",
                defaultsTo = "\"\"")
        String certificate,

        @Setting(
                value = "The PEM file of its private key; without one, the key is in the certificate's file.",
                defaultsTo = "\"\"")
        String key,

        @Setting(
                value =
                        "In place of certificate and key: a PKCS#12 file, of which every certificate with a key counts.",
                defaultsTo = "\"\"")
        String keystore,

        @Setting(
                value =
                        "The password of the keystore or of an encrypted key, as a reference such as \"${TLS_PASSWORD}\".",
                defaultsTo = "null")
        @Nullable
        Secret password) {

    public CertificateSpec {
        new Checks()
                .requireTogether(
                        certificate.isEmpty() != keystore.isEmpty(),
                        "",
                        certificate.isEmpty() ? "names no file" : "names both a certificate and a keystore",
                        "write either {certificate: site.pem, key: site.key} or {keystore: site.p12}")
                .requireTogether(
                        key.isEmpty() || !certificate.isEmpty(),
                        "key",
                        "stands without a certificate",
                        "write certificate beside it (a keystore holds its key itself)")
                .file(certificate, "certificate")
                .file(key, "key")
                .file(keystore, "keystore")
                .done();
    }

    /** The file that holds the key, whose certificate is in PEM. */
    public String keyFile() {
        return key.isEmpty() ? certificate : key;
    }

    /** The files that it is read from. */
    public List<String> files() {
        List<String> files = new ArrayList<>();
        if (keystore.isEmpty()) {
            files.add(certificate);
            files.add(keyFile());
        } else {
            files.add(keystore);
        }
        return files.stream().distinct().toList();
    }
}
