package io.tollgate.boot.jar;

import io.tollgate.boot.Certificates;
import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.http1.KnownLines;
import io.tollgate.model.Configuration;
import io.tollgate.model.Listener;
import io.tollgate.upstream.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of the configuration as connectors of one server: each opened before the change that asks for it counts. */
final class JettyListeners implements Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(JettyListeners.class);

    /** For a request that is on its way when no more are wanted. */
    static final Duration LAST = Duration.ofSeconds(1);

    /** What a removed listener's connections have to end in. */
    private static final long LAST_REQUESTS_MILLIS = 60_000;

    private final Server server;
    private final Supplier<Loops> loops;
    private final Refusals refusals;
    private final Executor closing;
    private final Certificates certificates;
    private final KnownLines lines = new KnownLines();
    private volatile boolean beside;
    private volatile List<OpenListener> open = List.of();

    /**
     * @param loops carry clients' connections; asked when a listener opens
     * @param refusals keeps account of what never becomes an exchange
     * @param closing waits for connections of removed listeners to end
     * @param beside whether a predecessor listens on the same addresses still
     */
    JettyListeners(
            Server server,
            Supplier<Loops> loops,
            Refusals refusals,
            Executor closing,
            Certificates certificates,
            boolean beside) {
        this.server = server;
        this.loops = loops;
        this.refusals = refusals;
        this.closing = closing;
        this.certificates = certificates;
        this.beside = beside;
    }

    @Override
    public synchronized Prepared prepare(Configuration next) throws RefusedException {
        List<OpenListener> wanted = new ArrayList<>();
        List<OpenListener> fresh = new ArrayList<>();
        List<Prepared> changes = new ArrayList<>();
        try {
            for (int i = 0; i < next.listeners().size(); i++) {
                Listener listener = next.listeners().get(i);
                String path = "listeners[" + i + "]";
                OpenListener known = known(listener);
                if (known == null) {
                    known = bind(listener, path);
                    fresh.add(known);
                } else {
                    changes.add(known.prepare(listener, path));
                }
                wanted.add(known);
            }
        } catch (RefusedException e) {
            undo(fresh, changes);
            throw e;
        }
        return new Prepared() {
            @Override
            public void commit() {
                changes.forEach(Prepared::commit);
                wanted.forEach(each -> each.limit(next));
                put(List.copyOf(wanted), fresh);
            }

            @Override
            public void rollback() {
                undo(fresh, changes);
            }
        };
    }

    /** Where clients reach the listeners, with the ports really bound. */
    List<String> urls() {
        return open.stream()
                .map(each -> url(
                        each.listener().tls() == null ? "http" : "https",
                        each.listener().address().host(),
                        each.port()))
                .toList();
    }

    /** Has clients go, see {@link WatchingConnector#haveClientsGo}. */
    void haveClientsGo(Duration grace) {
        open.forEach(each -> each.connector().haveClientsGo(grace));
    }

    /** Takes no more connections. Those that are open end when their clients go, or with the server. */
    void closeDoors() {
        open.forEach(each -> each.connector().closeDoor());
    }

    /** When the last connection has ended, also of listeners that were removed; after both of the above. */
    CompletableFuture<Void> gone() {
        return CompletableFuture.allOf(Stream.of(server.getConnectors())
                .filter(WatchingConnector.class::isInstance)
                .map(connector -> ((WatchingConnector) connector).gone())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** The shortest time since one of them took a connection, in nanoseconds. */
    long quietNanos() {
        return open.stream()
                .mapToLong(each -> each.connector().quietNanos())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Draws connections away from the predecessor. */
    void drawAll() {
        open.forEach(each -> each.connector().drawAll(true));
    }

    /** There is no predecessor any more: from now on addresses are this process's own, until a successor shares them. */
    void alone() {
        beside = false;
        open.forEach(each -> each.connector().drawAll(false));
    }

    static String url(String scheme, String host, int port) {
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
        return scheme + "://" + (reachable.indexOf(':') >= 0 ? "[" + reachable + "]" : reachable) + ":" + port;
    }

    private @Nullable OpenListener known(Listener listener) {
        for (OpenListener each : open) {
            if (each.listener().opensAs(listener)) {
                return each;
            }
        }
        return null;
    }

    private OpenListener bind(Listener listener, String path) throws RefusedException {
        for (OpenListener each : open) {
            Listener other = each.listener();
            if (other.address().equals(listener.address()) && listener.address().port() != 0) {
                throw new RefusedException(
                        path + ".address",
                        "listener \"" + other.id() + "\" holds " + other.address()
                                + " and cannot be changed so while it is open",
                        "write the old id and protocols, tls where it was and proxyProtocol where it was, or another"
                                + " address, or restart");
            }
        }
        return OpenListener.open(
                new Connectors(server, loops.get(), refusals, beside, lines), certificates, listener, path);
    }

    private static void undo(List<OpenListener> fresh, List<Prepared> changes) {
        fresh.forEach(each -> each.connector().close());
        changes.forEach(Prepared::rollback);
    }

    private synchronized void put(List<OpenListener> wanted, List<OpenListener> fresh) {
        List<OpenListener> gone = new ArrayList<>(open);
        gone.removeAll(wanted);
        open = wanted;
        for (OpenListener each : fresh) {
            each.begin();
            server.addConnector(each.connector());
            if (server.isRunning()) {
                start(each.connector());
            }
        }
        for (OpenListener each : gone) {
            each.end();
            each.connector().haveClientsGo(LAST);
            each.connector().closeDoor();
            closing.execute(() -> retire(each.connector()));
        }
    }

    private void start(ServerConnector connector) {
        try {
            connector.start();
        } catch (Exception e) {
            LOG.error("Listener {} is open but does not start", connector.getName(), e);
        }
    }

    private void retire(WatchingConnector connector) {
        try {
            connector.gone().get(LAST_REQUESTS_MILLIS, TimeUnit.MILLISECONDS);
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
}
