package io.tollgate.boot.jar;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector that can share its address with a successor, and closes its door without losing whoever has knocked:
 * connections that the kernel holds ready for a socket are reset when that is closed, so all are taken before.
 */
class DoorConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(DoorConnector.class);
    private static final long CLOSE_MILLIS = 2_000;

    /** A connection that was taken stands open by then, if it ever does. */
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final boolean beside;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Selector knocks;
    private volatile boolean closing;
    private volatile long takenNanos = System.nanoTime();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();

    /**
     * @param beside whether a predecessor may listen on its address, too
     */
    DoorConnector(Server server, boolean beside, int acceptors, int selectors, ConnectionFactory... factories) {
        super(server, acceptors, selectors, factories);
        this.beside = beside;
    }

    /** How long nobody has been taken, in nanoseconds. */
    long quietNanos() {
        return System.nanoTime() - takenNanos;
    }

    /** Whether it has no connection, nor one that is just about to open. */
    boolean deserted() {
        return getConnectedEndPoints().isEmpty() && (opened.get() == taken.get() || quietNanos() > OPEN_NANOS);
    }

    /** See {@link ListeningSockets#drawAll}. */
    void drawAll(boolean all) {
        ServerSocketChannel channel = door();
        try {
            if (channel != null) {
                ListeningSockets.drawAll(channel, all);
            }
        } catch (IOException e) {
            LOG.warn("Connections to {} cannot be drawn to one process", getName(), e);
        }
    }

    /** Takes those that wait at the door, and then no more. Those that are open stay so. */
    void closeDoor() {
        Selector waiting = knocks;
        closing = true;
        if (waiting != null && waiting.isOpen()) {
            waiting.wakeup();
            try {
                if (!closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.warn("The listener {} is closed with connections that were not taken yet", getName());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected ServerSocketChannel openAcceptChannel() throws IOException {
        return ListeningSockets.open(getHost(), getPort(), getAcceptQueueSize(), beside);
    }

    @Override
    protected void doStart() throws Exception {
        open();
        ServerSocketChannel channel = door();
        if (channel == null) {
            throw new ClosedChannelException();
        }
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_ACCEPT);
        knocks = selector;
        super.doStart();
    }

    @Override
    public void close() {
        closeDoor();
        super.close();
    }

    @Override
    public void accept(int acceptor) throws IOException {
        ServerSocketChannel channel = door();
        Selector selector = knocks;
        if (channel == null || selector == null || !selector.isOpen()) {
            throw new ClosedChannelException();
        }
        selector.select();
        selector.selectedKeys().clear();
        if (closing || !channel.isOpen()) {
            shut(channel, selector);
            throw new ClosedChannelException();
        }
        takeAll(channel);
    }

    /** That the door is closed is no failure, to be logged and slept over. */
    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        return !closing && super.handleAcceptFailure(failure);
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        opened.incrementAndGet();
    }

    private void shut(ServerSocketChannel channel, Selector selector) throws IOException {
        try (selector) {
            // As long as a selector knows of it, a channel that is closed stays open for the kernel.
            selector.keys().forEach(SelectionKey::cancel);
            selector.selectNow();
            if (channel.isOpen()) {
                takeAll(channel);
            }
        } finally {
            channel.close();
            closed.countDown();
        }
    }

    private void takeAll(ServerSocketChannel channel) throws IOException {
        for (SocketChannel next = channel.accept(); next != null; next = channel.accept()) {
            takenNanos = System.nanoTime();
            taken.incrementAndGet();
            next.configureBlocking(false);
            configure(next.socket());
            take(next);
        }
    }

    /** Sees to a connection from now on. */
    void take(SocketChannel channel) {
        getSelectorManager().accept(channel);
    }

    private @Nullable ServerSocketChannel door() {
        return getTransport() instanceof ServerSocketChannel channel ? channel : null;
    }
}
