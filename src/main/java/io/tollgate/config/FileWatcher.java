package io.tollgate.config;

import io.tollgate.time.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a file's content has changed. It compares the content itself once a second rather than waiting for the
 * file system's notices, and so sees in-place writes, renames over the file and swapped symbolic links (as Kubernetes
 * does it) alike. A change is told once it has been the same for {@link #SETTLE}, so that half-written files are not;
 * a file that is gone for a while is no change.
 *
 * <p>Thread-safe. One look at a time: while one is under way, further wishes become one more look after it. Looks and
 * the callback run on the executor, never on the timer's thread.
 */
public final class FileWatcher implements AutoCloseable {
    /** From one look to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How long a new content must stand still. */
    public static final Duration SETTLE = Duration.ofMillis(200);

    /** More than a reader accepts, so that it sees that the file is too large, and no more. */
    private static final int MAX_BYTES = SourceText.MAX_BYTES + 1;

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    private final Path file;
    private final Timer timer;
    private final Executor executor;
    private final Consumer<byte[]> changed;

    // Touched only by the one look under way.
    private byte[] told;
    private byte @Nullable [] unsettled;
    private boolean unreadable;

    // Guarded by this.
    private boolean looking;
    private boolean wanted;
    private boolean closed;
    private Timer.@Nullable Cancellable next;

    /**
     * A watcher that does nothing until {@link #start}.
     *
     * @param known the content in use already
     * @param executor may be blocked by the file system
     * @param changed gets the new content, one at a time and in order; what it throws is logged
     */
    public FileWatcher(Path file, byte[] known, Timer timer, Executor executor, Consumer<byte[]> changed) {
        this.file = file;
        this.told = known.clone();
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
            LOG.error("A change of {} could not be taken in", file, e);
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
        byte[] content = read(anyway);
        if (content == null) {
            unsettled = null;
            return INTERVAL;
        }
        if (!anyway && Arrays.equals(content, told)) {
            unsettled = null;
            return INTERVAL;
        }
        if (!anyway && !Arrays.equals(content, unsettled)) {
            unsettled = content;
            return SETTLE;
        }
        unsettled = null;
        told = content;
        changed.accept(content.clone());
        return INTERVAL;
    }

    private byte @Nullable [] read(boolean anyway) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES);
            unreadable = false;
            return content;
        } catch (IOException e) {
            if (!unreadable || anyway) {
                LOG.warn("{} cannot be read; what was read last stays in use: {}", file, e.toString());
            }
            unreadable = true;
            return null;
        }
    }
}
