package io.tollgate.boot.jar;

import io.tollgate.model.Cidr;
import io.tollgate.model.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Makes Jetty's connectors as listeners want them. */
final class Connectors {
    /** How long a client's connection may be idle between two requests, or stall within one. */
    static final long CLIENT_IDLE_MILLIS = 60_000;

    private static final int REQUEST_HEAD_BYTES = 32 * 1024;

    /** What is taken from backends, and room for what Tollgate adds. */
    private static final int ANSWER_HEAD_BYTES = 72 * 1024;

    /**
     * Signs that do not change where a path leads, and that browsers and old links do send. Whatever might be read as
     * another path (escaped slashes and dots, empty segments, parameters) stays refused.
     */
    private static final UriCompliance TARGETS = UriCompliance.DEFAULT.with(
            "TOLLGATE",
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.BAD_UTF8_ENCODING,
            UriCompliance.Violation.TRUNCATED_UTF8_ENCODING,
            UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS);

    private static final int BACKLOG = 4_096;

    private Connectors() {}

    /**
     * One that is not open yet.
     *
     * @param tls null where the listener has none
     * @param proxies whose PROXY header is believed, where the listener wants one
     */
    static ServerConnector of(Server server, Listener listener, @Nullable TlsEnd tls, Supplier<List<Cidr>> proxies) {
        ServerConnector connector =
                new ServerConnector(server, factories(listener, tls, proxies).toArray(ConnectionFactory[]::new));
        connector.setName(listener.id());
        connector.setHost(listener.address().host());
        connector.setPort(listener.address().port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(CLIENT_IDLE_MILLIS);
        return connector;
    }

    /** In the order in which a connection passes them. */
    private static List<ConnectionFactory> factories(
            Listener listener, @Nullable TlsEnd tls, Supplier<List<Cidr>> proxies) {
        HttpConfiguration http = configuration(tls);
        List<ConnectionFactory> factories = new ArrayList<>();
        if (tls == null) {
            factories.add(new HttpConnectionFactory(http));
            if (listener.protocols().contains(Listener.Protocol.H2C)) {
                HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(http);
                // Tunnels over HTTP/2 (RFC 8441) must not be advertised before they work.
                h2c.setConnectProtocolEnabled(false);
                factories.add(h2c);
            }
        } else {
            factories.addAll(behindTls(listener, http));
            factories.add(
                    0, new SslConnectionFactory(tls.engines(), factories.get(0).getProtocol()));
        }
        if (!listener.proxyProtocol().isEmpty()) {
            factories.add(0, new HeaderedConnections(factories.get(0).getProtocol(), proxies));
        }
        return factories;
    }

    private static List<ConnectionFactory> behindTls(Listener listener, HttpConfiguration http) {
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        if (!listener.protocols().contains(Listener.Protocol.H2)) {
            return List.of(http1);
        }
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(http);
        h2.setConnectProtocolEnabled(false);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return List.of(alpn, h2, http1);
    }

    private static HttpConfiguration configuration(@Nullable TlsEnd tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(REQUEST_HEAD_BYTES);
        http.setMaxResponseHeaderSize(ANSWER_HEAD_BYTES);
        http.setHeaderCacheCaseSensitive(true);
        http.setUriCompliance(TARGETS);
        http.addCustomizer(new ConnectionScheme());
        if (tls != null) {
            // The host need not be one of the certificate's: the first certificate is for all others, too.
            http.addCustomizer(new SecureRequestCustomizer(false));
            http.addCustomizer(new Hsts(tls::hsts));
        }
        return http;
    }
}
