package io.tollgate.proxy;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates as fields carry them: byte sequences in Base64 between colons (RFC 9440, section 2; RFC 8941, 3.3.5). */
final class ClientCertificate {
    private ClientCertificate() {}

    static String item(X509Certificate certificate) {
        try {
            return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has its bytes", e);
        }
    }

    static String list(List<X509Certificate> chain) {
        return chain.stream().map(ClientCertificate::item).collect(Collectors.joining(", "));
    }
}
