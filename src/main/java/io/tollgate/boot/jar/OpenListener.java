package io.tollgate.boot.jar;

import io.tollgate.boot.Certificates;
import io.tollgate.control.Reconciler.Prepared;
import io.tollgate.control.RefusedException;
import io.tollgate.model.Configuration;
import io.tollgate.model.Listener;
import io.tollgate.model.ListenerTls;
import io.tollgate.upstream.Wire;
import java.io.IOException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/** A listener and its connector. Some of it can change while it is open, without a connection noticing. */
final class OpenListener {
    private final WatchingConnector connector;
    private final @Nullable TlsEnd tls;
    private volatile Listener listener;

    private OpenListener(Connectors connectors, Listener listener, @Nullable TlsEnd tls) {
        this.listener = listener;
        this.tls = tls;
        this.connector = connectors.of(listener, tls, () -> this.listener.proxyProtocol());
    }

    /**
     * Reads its certificates and binds its address.
     *
     * @param path of its settings
     * @throws RefusedException when either cannot be had
     */
    static OpenListener open(Connectors connectors, Certificates certificates, Listener listener, String path)
            throws RefusedException {
        ListenerTls settings = listener.tls();
        TlsEnd tls = settings == null ? null : TlsEnd.read(certificates, listener.id(), settings, path + ".tls");
        OpenListener opened = new OpenListener(connectors, listener, tls);
        try {
            opened.connector.open();
            return opened;
        } catch (IOException e) {
            throw new ListenerRefusedException(
                    path + ".address", listener.address() + " cannot be listened on (" + reason(e) + ")");
        }
    }

    Listener listener() {
        return listener;
    }

    WatchingConnector connector() {
        return connector;
    }

    /** The port really bound. */
    int port() {
        return connector.getLocalPort();
    }

    /**
     * Makes ready to become that one.
     *
     * @param next opens as this one does
     * @param path of its settings
     */
    Prepared prepare(Listener next, String path) throws RefusedException {
        ListenerTls settings = next.tls();
        Prepared inner = tls == null || settings == null ? Prepared.NOTHING : tls.prepare(settings, path + ".tls");
        return new Prepared() {
            @Override
            public void commit() {
                listener = next;
                inner.commit();
            }

            @Override
            public void rollback() {
                inner.rollback();
            }
        };
    }

    /**
     * Takes over what the configuration says of time and sizes; of the sizes, for connections to come. The parser lets
     * more pass than is allowed, so that what is a little too large is answered and logged like any other request.
     */
    void limit(Configuration configuration) {
        long idle = listener.idle().toMillis();
        connector.setIdleTimeout(idle);
        connector.setHeadTime(listener.headTime());
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            // A tunnel has a limit of its own.
            if (!(EmbeddedJetty.speaking(endPoint) instanceof Wire)) {
                endPoint.setIdleTimeout(idle);
            }
        }
        int head = 2 * configuration.largestHead(listener);
        connector.getConnectionFactories().forEach(factory -> {
            if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                http.getHttpConfiguration().setRequestHeaderSize(head);
            }
        });
    }

    /** It is in force. */
    void begin() {
        if (tls != null) {
            tls.watch();
        }
    }

    /** It takes no more connections, and no more care for its certificates. */
    void end() {
        if (tls != null) {
            tls.close();
        }
    }

    private static String reason(IOException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
