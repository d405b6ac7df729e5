package io.tollgate.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a listener speaks TLS. */
public record ListenerTls(
        @Setting("The certificates. Clients get the one of the name that they ask for, or else the first.")
        List<CertificateSpec> certificates,

        @Setting(value = "The oldest version that is spoken.", defaultsTo = "\"1.2\"", range = "1.2, 1.3")
        TlsVersion minimum,

        @Setting(
                value =
                        "Whether clients are asked for certificates of their own. Backends get them in the field Client-Cert (RFC 9440).",
                defaultsTo = "none",
                range = "none, optional, required")
        ClientCertificates clientCertificates,

        @Setting(
                value = "A PEM file with the CAs that clients' certificates must come from; no other is believed.",
                defaultsTo = "\"\"")
        String clientCa,

        @Setting(
                value =
                        "Tells browsers to come by TLS alone: {} for a year. Without it, backends may still say so themselves.",
                defaultsTo = "null")
        @Nullable
        HstsSpec hsts) {

    public ListenerTls {
        certificates = List.copyOf(certificates);
        new Checks()
                .requireTogether(
                        !certificates.isEmpty(),
                        "certificates",
                        "is empty",
                        "write at least one, such as {certificate: site.pem, key: site.key}")
                .requireTogether(
                        clientCertificates == ClientCertificates.NONE || !clientCa.isEmpty(),
                        "clientCa",
                        "is missing, and clients are asked for certificates",
                        "write the PEM file of the CAs that they come from")
                .requireTogether(
                        clientCertificates != ClientCertificates.NONE || clientCa.isEmpty(),
                        "clientCa",
                        "is given, and clients are not asked for certificates",
                        "write clientCertificates: optional or required, or leave it out")
                .file(clientCa, "clientCa")
                .done();
    }

    /** All files that it is read from. */
    public List<String> files() {
        List<String> files = new ArrayList<>();
        certificates.forEach(certificate -> files.addAll(certificate.files()));
        if (!clientCa.isEmpty()) {
            files.add(clientCa);
        }
        return files.stream().distinct().toList();
    }
}
