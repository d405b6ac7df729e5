package io.tollgate.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A {@link Wire} that is one of Jetty's connections. It holds no buffer while nothing comes. */
public final class EndPointWire extends AbstractConnection implements Connection.UpgradeTo, Wire {
    private static final int CHUNK = 16 * 1024;

    private final ByteBufferPool buffers;
    private @Nullable Consumer<Wire> opened;
    private final AtomicReference<@Nullable Runnable> demand = new AtomicReference<>();
    private volatile @Nullable ByteBuffer early;
    private volatile @Nullable Throwable broken;
    private volatile boolean ended;

    /**
     * @param opened gets it when the connection is its own
     */
    public EndPointWire(EndPoint endPoint, Executor executor, ByteBufferPool buffers, Consumer<Wire> opened) {
        super(endPoint, executor);
        this.buffers = buffers;
        this.opened = opened;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        early = buffer;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        // A tunnel has a limit of its own, by the silence of both its ends.
        getEndPoint().setIdleTimeout(0);
        Consumer<Wire> waiting = opened;
        if (waiting != null) {
            // What led to it is not needed any more, and a tunnel may last.
            opened = null;
            waiting.accept(this);
        }
    }

    @Override
    public Content.Chunk read() {
        Throwable failure = broken;
        if (failure != null) {
            return Content.Chunk.from(failure, true);
        }
        ByteBuffer first = early;
        if (first != null) {
            early = null;
            return Content.Chunk.from(first, false);
        }
        return ended ? Content.Chunk.EOF : fill();
    }

    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    private Content.Chunk fill() {
        RetainableByteBuffer buffer = buffers.acquire(CHUNK, false);
        try {
            int filled = getEndPoint().fill(buffer.getByteBuffer());
            if (filled > 0) {
                return Content.Chunk.asChunk(buffer.getByteBuffer(), false, buffer);
            }
            buffer.release();
            if (filled == 0) {
                return null;
            }
            ended = true;
            return Content.Chunk.EOF;
        } catch (IOException e) {
            buffer.release();
            broken = e;
            return Content.Chunk.from(e, true);
        }
    }

    @Override
    public void demand(Runnable callback) {
        demand.set(callback);
        if (early == null) {
            fillInterested();
        }
        // Who closes meanwhile finds the demand, or is found.
        if (early != null || broken != null) {
            tell();
        }
    }

    @Override
    public void onFillable() {
        tell();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        broken = cause;
        tell();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        if (broken == null) {
            broken = cause == null ? new EOFException("the connection was closed") : cause;
        }
        tell();
    }

    private void tell() {
        Runnable waiting = demand.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void write(boolean last, ByteBuffer bytes, Callback callback) {
        Callback written = last ? Callback.from(getEndPoint()::shutdownOutput, callback) : callback;
        if (BufferUtil.hasContent(bytes)) {
            getEndPoint().write(written, bytes);
        } else {
            written.succeeded();
        }
    }

    @Override
    public void fail(Throwable failure) {
        getEndPoint().close(failure);
    }

    @Override
    public void close() {
        getEndPoint().close();
    }
}
