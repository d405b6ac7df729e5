package io.tollgate.tls;

import io.tollgate.model.CertificateSpec;
import io.tollgate.model.ClientCertificates;
import io.tollgate.model.ListenerTls;
import io.tollgate.model.Problem;
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
     * @throws UnusableFileException with what is wrong, the first thing of each certificate and of the CA
     */
    public static ServerTls of(ListenerTls spec, FileContents files) throws UnusableFileException {
        List<Problem> problems = new ArrayList<>();
        List<Identity> identities = identities(spec.certificates(), files, problems);
        TrustManager[] trust = trust(spec.clientCa(), files, problems);
        if (!problems.isEmpty()) {
            throw new UnusableFileException(problems);
        }
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

    private static List<Identity> identities(List<CertificateSpec> specs, FileContents files, List<Problem> problems) {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            try {
                identities.addAll(Identities.read(specs.get(i), "certificates[" + i + "].", files));
            } catch (UnusableFileException e) {
                problems.addAll(e.problems());
            }
        }
        return identities;
    }

    private static TrustManager[] trust(String clientCa, FileContents files, List<Problem> problems) {
        try {
            if (!clientCa.isEmpty()) {
                return Trust.in(Identities.certificates(clientCa, "clientCa", files));
            }
        } catch (UnusableFileException e) {
            problems.addAll(e.problems());
        }
        return new TrustManager[0];
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
