package io.tollgate.boot.jar;

import io.tollgate.time.Clock;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connector whose connections can be watched. */
final class WatchingConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(WatchingConnector.class);
    private static final Duration STEP = Duration.ofMillis(500);

    /** For a request that is on its way when no more are wanted. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private final Clock clock;
    private final SlowHeads slowHeads;

    WatchingConnector(Server server, Clock clock, ConnectionFactory... factories) {
        super(server, factories);
        this.clock = clock;
        this.slowHeads = new SlowHeads(clock);
        // Jetty's own would do as below with all connections, and so break off what pauses for a moment.
        setShutdownIdleTimeout(-1);
    }

    /** From now on the head of a request may take so long. */
    void setHeadTime(Duration limit) {
        slowHeads.limit(limit);
    }

    /** Takes no more; connections without a request in hand end soon, the others with it. */
    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> over = super.shutdown();
        for (EndPoint endPoint : getConnectedEndPoints()) {
            if (!InHand.on(endPoint)) {
                endPoint.setIdleTimeout(LAST.toMillis());
            }
        }
        return over;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookLater();
    }

    private void lookLater() {
        Object unused = getScheduler().schedule(this::look, STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        try {
            slowHeads.cut(getConnectedEndPoints());
        } catch (RuntimeException e) {
            LOG.error("Slow clients of {} cannot be found out", getName(), e);
        } finally {
            lookLater();
        }
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint =
                new WatchedEndPoint(channel, selector, key, getScheduler(), getExecutor(), clock.nanos());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
