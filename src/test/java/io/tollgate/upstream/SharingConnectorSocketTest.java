package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process may be confined to fewer processors, or let have more again, while it runs. */
class SharingConnectorSocketTest {
    private static final int LOOPS = 4;

    private final AtomicInteger processors = new AtomicInteger();
    private final SharingConnector connector = new SharingConnector(processors::get);
    private final LinkedBlockingQueue<ManagedSelector> chosen = new LinkedBlockingQueue<>();
    private final List<SocketChannel> open = new ArrayList<>();
    private ServerSocketChannel door;

    @BeforeEach
    void open() throws Exception {
        connector.setSelectors(LOOPS);
        connector.start();
        door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws Exception {
        connector.stop();
        for (SocketChannel channel : open) {
            channel.close();
        }
        door.close();
    }

    @Test
    void connectionsGoToAsManyLoopsAsThereAreProcessorsNow() throws Exception {
        assertEquals(LOOPS, loopsWith(LOOPS));
        assertEquals(1, loopsWith(1));
        assertEquals(3, loopsWith(3));
    }

    @Test
    void moreProcessorsThanLoopsMakeNoMore() throws Exception {
        assertEquals(LOOPS, loopsWith(2 * LOOPS));
    }

    /** Over how many new connections are spread. */
    private int loopsWith(int count) throws Exception {
        processors.set(count);
        Set<ManagedSelector> loops = new HashSet<>();
        for (int i = 0; i < 3 * LOOPS; i++) {
            loops.add(connect());
        }
        return loops.size();
    }

    private ManagedSelector connect() throws IOException, InterruptedException {
        open.add(SocketChannel.open(door.getLocalAddress()));
        SocketChannel accepted = door.accept();
        accepted.configureBlocking(false);
        ((Loops) connector.getSelectorManager()).accept(accepted, new Choice());
        return Objects.requireNonNull(chosen.poll(10, TimeUnit.SECONDS));
    }

    private final class Choice implements Loops.Guest {
        @Override
        public EndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            chosen.add(selector);
            return new SocketChannelEndPoint(channel, selector, key, connector.getScheduler());
        }

        @Override
        public Connection newConnection(SocketChannel channel, EndPoint endPoint) {
            return new AbstractConnection(endPoint, connector.getExecutor()) {
                @Override
                public void onFillable() {}
            };
        }

        @Override
        public void opened(EndPoint endPoint) {}

        @Override
        public void closed(EndPoint endPoint) {}
    }
}
