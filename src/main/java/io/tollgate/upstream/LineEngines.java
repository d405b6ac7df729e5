package io.tollgate.upstream;

import io.tollgate.tls.ClientTls;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Engines of a {@link ClientTls}, as Jetty asks for them, for one backend. Never started: it has nothing of its own. */
final class LineEngines extends SslContextFactory.Client implements SslClientConnectionFactory.SslEngineFactory {
    static final String HTTP_1_1 = "http/1.1";
    static final String HTTP_2 = "h2";

    private final ClientTls tls;
    private final String name;
    private final int port;
    private final String protocol;

    /**
     * @param host the backend's, with or without the brackets of an IPv6 address
     * @param protocol what is spoken
     */
    LineEngines(ClientTls tls, String host, int port, String protocol) {
        this.tls = tls;
        this.name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        this.port = port;
        this.protocol = protocol;
    }

    /** For the backend's name, whatever the address that it was resolved to is called. */
    @Override
    public SSLEngine newSslEngine(String host, int port, Map<String, Object> context) {
        return tls.newEngine(name, this.port, protocol);
    }
}
