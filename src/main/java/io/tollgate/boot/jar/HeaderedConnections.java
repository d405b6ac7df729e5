package io.tollgate.boot.jar;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.model.Cidr;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that begin with a PROXY header, which only some proxies may send. Jetty's own goes on without a header
 * where there is none, looks up what stands in place of an address, and gathers a line of version 1 without bound.
 */
final class HeaderedConnections extends AbstractConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderedConnections.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String next;
    private final Supplier<List<Cidr>> proxies;
    private final Clock clock;
    private final AtomicLong complained;

    /**
     * @param next the protocol that follows the header
     * @param proxies whose header is believed; read for each connection
     */
    HeaderedConnections(String next, Supplier<List<Cidr>> proxies, Clock clock) {
        super("proxy-header");
        this.next = next;
        this.proxies = proxies;
        this.clock = clock;
        this.complained = new AtomicLong(clock.nanos() - PAUSE_NANOS);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new HeaderConnection(connector, endPoint), connector, endPoint);
    }

    private boolean believed(EndPoint peer) {
        return peer.getRemoteSocketAddress() instanceof InetSocketAddress address
                && proxies.get().stream().anyMatch(block -> block.contains(address.getAddress()));
    }

    /** Whoever it is can connect as often as he likes; the log must not grow with that. */
    private void complain(Connector connector, EndPoint peer, String why) {
        long now = clock.nanos();
        long last = complained.get();
        if (now - last >= PAUSE_NANOS && complained.compareAndSet(last, now)) {
            LOG.warn(
                    "Listener {} turned {} away, and may turn away more without saying so: {}",
                    connector.getName(),
                    peer.getRemoteSocketAddress(),
                    why);
        }
    }

    final class HeaderConnection extends AbstractConnection implements Connection.UpgradeFrom {
        private final Connector connector;
        private final ByteBuffer buffer = BufferUtil.allocate(ProxyHeader.MAX_BYTES);

        private HeaderConnection(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            if (believed(getEndPoint())) {
                fillInterested();
            } else {
                refuse("its address is not in proxyProtocol");
            }
        }

        @Override
        public void onFillable() {
            try {
                for (int filled = fill(); filled > 0; filled = fill()) {
                    ProxyHeader header = ProxyHeader.read(buffer);
                    if (header != null) {
                        goOn(header);
                        return;
                    }
                }
            } catch (IllegalArgumentException e) {
                refuse("of the PROXY header, " + e.getMessage());
            } catch (IOException e) {
                getEndPoint().close(e);
            }
        }

        private int fill() throws IOException {
            int filled = getEndPoint().fill(buffer);
            if (filled == 0) {
                fillInterested();
            } else if (filled < 0) {
                getEndPoint().close();
            }
            return filled;
        }

        private void goOn(ProxyHeader header) {
            EndPoint plain = getEndPoint();
            EndPoint named =
                    header.source() == null ? plain : new ProxyEndPoint(plain, header.destination(), header.source());
            named.upgrade(connector.getConnectionFactory(next).newConnection(connector, named));
        }

        private void refuse(String why) {
            complain(connector, getEndPoint(), why);
            getEndPoint().close();
        }

        /** What came behind the header. */
        @Override
        public @Nullable ByteBuffer onUpgradeFrom() {
            return buffer.hasRemaining() ? buffer.slice() : null;
        }
    }
}
