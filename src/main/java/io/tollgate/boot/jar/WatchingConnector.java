package io.tollgate.boot.jar;

import io.tollgate.time.Clock;
import io.tollgate.upstream.Loops;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connector whose connections can be watched, and had to go. */
final class WatchingConnector extends DoorConnector implements Loops.Guest {
    private static final Logger LOG = LoggerFactory.getLogger(WatchingConnector.class);
    private static final Duration STEP = Duration.ofMillis(500);

    /** Jetty wants one; the loops do its work. */
    private static final int SELECTORS = 1;

    private final Clock clock;
    private final SlowHeads slowHeads;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile @Nullable Farewell farewell;
    private volatile boolean doorClosed;

    private final Loops loops;

    /**
     * @param loops carry its connections
     * @param beside whether a predecessor may listen on its address, too
     */
    WatchingConnector(Server server, Loops loops, Clock clock, boolean beside, ConnectionFactory... factories) {
        super(server, beside, -1, SELECTORS, factories);
        this.loops = loops;
        this.clock = clock;
        this.slowHeads = new SlowHeads(clock);
        // Jetty's own would break off what pauses for a moment.
        setShutdownIdleTimeout(-1);
    }

    /** From now on the head of a request may take so long. */
    void setHeadTime(Duration limit) {
        slowHeads.limit(limit);
    }

    /**
     * Has its clients go: each is told in the way of its protocol, and is served as before until it goes.
     *
     * @param grace how long a connection must have been silent to be closed
     */
    void haveClientsGo(Duration grace) {
        Farewell begun = new Farewell(clock, grace);
        farewell = begun;
        begun.look(getConnectedEndPoints());
    }

    /** Whether clients are had to go. */
    boolean hasClientsGo() {
        return farewell != null;
    }

    /** When its clients were had to go, its door is closed and the last connection has ended. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    @Override
    void closeDoor() {
        super.closeDoor();
        doorClosed = true;
        noteGone();
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        super.onEndPointClosed(endPoint);
        noteGone();
    }

    private void noteGone() {
        if (doorClosed && farewell != null && deserted()) {
            gone.complete(null);
        }
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
            Farewell begun = farewell;
            if (begun != null) {
                begun.look(getConnectedEndPoints());
                noteGone();
            }
        } catch (RuntimeException e) {
            LOG.error("Slow clients of {} cannot be found out", getName(), e);
        } finally {
            lookLater();
        }
    }

    @Override
    void take(SocketChannel channel) {
        loops.accept(channel, this);
    }

    /** The loops go on without it. */
    @Override
    protected void doStop() throws Exception {
        super.doStop();
        getConnectedEndPoints().forEach(EndPoint::close);
    }

    @Override
    public SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        return new WatchedEndPoint(this, channel, selector, key, getScheduler(), getExecutor(), clock.nanos());
    }

    @Override
    public Connection newConnection(SocketChannel channel, EndPoint endPoint) {
        return getDefaultConnectionFactory().newConnection(this, endPoint);
    }

    @Override
    public void opened(EndPoint endPoint) {
        onEndPointOpened(endPoint);
        // Now that it is among those that a change of the limit goes through, it misses only one that happens
        // meanwhile.
        long idle;
        do {
            idle = getIdleTimeout();
            endPoint.setIdleTimeout(idle);
        } while (idle != getIdleTimeout());
    }

    @Override
    public void closed(EndPoint endPoint) {
        onEndPointClosed(endPoint);
    }
}
