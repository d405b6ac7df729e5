package io.tollgate.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend that tells when it is reset. Jetty's own takes a reset for an end, and so, where the end of
 * the connection is the end of the answer (RFC 9112, section 6.3), a part for the whole.
 */
final class BackendEndPoint extends SocketChannelEndPoint {
    private final ManagedSelector loop;
    private final LoopEvent event;

    BackendEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
        this.loop = selector;
        this.event = new LoopEvent(selector);
    }

    ManagedSelector loop() {
        return loop;
    }

    @Override
    public @Nullable Runnable onSelected() {
        return event.of(super.onSelected());
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (isInputShutdown()) {
            return -1;
        }
        int position = BufferUtil.flipToFill(buffer);
        int filled;
        try {
            filled = getChannel().read(buffer);
        } catch (IOException e) {
            shutdownInput();
            throw e;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
        if (filled > 0) {
            notIdle();
        } else if (filled < 0) {
            shutdownInput();
        }
        return filled;
    }
}
