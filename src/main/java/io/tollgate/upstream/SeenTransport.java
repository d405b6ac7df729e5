package io.tollgate.upstream;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Remembers the socket, so that it can be closed before there is a connection on it. */
final class SeenTransport extends Transport.Wrapper {
    private volatile @Nullable SelectableChannel channel;

    SeenTransport(Transport transport) {
        super(transport);
    }

    @Override
    public SelectableChannel newSelectableChannel() throws IOException {
        SelectableChannel made = super.newSelectableChannel();
        channel = made;
        return made;
    }

    @Override
    public EndPoint newEndPoint(
            Scheduler scheduler, ManagedSelector selector, SelectableChannel selectable, SelectionKey key) {
        return new BackendEndPoint((SocketChannel) selectable, selector, key, scheduler);
    }

    void close() {
        IO.close(channel);
    }
}
