package io.tollgate.boot.jar;

import io.tollgate.boot.Certificates;
import io.tollgate.control.Reconciler.Prepared;
import io.tollgate.control.RefusedException;
import io.tollgate.model.Listener;
import io.tollgate.model.ListenerTls;
import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A listener and its connector. Some of it can change while it is open, without a connection noticing. */
final class OpenListener {
    private final ServerConnector connector;
    private final @Nullable TlsEnd tls;
    private volatile Listener listener;

    private OpenListener(Server server, Listener listener, @Nullable TlsEnd tls) {
        this.listener = listener;
        this.tls = tls;
        this.connector = Connectors.of(server, listener, tls, () -> this.listener.proxyProtocol());
    }

    /**
     * Reads its certificates and binds its address.
     *
     * @param path of its settings
     * @throws RefusedException when either cannot be had
     */
    static OpenListener open(Server server, Certificates certificates, Listener listener, String path)
            throws RefusedException {
        ListenerTls settings = listener.tls();
        TlsEnd tls = settings == null ? null : TlsEnd.read(certificates, listener.id(), settings, path + ".tls");
        OpenListener opened = new OpenListener(server, listener, tls);
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

    ServerConnector connector() {
        return connector;
    }

    /** The port really bound. */
    int port() {
        return connector.getLocalPort();
    }

    /** Whether it can become that one as it is open. */
    boolean canBecome(Listener next) {
        return listener.id().equals(next.id())
                && listener.address().equals(next.address())
                && listener.protocols().equals(next.protocols())
                && (listener.tls() == null) == (next.tls() == null)
                && listener.proxyProtocol().isEmpty() == next.proxyProtocol().isEmpty();
    }

    /**
     * Makes ready to become that one.
     *
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
