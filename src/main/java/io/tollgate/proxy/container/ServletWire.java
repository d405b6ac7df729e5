package io.tollgate.proxy.container;

import io.tollgate.upstream.Wire;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection as a servlet container gives it away. Made by the container. It cannot be ended in one direction
 * only: when the last is written, both end.
 *
 * <p>Containers may call {@link #onDataAvailable} and {@link #onWritePossible} as soon as they have been asked whether
 * they are ready, on another thread; so what waits is put in its place before they are asked.
 */
public final class ServletWire implements HttpUpgradeHandler, Wire, ReadListener, WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServletWire.class);
    private static final int CHUNK = 8 * 1024;

    private final AtomicReference<@Nullable Consumer<Wire>> opened = new AtomicReference<>();
    private final AtomicReference<@Nullable WebConnection> given = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> demand = new AtomicReference<>();
    private final AtomicReference<@Nullable Writing> writing = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private volatile @Nullable ServletInputStream in;
    private volatile @Nullable ServletOutputStream out;
    private volatile boolean readable;
    private volatile boolean ended;
    private volatile Runnable afterClose = () -> {};

    /** What is to be written, and how far that is. */
    private static final class Writing {
        private final boolean last;
        private final ByteBuffer bytes;
        private final Callback callback;
        private boolean written;
        private boolean flushed;

        Writing(boolean last, ByteBuffer bytes, Callback callback) {
            this.last = last;
            this.bytes = bytes;
            this.callback = callback;
            this.written = !bytes.hasRemaining();
            this.flushed = written;
        }
    }

    /** For the container. */
    public ServletWire() {}

    /**
     * To be called once, before or after the container has opened it.
     *
     * @param consumer gets it when it is open
     * @param afterClose has the container end a connection that was closed
     */
    void onOpen(Consumer<Wire> consumer, Runnable afterClose) {
        this.afterClose = afterClose;
        opened.set(consumer);
        tellOpened();
    }

    @Override
    public void init(WebConnection connection) {
        given.set(connection);
        try {
            ServletInputStream input = connection.getInputStream();
            ServletOutputStream output = connection.getOutputStream();
            in = input;
            out = output;
            output.setWriteListener(this);
            input.setReadListener(this);
        } catch (IOException | RuntimeException e) {
            broken(e);
            close();
        }
        tellOpened();
    }

    private void tellOpened() {
        if (in != null) {
            Consumer<Wire> waiting = opened.getAndSet(null);
            if (waiting != null) {
                waiting.accept(this);
            }
        }
    }

    @Override
    public void destroy() {
        broken(new EOFException("the container has closed the connection"));
    }

    // Reading.

    @Override
    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    public Content.Chunk read() {
        if (ended) {
            return Content.Chunk.EOF;
        }
        Throwable failure = broken.get();
        if (failure != null) {
            return Content.Chunk.from(failure, true);
        }
        try {
            return readNow();
        } catch (IOException | RuntimeException e) {
            broken(e);
            return Content.Chunk.from(e, true);
        }
    }

    @SuppressWarnings("NullAway")
    private Content.Chunk readNow() throws IOException {
        ServletInputStream input = Objects.requireNonNull(in);
        if (input.isFinished()) {
            return Content.Chunk.EOF;
        }
        readable = false;
        if (!input.isReady()) {
            return null;
        }
        readable = true;
        byte[] bytes = new byte[CHUNK];
        int n = input.read(bytes);
        return n < 0 ? Content.Chunk.EOF : Content.Chunk.from(ByteBuffer.wrap(bytes, 0, n), false);
    }

    @Override
    public void demand(Runnable callback) {
        demand.set(callback);
        if (readable || broken.get() != null) {
            tellReader();
        }
    }

    @Override
    public void onDataAvailable() {
        readable = true;
        tellReader();
    }

    @Override
    public void onAllDataRead() {
        readable = true;
        tellReader();
    }

    private void tellReader() {
        Runnable waiting = demand.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void fail(Throwable failure) {
        close();
    }

    // Writing.

    @Override
    public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
        proceed(new Writing(last, bytes == null ? BufferUtil.EMPTY_BUFFER : bytes, callback));
    }

    @Override
    public void onWritePossible() {
        Writing waiting = writing.getAndSet(null);
        if (waiting != null) {
            proceed(waiting);
        }
    }

    /** Whoever takes it out of its place goes on with it. */
    private void proceed(Writing next) {
        Throwable failure = broken.get();
        if (failure != null) {
            next.callback.failed(failure);
            return;
        }
        try {
            ServletOutputStream output = Objects.requireNonNull(out);
            while (!next.flushed) {
                writing.set(next);
                if (!output.isReady() || !writing.compareAndSet(next, null)) {
                    return;
                }
                step(next, output);
            }
        } catch (IOException | RuntimeException e) {
            writing.compareAndSet(next, null);
            broken(e);
            next.callback.failed(e);
            return;
        }
        if (next.last) {
            // The other direction ends with it, as if the client had ended it.
            ended = true;
            close();
        }
        next.callback.succeeded();
    }

    private static void step(Writing next, ServletOutputStream output) throws IOException {
        if (next.written) {
            next.flushed = true;
            output.flush();
        } else {
            next.written = true;
            // Undertow writes the whole of an array, whatever part of it is named.
            byte[] bytes = BufferUtil.toArray(next.bytes);
            next.bytes.position(next.bytes.limit());
            output.write(bytes);
        }
    }

    @Override
    public void onError(Throwable cause) {
        broken(cause);
    }

    private void broken(Throwable cause) {
        broken.compareAndSet(null, cause);
        tellReader();
        Writing waiting = writing.getAndSet(null);
        if (waiting != null) {
            waiting.callback.failed(cause);
        }
    }

    @Override
    public void close() {
        WebConnection connection = given.getAndSet(null);
        if (connection == null) {
            return;
        }
        broken.compareAndSet(null, new EOFException("the connection was closed"));
        try {
            connection.close();
        } catch (Exception e) {
            LOG.debug("the connection does not close cleanly", e);
        }
        afterClose.run();
        broken(new EOFException("the connection was closed"));
    }
}
