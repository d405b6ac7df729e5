package io.tollgate.boot.jar;

import io.tollgate.http1.KnownLines;
import io.tollgate.model.Cidr;
import io.tollgate.model.Listener;
import io.tollgate.time.Clock;
import io.tollgate.time.SystemClock;
import io.tollgate.upstream.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Makes Jetty's connectors as listeners want them. */
final class Connectors {
    /** What is taken from backends, and room for what Tollgate adds. */
    private static final int ANSWER_HEAD_BYTES = 72 * 1024;

    private static final int BACKLOG = 4_096;

    private final Server server;
    private final Loops loops;
    private final Refusals refusals;
    private final boolean beside;
    private final KnownLines lines;
    private final Clock clock = new SystemClock();

    /**
     * @param loops carry clients' connections
     * @param refusals keeps account of what never becomes an exchange
     * @param beside whether a predecessor may listen on the same addresses, too
     * @param lines of requests
     */
    Connectors(Server server, Loops loops, Refusals refusals, boolean beside, KnownLines lines) {
        this.server = server;
        this.loops = loops;
        this.refusals = refusals;
        this.beside = beside;
        this.lines = lines;
    }

    /**
     * One that is not open yet.
     *
     * @param tls null where the listener has none
     * @param proxies whose PROXY header is believed, where the listener wants one
     */
    WatchingConnector of(Listener listener, @Nullable TlsEnd tls, Supplier<List<Cidr>> proxies) {
        WatchingConnector connector = new WatchingConnector(
                server, loops, clock, beside, factories(listener, tls, proxies).toArray(ConnectionFactory[]::new));
        connector.setName(listener.id());
        connector.setHost(listener.address().host());
        connector.setPort(listener.address().port());
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }

    /** In the order in which a connection passes them. */
    private List<ConnectionFactory> factories(Listener listener, @Nullable TlsEnd tls, Supplier<List<Cidr>> proxies) {
        HttpConfiguration http = configuration(tls);
        List<ConnectionFactory> factories = new ArrayList<>();
        if (tls == null) {
            factories.add(new HeadConnections(http, lines));
            if (listener.protocols().contains(Listener.Protocol.H2C)) {
                HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(http);
                // Tunnels over HTTP/2 (RFC 8441) must not be advertised before they work.
                h2c.setConnectProtocolEnabled(false);
                h2c.addEventListener(faults(listener));
                factories.add(h2c);
            }
        } else {
            factories.addAll(behindTls(listener, http));
            factories.add(
                    0, new SslConnectionFactory(tls.engines(), factories.get(0).getProtocol()));
        }
        if (!listener.proxyProtocol().isEmpty()) {
            factories.add(0, new HeaderedConnections(factories.get(0).getProtocol(), proxies, clock));
        }
        return factories;
    }

    private List<ConnectionFactory> behindTls(Listener listener, HttpConfiguration http) {
        HttpConnectionFactory http1 = new HeadConnections(http, lines);
        if (!listener.protocols().contains(Listener.Protocol.H2)) {
            return List.of(http1);
        }
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(http);
        h2.setConnectProtocolEnabled(false);
        h2.addEventListener(faults(listener));
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return List.of(alpn, h2, http1);
    }

    private Http2Faults faults(Listener listener) {
        return new Http2Faults(listener.id(), refusals, server.getThreadPool());
    }

    private static HttpConfiguration configuration(@Nullable TlsEnd tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setMaxResponseHeaderSize(ANSWER_HEAD_BYTES);
        StrictParsing.apply(http);
        http.addCustomizer(new OldClients());
        if (tls != null) {
            // The host need not be one of the certificate's: the first certificate is for all others, too.
            http.addCustomizer(new SecureRequestCustomizer(false));
            http.addCustomizer(new Hsts(tls::hsts));
        }
        return http;
    }
}
