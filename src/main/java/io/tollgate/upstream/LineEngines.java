package io.tollgate.upstream;

import io.tollgate.tls.ClientTls;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Engines of a {@link ClientTls}, as jetty-client asks for them. Never started: it has nothing of its own. */
final class LineEngines extends SslContextFactory.Client implements SslClientConnectionFactory.SslEngineFactory {
    private final ClientTls tls;

    LineEngines(ClientTls tls) {
        this.tls = tls;
    }

    /** For the backend's name, whatever the address that it was resolved to is called. */
    @Override
    public SSLEngine newSslEngine(String host, int port, Map<String, Object> context) {
        HttpDestination destination = (HttpDestination) Objects.requireNonNull(context.get(Destination.CONTEXT_KEY));
        String name = destination.getHost();
        return tls.newEngine(name.startsWith("[") ? name.substring(1, name.length() - 1) : name, destination.getPort());
    }
}
