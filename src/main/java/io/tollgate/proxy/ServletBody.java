package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import io.tollgate.upstream.RequestBodyException;
import io.tollgate.upstream.Upstream;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read from the client as a backend takes it and no sooner. What was read is kept up to a bound, so
 * that a failed attempt can be repeated from the first byte; past the bound it is gone and so is the repetition.
 *
 * <p>Of several readings only the latest gets bytes; earlier ones fail. After {@link #close} nothing touches the
 * request any more, for the container may use it for the next one. The lock is this exchange's own. What the container
 * calls takes it not: some containers call with a lock of their own held, and want that one again when they are asked
 * whether they are ready.
 */
final class ServletBody implements Upstream.RequestBody, ReadListener {
    private static final int CHUNK = 16 * 1024;

    /** What keeping a piece costs besides its bytes; a client may send each byte by itself. */
    private static final int PIECE = 64;

    /** For the rest of a body that nobody wants: a client that is still sending may not see its answer before. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpServletRequest request;
    private final Container container;
    private final Exchange exchange;
    private final long length;
    private final long keep;
    private final long limit;
    private final Consumer<Throwable> broken;
    private final boolean waitsForContinue;
    private final Container.Access access;
    private final Object lock = new Object();

    private final List<byte[]> kept = new ArrayList<>();
    private long bytes;
    private boolean lost;
    private boolean end;
    private boolean discarding;
    private @Nullable HttpFields trailers;
    private @Nullable ServletInputStream input;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** The container has called while nobody waited; so whoever comes to wait must look again. */
    private final AtomicBoolean called = new AtomicBoolean();

    private volatile boolean allRead;
    private volatile @Nullable Reading current;

    /**
     * @param length -1 when not known
     * @param keep how many bytes may be kept for a repetition
     * @param limit how long it may be; 0 for no limit
     * @param broken told when the client's side fails, on the thread that learns of it
     */
    ServletBody(
            HttpServletRequest request,
            Container container,
            Container.Access access,
            Exchange exchange,
            long length,
            long keep,
            long limit,
            Consumer<Throwable> broken) {
        this.request = request;
        this.container = container;
        this.exchange = exchange;
        this.length = length;
        this.keep = keep;
        this.limit = limit;
        this.broken = broken;
        this.access = access;
        this.waitsForContinue = container.leavesContinue() && Expectation.of(exchange.request());
    }

    @Override
    public long length() {
        return length;
    }

    /** Whether it is known to be longer than it may be, at once or by what has come of it. */
    boolean tooLarge() {
        return limit > 0 && Math.max(length, bytes) > limit;
    }

    @Override
    public Content.Source open() {
        Reading next = new Reading();
        synchronized (lock) {
            current = next;
        }
        return access.reading(next);
    }

    @Override
    public boolean awaitsContinue() {
        synchronized (lock) {
            return waitsForContinue && input == null;
        }
    }

    @Override
    public @Nullable HttpFields trailers() {
        synchronized (lock) {
            return trailers;
        }
    }

    /** Whether all of it has come. */
    boolean ended() {
        synchronized (lock) {
            return end;
        }
    }

    /** Whether another attempt would get all of it from its first byte. */
    boolean repeatable() {
        synchronized (lock) {
            return !lost && !tooLarge() && failure.get() == null;
        }
    }

    /** Takes the body back from whoever reads it; true if another attempt will get all of it from its first byte. */
    boolean rewind() {
        Reading before;
        boolean whole;
        synchronized (lock) {
            before = current;
            current = null;
            whole = repeatable();
        }
        if (before != null) {
            before.wake();
        }
        return whole;
    }

    /** Whether the client has not sent all of it, and may be sending now. */
    boolean stillComing() {
        synchronized (lock) {
            return !end && failure.get() == null && (input != null || !waitsForContinue);
        }
    }

    /** Reads what is still coming and throws it away, within bounds; then runs the task, once. */
    void discardRest(Deadlines deadlines, Runnable then) {
        rewind();
        synchronized (lock) {
            lose();
            discarding = true;
        }
        Timer.Cancellable limit = deadlines.set(PATIENCE, this::close);
        Content.Source.consumeAll(open(), Callback.from(() -> {
            limit.cancel();
            then.run();
        }));
    }

    /** Ends all reading. */
    void close() {
        synchronized (lock) {
            failure.compareAndSet(null, new IOException("closed"));
            lose();
        }
        wake();
    }

    @Override
    public void onDataAvailable() {
        wake();
    }

    @Override
    public void onAllDataRead() {
        allRead = true;
        wake();
    }

    @Override
    public void onError(Throwable cause) {
        failure.compareAndSet(null, new RequestBodyException(cause));
        wake();
        broken.accept(cause);
    }

    private void wake() {
        called.set(true);
        Reading reading = current;
        if (reading != null) {
            reading.wake();
        }
    }

    /** The next bytes from the client; null when there are none yet. */
    private Content.@Nullable Chunk readClient() throws IOException {
        ServletInputStream in = input;
        if (in == null) {
            in = container.input(request);
            input = in;
            in.setReadListener(this);
        }
        called.set(false);
        if (!in.isReady()) {
            if (!allRead) {
                return null;
            }
            // At the end of a body some containers are not ready any more, and only say that all was read; others say
            // that when all has come, and are then ready for the rest of it.
            if (!in.isReady()) {
                return atEnd();
            }
        }
        byte[] into = new byte[length >= 0 ? (int) Math.max(1, Math.min(CHUNK, length - bytes)) : CHUNK];
        int n = in.read(into);
        if (n < 0) {
            return atEnd();
        }
        bytes += n;
        // Known beforehand, the end need not be asked for: a backend may answer before anybody would.
        end = bytes == length;
        if (!discarding) {
            exchange.received(n);
            if (tooLarge()) {
                lose();
                return Content.Chunk.from(new RequestBodyException(new BodyTooLargeException()), true);
            }
        }
        retain(into, n);
        return Content.Chunk.from(ByteBuffer.wrap(into, 0, n), end);
    }

    private Content.Chunk atEnd() throws IOException {
        Throwable broken = failure.get();
        if (broken != null) {
            // Undertow says that all was read after it has said that the reading has failed.
            throw new IOException("the body did not end", broken);
        }
        if (bytes < length) {
            throw new EOFException("the body ended " + (length - bytes) + " bytes early");
        }
        end = true;
        trailers = length < 0 ? Trailers.passing(container.trailers(request)) : null;
        return Content.Chunk.EOF;
    }

    private void retain(byte[] read, int n) {
        if (bytes > keep || (long) kept.size() * PIECE > keep + CHUNK) {
            lose();
        }
        if (!lost) {
            kept.add(n == read.length ? read : Arrays.copyOf(read, n));
        }
    }

    private void lose() {
        lost = true;
        kept.clear();
    }

    /** One attempt's reading: first what was kept, then on from the client. */
    private final class Reading implements Content.Source {
        private int next;
        private @Nullable Throwable failed;
        private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
            RequestBodyException why;
            synchronized (lock) {
                Throwable over = over();
                if (over != null) {
                    return Content.Chunk.from(over, true);
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
                    why = new RequestBodyException(e);
                    failure.set(why);
                }
            }
            broken.accept(why);
            return Content.Chunk.from(why, true);
        }

        @Override
        public void demand(Runnable callback) {
            boolean ready;
            synchronized (lock) {
                ServletInputStream in = input;
                ready = over() != null || end || next < kept.size() || in == null || in.isReady();
                // Not before the container was asked: from now on its thread may want the lock, to read.
                waiting.set(callback);
            }
            if (ready || called.get()) {
                wake();
            }
        }

        @Override
        public void fail(Throwable cause) {
            synchronized (lock) {
                if (failed == null) {
                    failed = cause;
                }
            }
            wake();
        }

        private @Nullable Throwable over() {
            if (failed != null) {
                return failed;
            }
            return current != this ? new IOException("a later attempt reads the body") : failure.get();
        }

        private void wake() {
            Runnable task = waiting.getAndSet(null);
            if (task != null) {
                task.run();
            }
        }
    }
}
