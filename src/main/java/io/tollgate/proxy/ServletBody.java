package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.upstream.RequestBodyException;
import io.tollgate.upstream.Upstream;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read from the client as a backend takes it and no sooner. What was read is kept up to a bound, so
 * that a failed attempt can be repeated from the first byte; past the bound it is gone and so is the repetition.
 *
 * <p>One attempt reads at a time. The lock is this exchange's own.
 */
final class ServletBody implements Upstream.RequestBody, ReadListener {
    private static final int CHUNK = 16 * 1024;

    private final HttpServletRequest request;
    private final Exchange exchange;
    private final long length;
    private final long keep;
    private final Object lock = new Object();
    private final AtomicReference<@Nullable Runnable> demand = new AtomicReference<>();

    private final List<byte[]> kept = new ArrayList<>();
    private long keptBytes;
    private boolean lost;
    private boolean end;
    private @Nullable Throwable failure;
    private @Nullable ServletInputStream input;
    private @Nullable Reading current;

    /**
     * @param length -1 when not known
     * @param keep how many bytes may be kept for a repetition
     */
    ServletBody(HttpServletRequest request, Exchange exchange, long length, long keep) {
        this.request = request;
        this.exchange = exchange;
        this.length = length;
        this.keep = keep;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Content.Source open() {
        synchronized (lock) {
            Reading next = new Reading();
            current = next;
            return next;
        }
    }

    /** Whether another attempt would get the whole body. */
    boolean repeatable() {
        synchronized (lock) {
            return !lost && failure == null;
        }
    }

    @Override
    public void onDataAvailable() {
        wake();
    }

    @Override
    public void onAllDataRead() {
        wake();
    }

    @Override
    public void onError(Throwable cause) {
        synchronized (lock) {
            failure = new RequestBodyException(cause);
        }
        wake();
    }

    private void wake() {
        Runnable waiting = demand.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }

    /** The next bytes from the client; null when there are none yet. */
    private Content.@Nullable Chunk readClient() throws IOException {
        ServletInputStream in = input;
        if (in == null) {
            in = request.getInputStream();
            input = in;
            in.setReadListener(this);
        }
        if (in.isFinished()) {
            end = true;
            return Content.Chunk.EOF;
        }
        if (!in.isReady()) {
            return null;
        }
        byte[] bytes = new byte[length >= 0 ? (int) Math.max(1, Math.min(CHUNK, length)) : CHUNK];
        int n = in.read(bytes);
        if (n < 0) {
            end = true;
            return Content.Chunk.EOF;
        }
        exchange.received(n);
        retain(bytes, n);
        return Content.Chunk.from(ByteBuffer.wrap(bytes, 0, n), false);
    }

    private void retain(byte[] bytes, int n) {
        if (lost) {
            return;
        }
        if (keptBytes + n > keep) {
            lost = true;
            kept.clear();
            return;
        }
        kept.add(n == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, n));
        keptBytes += n;
    }

    /** One attempt's reading: first what was kept, then on from the client. */
    private final class Reading implements Content.Source {
        private int next;
        private @Nullable Throwable failed;

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
            synchronized (lock) {
                Throwable broken = failed != null
                        ? failed
                        : current != this ? new IOException("a later attempt reads the body") : failure;
                if (broken != null) {
                    return Content.Chunk.from(broken, true);
                }
                if (next < kept.size()) {
                    return Content.Chunk.from(ByteBuffer.wrap(kept.get(next++)), end && next == kept.size());
                }
                if (end) {
                    return Content.Chunk.EOF;
                }
                try {
                    Content.Chunk chunk = readClient();
                    next = kept.size();
                    return chunk;
                } catch (IOException | RuntimeException e) {
                    failure = new RequestBodyException(e);
                    return Content.Chunk.from(failure, true);
                }
            }
        }

        @Override
        public void demand(Runnable callback) {
            demand.set(callback);
            boolean ready;
            synchronized (lock) {
                ServletInputStream in = input;
                ready = failed != null
                        || failure != null
                        || end
                        || current != this
                        || next < kept.size()
                        || (in != null && (in.isFinished() || in.isReady()));
            }
            if (ready) {
                wake();
            }
        }

        @Override
        public void fail(Throwable cause) {
            synchronized (lock) {
                failed = cause;
            }
        }
    }
}
