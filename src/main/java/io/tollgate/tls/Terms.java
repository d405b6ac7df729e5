package io.tollgate.tls;

import io.tollgate.model.TlsVersion;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken: TLS 1.3 and, unless it is ruled out, of TLS 1.2 what has forward secrecy and authenticated
 * encryption. These are the suites of Mozilla's recommendation "intermediate", version 5.7, without those of finite
 * fields, which scanners take for weak and no client needs.
 */
final class Terms {
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Terms() {}

    static SSLContext context(@Nullable IdentityManager own, TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : new KeyManager[] {own}, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS belongs to every Java runtime", e);
        }
    }

    static SSLParameters parameters(SSLContext context, TlsVersion minimum) {
        Set<String> known = Set.of(context.getSupportedSSLParameters().getCipherSuites());
        SSLParameters parameters = new SSLParameters(
                SUITES.stream().filter(known::contains).toArray(String[]::new),
                minimum == TlsVersion.V1_3 ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }
}
