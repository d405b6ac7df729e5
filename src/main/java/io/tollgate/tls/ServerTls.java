package io.tollgate.tls;

import io.tollgate.model.ClientCertificates;
import io.tollgate.model.ListenerTls;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** TLS as a listener speaks it: its settings and what their files held. Immutable and thread-safe. */
public final class ServerTls {
    private final List<Identity> identities;
    private final SSLContext context;
    private final SSLParameters parameters;

    private ServerTls(List<Identity> identities, SSLContext context, SSLParameters parameters) {
        this.identities = identities;
        this.context = context;
        this.parameters = parameters;
    }

    /**
     * Makes it.
     *
     * @param files must have been read for {@link ListenerTls#files}
     * @throws UnusableFileException with the first thing that is wrong
     */
    public static ServerTls of(ListenerTls spec, FileContents files) throws UnusableFileException {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < spec.certificates().size(); i++) {
            identities.addAll(Identities.read(spec.certificates().get(i), "certificates[" + i + "].", files));
        }
        TrustManager[] trust = spec.clientCa().isEmpty()
                ? new TrustManager[0]
                : Trust.in(Identities.certificates(spec.clientCa(), "clientCa", files));
        SSLContext context = Terms.context(new IdentityManager(identities), trust);
        SSLParameters parameters = Terms.parameters(context, spec.minimum());
        // The one setter clears what the other has set.
        if (spec.clientCertificates() == ClientCertificates.REQUIRED) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(spec.clientCertificates() == ClientCertificates.OPTIONAL);
        }
        return new ServerTls(List.copyOf(identities), context, parameters);
    }

    /** Its certificates, in order. */
    public List<Identity> identities() {
        return identities;
    }

    /** The engine of one connection. */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
