package io.tollgate.config;

import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when what is read somewhere has changed. It compares the content itself once a second rather than waiting for
 * the file system's notices, and so sees in-place writes, renames over a file and swapped symbolic links (as Kubernetes
 * does it) alike. A change is told once it has been the same for {@link #SETTLE}, so that half-written files are not;
 * what cannot be read for a while is no change.
 *
 * <p>Thread-safe. One look at a time: while one is under way, further wishes become one more look after it. Looks and
 * the callback run on the executor, and hold no lock.
 *
 * @param <T> what is read; immutable, and equal to another when nothing has changed
 */
public final class Watcher<T> implements AutoCloseable {
    /** From one look to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How long a new content must stand still. */
    public static final Duration SETTLE = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final Source<T> source;
    private final Timer timer;
    private final Executor executor;
    private final Consumer<T> changed;

    // Touched only by the one look under way.
    private T told;
    private @Nullable T unsettled;

    // Guarded by this.
    private boolean looking;
    private boolean wanted;
    private boolean closed;
    private Timer.@Nullable Cancellable next;

    /** Where it is read. */
    @FunctionalInterface
    public interface Source<T> {
        /**
         * Reads it.
         *
         * @param asked whether somebody waits to hear of it, even if nothing has changed
         * @return null when it cannot be read, which the source itself tells the operator
         */
        @Nullable
        T read(boolean asked);
    }

    /**
     * A watcher that does nothing until {@link #start}.
     *
     * @param known what is in use already
     * @param executor may be blocked by the file system
     * @param changed gets the new content, one at a time and in order; what it throws is logged
     */
    public Watcher(Source<T> source, T known, Timer timer, Executor executor, Consumer<T> changed) {
        this.source = source;
        this.told = known;
        this.timer = timer;
        this.executor = executor;
        this.changed = changed;
    }

    /** Begins to look once a second. Call once. */
    public synchronized void start() {
        scheduleIn(INTERVAL);
    }

    /** Looks as soon as possible and tells the content even if it is the same, as operators expect of HUP. */
    public synchronized void checkNow() {
        wanted = true;
        look();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void look() {
        if (looking || closed) {
            return;
        }
        looking = true;
        try {
            executor.execute(this::lookAndGoOn);
        } catch (RejectedExecutionException e) {
            looking = false;
        }
    }

    private void lookAndGoOn() {
        Duration pause = INTERVAL;
        try {
            pause = lookOnce(takeWish());
        } catch (RuntimeException e) {
            LOG.error("A change could not be taken in", e);
        } finally {
            done(pause);
        }
    }

    private synchronized boolean takeWish() {
        boolean wish = wanted;
        wanted = false;
        return wish;
    }

    private synchronized void done(Duration pause) {
        looking = false;
        if (wanted) {
            look();
        } else {
            scheduleIn(pause);
        }
    }

    private synchronized void scheduleIn(Duration pause) {
        if (next != null) {
            next.cancel();
        }
        if (!closed) {
            next = timer.after(pause, this::look);
        }
    }

    /** Returns when to look again. */
    private Duration lookOnce(boolean anyway) {
        T content = source.read(anyway);
        if (content == null || (!anyway && content.equals(told))) {
            unsettled = null;
            return INTERVAL;
        }
        if (!anyway && !content.equals(unsettled)) {
            unsettled = content;
            return SETTLE;
        }
        unsettled = null;
        told = content;
        changed.accept(content);
        return INTERVAL;
    }
}
