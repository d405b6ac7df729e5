package io.tollgate.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How TLS is spoken to those backends of a pool whose URL begins with https. */
public record PoolTls(
        @Setting(
                value =
                        "A PEM file with the CAs that the backends' certificates must come from; no other is believed then. Without one, those of the Java runtime.",
                defaultsTo = "\"\"")
        String ca,

        @Setting(
                value =
                        "Whether a backend's certificate must be good and bear its name. false lets anybody on the way read and change everything.",
                defaultsTo = "true")
        boolean verify,

        @Setting(
                value =
                        "The name that is asked for (SNI) and that certificates must bear; without one, the host of the backend's URL.",
                defaultsTo = "\"\"")
        String serverName,

        @Setting(value = "A PEM file with the certificate that backends are shown.", defaultsTo = "\"\"")
        String certificate,

        @Setting(
                value = "The PEM file of its private key; without one, the key is in the certificate's file.",
                defaultsTo = "\"\"")
        String key,

        @Setting(value = "In place of certificate and key: a PKCS#12 file.", defaultsTo = "\"\"")
        String keystore,

        @Setting(
                value =
                        "The password of the keystore or of an encrypted key, as a reference such as \"${TLS_PASSWORD}\".",
                defaultsTo = "null")
        @Nullable
        Secret password) {

    /** TLS as it is spoken where nothing is said of it. */
    public static final PoolTls DEFAULT = new PoolTls("", true, "", "", "", "", null);

    public PoolTls {
        new Checks()
                .requireTogether(
                        verify || ca.isEmpty(),
                        "ca",
                        "is given, and nothing is verified",
                        "leave out verify: false, or leave out ca")
                .require(
                        serverName.isEmpty() || hostName(serverName),
                        "serverName",
                        "\"" + serverName + "\" is not a host name",
                        "write a name such as shop.internal, without a port")
                .requireTogether(
                        certificate.isEmpty() || keystore.isEmpty(),
                        "keystore",
                        "stands beside a certificate",
                        "write either certificate and key or keystore")
                .requireTogether(
                        key.isEmpty() || !certificate.isEmpty(),
                        "key",
                        "stands without a certificate",
                        "write certificate beside it (a keystore holds its key itself)")
                .file(ca, "ca")
                .file(certificate, "certificate")
                .file(key, "key")
                .file(keystore, "keystore")
                .done();
    }

    /** How it is spoken to that backend: what it is to be asked for is first for the pool to say, then for its URL. */
    public PoolTls to(BackendUrl url) {
        return serverName.isEmpty() && !url.serverName().isEmpty()
                ? new PoolTls(ca, verify, url.serverName(), certificate, key, keystore, password)
                : this;
    }

    /** What backends are shown, or null. */
    public @Nullable CertificateSpec identity() {
        return certificate.isEmpty() && keystore.isEmpty()
                ? null
                : new CertificateSpec(certificate, key, keystore, password);
    }

    /** All files that it is read from. */
    public List<String> files() {
        List<String> files = new ArrayList<>();
        CertificateSpec shown = identity();
        if (shown != null) {
            files.addAll(shown.files());
        }
        if (!ca.isEmpty()) {
            files.add(ca);
        }
        return files.stream().distinct().toList();
    }

    private static boolean hostName(String text) {
        return text.length() <= 253
                && !text.startsWith(".")
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '-');
    }
}
