package io.tollgate.boot.jar;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.Configuration;
import io.tollgate.model.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of the configuration as connectors of one server: each opened before the change that asks for it counts. */
final class JettyListeners implements Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(JettyListeners.class);

    /** What a removed listener's connections have to end in. */
    private static final long LAST_REQUESTS_MILLIS = 60_000;

    /** What is taken from backends, and room for what Tollgate adds. */
    private static final int ANSWER_HEAD_BYTES = 72 * 1024;

    private static final int BACKLOG = 4_096;

    private final Server server;
    private final Http2Faults faults;
    private final Executor closing;
    private volatile Map<Listener, ServerConnector> open = Map.of();

    /**
     * @param refusals keeps account of what never becomes an exchange
     * @param closing waits for connections of removed listeners to end
     */
    JettyListeners(Server server, Refusals refusals, Executor closing) {
        this.server = server;
        this.faults = new Http2Faults(refusals, server.getThreadPool());
        this.closing = closing;
    }

    @Override
    public synchronized Prepared prepare(Configuration next) throws RefusedException {
        Map<Listener, ServerConnector> wanted = new LinkedHashMap<>();
        List<ServerConnector> fresh = new ArrayList<>();
        try {
            for (int i = 0; i < next.listeners().size(); i++) {
                Listener listener = next.listeners().get(i);
                ServerConnector connector = openedFor(listener);
                if (connector == null) {
                    connector = bind(listener, "listeners[" + i + "].address");
                    fresh.add(connector);
                }
                wanted.put(listener, connector);
            }
        } catch (RefusedException e) {
            fresh.forEach(ServerConnector::close);
            throw e;
        }
        return new Prepared() {
            @Override
            public void commit() {
                wanted.forEach((listener, connector) -> limit(connector, listener, next));
                put(wanted, fresh);
            }

            @Override
            public void rollback() {
                fresh.forEach(ServerConnector::close);
            }
        };
    }

    /** The id of the listener that took the request; empty for one that is just closing. */
    String listenerOf(RequestView request) {
        int port = request.localPort();
        for (Map.Entry<Listener, ServerConnector> each : open.entrySet()) {
            String host = each.getKey().address().host();
            boolean any = host.equals("0.0.0.0") || host.equals("::");
            if (each.getValue().getLocalPort() == port && (any || host.equals(request.localAddress()))) {
                return each.getKey().id();
            }
        }
        return "";
    }

    /** Where clients reach the listeners, with the ports really bound. */
    List<String> urls() {
        return open.entrySet().stream()
                .map(each -> url(each.getKey().address().host(), each.getValue().getLocalPort()))
                .toList();
    }

    /** Takes no more connections. Those that are open end with the server. */
    void stopAccepting() {
        open.values().forEach(connector -> {
            Object unused = connector.shutdown();
        });
    }

    static String url(String host, int port) {
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
        return "http://" + (reachable.indexOf(':') >= 0 ? "[" + reachable + "]" : reachable) + ":" + port;
    }

    /** What is open for the listener, whatever its limits. */
    private @Nullable ServerConnector openedFor(Listener listener) {
        for (Map.Entry<Listener, ServerConnector> each : open.entrySet()) {
            if (each.getKey().limitedAs(listener).equals(listener)) {
                return each.getValue();
            }
        }
        return null;
    }

    /**
     * What can change while it is open; of the limits, for connections to come. The parser lets more pass than is
     * allowed, so that what is a little too large is answered and logged like any other request.
     */
    private static void limit(ServerConnector connector, Listener listener, Configuration configuration) {
        connector.setIdleTimeout(listener.idle().toMillis());
        connector
                .getConnectedEndPoints()
                .forEach(endPoint -> endPoint.setIdleTimeout(listener.idle().toMillis()));
        int head = 2 * configuration.largestHead(listener);
        connector.getConnectionFactories().forEach(factory -> {
            if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                http.getHttpConfiguration().setRequestHeaderSize(head);
            }
        });
    }

    private ServerConnector bind(Listener listener, String path) throws RefusedException {
        for (Listener other : open.keySet()) {
            if (other.address().equals(listener.address()) && listener.address().port() != 0) {
                throw new RefusedException(
                        path,
                        "listener \"" + other.id() + "\" holds " + other.address()
                                + " and cannot be changed while it is open",
                        "write the old id and protocols, or another address, or restart");
            }
        }
        ServerConnector connector = connector(listener);
        try {
            connector.open();
            return connector;
        } catch (IOException e) {
            throw new ListenerRefusedException(path, listener.address() + " cannot be listened on (" + reason(e) + ")");
        }
    }

    private ServerConnector connector(Listener listener) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setMaxResponseHeaderSize(ANSWER_HEAD_BYTES);
        http.setHeaderCacheCaseSensitive(true);
        StrictParsing.apply(http);
        HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(http);
        // Tunnels over HTTP/2 (RFC 8441) must not be advertised before they work.
        h2c.setConnectProtocolEnabled(false);
        h2c.addEventListener(faults);
        ServerConnector connector = listener.protocols().contains(Listener.Protocol.H2C)
                ? new WatchingConnector(server, new HttpConnectionFactory(http), h2c)
                : new WatchingConnector(server, new HttpConnectionFactory(http));
        connector.setName(listener.id());
        connector.setHost(listener.address().host());
        connector.setPort(listener.address().port());
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }

    private synchronized void put(Map<Listener, ServerConnector> wanted, List<ServerConnector> fresh) {
        List<ServerConnector> gone = new ArrayList<>(open.values());
        gone.removeAll(wanted.values());
        open = wanted;
        for (ServerConnector connector : fresh) {
            server.addConnector(connector);
            if (server.isRunning()) {
                start(connector);
            }
        }
        for (ServerConnector connector : gone) {
            CompletableFuture<Void> quiet = connector.shutdown();
            closing.execute(() -> retire(connector, quiet));
        }
    }

    private void start(ServerConnector connector) {
        try {
            connector.start();
        } catch (Exception e) {
            LOG.error("Listener {} is open but does not start", connector.getName(), e);
        }
    }

    private void retire(ServerConnector connector, CompletableFuture<Void> quiet) {
        try {
            quiet.get(LAST_REQUESTS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            LOG.debug("Listener {} is closed with connections still open", connector.getName(), e);
        }
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.warn("Listener {} did not stop cleanly", connector.getName(), e);
        }
        server.removeConnector(connector);
    }

    private static String reason(IOException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
