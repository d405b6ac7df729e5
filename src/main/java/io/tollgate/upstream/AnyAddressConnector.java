package io.tollgate.upstream;

import io.tollgate.time.Timer;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Connects to any of a backend's {@link Addresses}, within the time that those who wait for it have. */
final class AnyAddressConnector extends SharingConnector {
    /** For connections that nobody waits for, such as a probe's, which has a limit of its own. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /**
     * @param processors how many this process may use now
     * @param neverWaits whether nobody who is told of a connection ever waits
     */
    AnyAddressConnector(IntSupplier processors, boolean neverWaits) {
        super(processors, neverWaits);
        // Only frees what is left of attempts that were given up.
        setConnectTimeout(LIMIT);
    }

    @Override
    public ClientConnectionFactory newSslClientConnectionFactory(
            SslContextFactory.Client engines, ClientConnectionFactory next) {
        SslContextFactory.Client wanted = engines == null ? getSslContextFactory() : engines;
        return new WholeTls(wanted, getByteBufferPool(), getExecutor(), next);
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        if (!context.containsKey(Connection.PROMISE_CONTEXT_KEY)) {
            // Not for jetty-client: whoever asks has chosen among the addresses.
            super.connect(address, context);
            return;
        }
        @SuppressWarnings("unchecked")
        Promise<Connection> outcome = (Promise<Connection>) get(context, Connection.PROMISE_CONTEXT_KEY);
        Line line = Tag.line((Destination) get(context, Destination.CONTEXT_KEY));
        ConnectRace<SocketAddress, Connection> race = new ConnectRace<>(
                Addresses.of(context, address),
                line == null ? LIMIT : line.connectLimit(LIMIT),
                line == null ? this::later : line.limits(),
                new Jetty(context),
                outcome);
        if (address instanceof UnixDomainSocketAddress) {
            askedHere(context);
            // It ends at once, and whoever asked may not be ready to hear it.
            try {
                soon(race::start, getExecutor());
            } catch (RejectedExecutionException e) {
                outcome.failed(e);
            }
        } else {
            race.start();
        }
    }

    private Timer.Cancellable later(Duration delay, Runnable task) {
        return getScheduler().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS)::cancel;
    }

    private static Object get(Map<String, Object> context, String key) {
        return Objects.requireNonNull(context.get(key), key);
    }

    private void connectOne(SocketAddress address, Map<String, Object> context) {
        super.connect(address, context);
    }

    /** Tries one address as Jetty does. */
    private final class Jetty implements ConnectRace.Dialler<SocketAddress, Connection> {
        private final Map<String, Object> common;

        private Jetty(Map<String, Object> common) {
            this.common = common;
        }

        @Override
        public Runnable dial(SocketAddress address, Promise<Connection> outcome) {
            Map<String, Object> context = new ConcurrentHashMap<>(common);
            SeenTransport seen = new SeenTransport((Transport) get(common, Transport.CONTEXT_KEY));
            context.put(Transport.CONTEXT_KEY, seen);
            context.put(Connection.PROMISE_CONTEXT_KEY, outcome);
            context.put(CONNECTION_PROMISE_CONTEXT_KEY, Promise.from(connection -> {}, outcome::failed));
            connectOne(address, context);
            return seen::close;
        }

        @Override
        public void drop(Connection connection) {
            connection.close();
        }
    }
}
