package io.tollgate.tls;

import io.tollgate.model.CertificateSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.model.TlsVersion;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS as it is spoken to a pool's backends: its settings and what their files held. Immutable and thread-safe. */
public final class ClientTls {
    private final PoolTls spec;
    private final List<Identity> identities;
    private final SSLContext context;

    private ClientTls(PoolTls spec, List<Identity> identities, SSLContext context) {
        this.spec = spec;
        this.identities = identities;
        this.context = context;
    }

    /**
     * Makes it.
     *
     * @param files must have been read for {@link PoolTls#files}
     * @throws UnusableFileException with the first thing that is wrong
     */
    public static ClientTls of(PoolTls spec, FileContents files) throws UnusableFileException {
        CertificateSpec shown = spec.identity();
        List<Identity> identities = shown == null ? List.of() : Identities.read(shown, "", files);
        IdentityManager own = identities.isEmpty() ? null : new IdentityManager(identities);
        return new ClientTls(spec, identities, Terms.context(own, trust(spec, files)));
    }

    /** What backends are shown; empty where they are shown nothing. */
    public List<Identity> identities() {
        return identities;
    }

    /**
     * The engine of one connection, which asks for the server's name and verifies it.
     *
     * @param host the backend's host, from its URL
     * @param protocol what is spoken over it, by its name in RFC 7301
     */
    public SSLEngine newEngine(String host, int port, String protocol) {
        String name = spec.serverName().isEmpty() ? host : spec.serverName();
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = Terms.parameters(context, TlsVersion.V1_2);
        parameters.setApplicationProtocols(new String[] {protocol});
        if (spec.verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        // Left to itself, the runtime does not send names without a dot.
        SNIHostName asked = asked(name);
        if (asked != null) {
            parameters.setServerNames(List.of(asked));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Null for an address, which is never asked for (RFC 6066, section 3), and for what is no name. */
    private static @Nullable SNIHostName asked(String name) {
        boolean address = name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        try {
            return address ? null : new SNIHostName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static TrustManager @Nullable [] trust(PoolTls spec, FileContents files) throws UnusableFileException {
        if (!spec.verify()) {
            return Trust.inAll();
        }
        return spec.ca().isEmpty() ? null : Trust.in(Identities.certificates(spec.ca(), "ca", files));
    }
}
