package io.tollgate.proxy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who ends an exchange in its container: this side, once, or the container after an error that it found itself. A
 * container may use its objects for another exchange as soon as one has ended: so who touches them enters first, and
 * the container is kept from ending it until he has left. Thread-safe.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** Nothing of it takes time; the bound is for containers that hold a lock meanwhile that it needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Duration patience;
    private boolean begun;
    private int inside;
    private @Nullable Thread within;
    private int depth;
    private @Nullable Thread under;
    private @Nullable CountDownLatch awaited;

    Ending() {
        this(PATIENCE);
    }

    /**
     * @param patience how long the container is kept waiting
     */
    Ending(Duration patience) {
        this.patience = patience;
    }

    /**
     * Comes before the container's objects are touched; {@link #leave} follows, on the same thread. Who may touch what at
     * the same time is no affair of this class.
     *
     * @return false if the end has begun: then nothing may be touched
     */
    synchronized boolean enter() {
        if (begun) {
            return false;
        }
        depth = within == Thread.currentThread() ? depth + 1 : 1;
        within = Thread.currentThread();
        inside++;
        return true;
    }

    synchronized void leave() {
        if (within == Thread.currentThread() && --depth == 0) {
            within = null;
        }
        if (inside > 0) {
            inside--;
            tell();
        }
    }

    /**
     * Ends it, unless somebody has. Whoever is inside touches the container's objects no more.
     *
     * @param end may touch the container's objects until it returns
     */
    void ours(Runnable end) {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
            inside = 0;
            within = null;
            under = Thread.currentThread();
        }
        try {
            end.run();
        } finally {
            over();
        }
    }

    private synchronized void over() {
        under = null;
        tell();
    }

    private void tell() {
        CountDownLatch waiting = awaited;
        if (waiting != null && begun && inside == 0 && under == null) {
            waiting.countDown();
        }
    }

    /** Leaves it to the container, which ends it when this returns. Waits for another thread that is at it. */
    void theirs() {
        await(underWay());
    }

    /** Waits for the end that another thread is about to come to, for the container ends it when this returns. */
    void await() {
        await(toCome());
    }

    private void await(@Nullable CountDownLatch over) {
        if (over == null) {
            return;
        }
        try {
            if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("an end takes long; the container goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable CountDownLatch underWay() {
        begun = true;
        int own = within == Thread.currentThread() ? depth : 0;
        return isElsewhere(under) || inside > own ? latch() : null;
    }

    private synchronized @Nullable CountDownLatch toCome() {
        boolean mine = under == Thread.currentThread() || within == Thread.currentThread();
        return mine || (begun && under == null && inside == 0) ? null : latch();
    }

    private static boolean isElsewhere(@Nullable Thread at) {
        return at != null && at != Thread.currentThread();
    }

    private CountDownLatch latch() {
        CountDownLatch over = awaited;
        if (over == null) {
            over = new CountDownLatch(1);
            awaited = over;
        }
        return over;
    }
}
