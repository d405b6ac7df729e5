package io.tollgate.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Has events happen on a connector's loops, at connections of its own. */
final class TestEvents implements AutoCloseable {
    private final ClientConnector connector;
    private final ServerSocketChannel door;
    private final List<SocketChannel> peers = new ArrayList<>();
    private final LinkedBlockingQueue<Opened> opened = new LinkedBlockingQueue<>();

    /**
     * A connection that has been opened.
     *
     * @param loop its own
     * @param at at which it was opened, or null
     */
    record Opened(ManagedSelector loop, @Nullable ManagedSelector at) {}

    TestEvents(TestClient client) throws IOException {
        this(((HttpClientTransportOverHTTP) client.started().getHttpClientTransport()).getClientConnector());
    }

    /** @param connector started, with {@link Loops} */
    TestEvents(ClientConnector connector) throws IOException {
        this.connector = connector;
        this.door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel peer : peers) {
            peer.close();
        }
        door.close();
    }

    /** Opens a new connection. */
    Opened next() throws Exception {
        SocketChannel unused = connect(InvocationType.NON_BLOCKING, () -> {});
        return latest();
    }

    /** Has that happen on a loop. */
    void happen(InvocationType type, Runnable event) throws Exception {
        SocketChannel peer = connect(type, event);
        Opened unused = latest();
        peer.write(ByteBuffer.wrap(new byte[] {1}));
    }

    /** Has that happen at two connections of one loop, which looks for events only when there are both. */
    void happenTwice(InvocationType type, Runnable event) throws Exception {
        Map<ManagedSelector, SocketChannel> first = new HashMap<>();
        while (true) {
            SocketChannel peer = connect(type, event);
            ManagedSelector loop = latest().loop();
            SocketChannel other = first.put(loop, peer);
            if (other != null) {
                CompletableFuture<Void> sent = new CompletableFuture<>();
                CompletableFuture<Void> held = new CompletableFuture<>();
                loop.submit(selector -> {
                    held.complete(null);
                    sent.orTimeout(10, TimeUnit.SECONDS).join();
                });
                held.orTimeout(10, TimeUnit.SECONDS).join();
                peer.write(ByteBuffer.wrap(new byte[] {1}));
                other.write(ByteBuffer.wrap(new byte[] {1}));
                sent.complete(null);
                return;
            }
        }
    }

    private Opened latest() throws InterruptedException {
        return Objects.requireNonNull(opened.poll(10, TimeUnit.SECONDS));
    }

    private SocketChannel connect(InvocationType type, Runnable event) throws IOException {
        SocketChannel peer = SocketChannel.open(door.getLocalAddress());
        peers.add(peer);
        SocketChannel accepted = door.accept();
        accepted.configureBlocking(false);
        loops().accept(accepted, new TestGuest(type, event));
        return peer;
    }

    private Loops loops() {
        return (Loops) connector.getSelectorManager();
    }

    private final class TestGuest implements Loops.Guest {
        private final InvocationType type;
        private final Runnable event;

        TestGuest(InvocationType type, Runnable event) {
            this.type = type;
            this.event = event;
        }

        @Override
        public EndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new TestEndPoint(this, channel, selector, key, connector.getScheduler());
        }

        @Override
        public Connection newConnection(SocketChannel channel, EndPoint endPoint) {
            return new AbstractConnection(endPoint, connector.getExecutor()) {
                @Override
                public void onOpen() {
                    super.onOpen();
                    endPoint.fillInterested(Callback.from(type, event));
                    opened.add(new Opened(((TestEndPoint) endPoint).loop, loops().here()));
                }

                @Override
                public void onFillable() {}
            };
        }

        @Override
        public void opened(EndPoint endPoint) {}

        @Override
        public void closed(EndPoint endPoint) {}
    }

    private static final class TestEndPoint extends SocketChannelEndPoint implements Loops.GuestEndPoint {
        private final Loops.Guest guest;
        private final ManagedSelector loop;
        private final LoopEvent event;

        TestEndPoint(
                Loops.Guest guest,
                SocketChannel channel,
                ManagedSelector selector,
                SelectionKey key,
                Scheduler scheduler) {
            super(channel, selector, key, scheduler);
            this.guest = guest;
            this.loop = selector;
            this.event = new LoopEvent(selector);
        }

        @Override
        public @Nullable Runnable onSelected() {
            return event.of(super.onSelected());
        }

        @Override
        public Loops.Guest guest() {
            return guest;
        }
    }
}
