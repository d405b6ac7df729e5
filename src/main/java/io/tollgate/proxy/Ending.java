package io.tollgate.proxy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who ends an exchange in its container: this side, once, or the container after an error that it found itself. A
 * container may use its objects for another exchange as soon as one has ended, so who comes too late must not touch them.
 * Thread-safe.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** An end takes no time; the bound is for containers that hold a lock meanwhile that it needs. */
    private static final long PATIENCE_MILLIS = 1_000;

    private boolean begun;
    private @Nullable Thread under;
    private @Nullable CountDownLatch awaited;

    /**
     * Ends it, unless somebody has.
     *
     * @param end may touch the container's objects until it returns
     */
    void ours(Runnable end) {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
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
        if (awaited != null) {
            awaited.countDown();
        }
    }

    /** Leaves it to the container, which ends it when this returns. Waits for an end that another thread is at. */
    void theirs() {
        await(underWay());
    }

    /** Waits for the end that another thread is about to come to, for the container ends it when this returns. */
    void await() {
        await(toCome());
    }

    private static void await(@Nullable CountDownLatch over) {
        if (over == null) {
            return;
        }
        try {
            if (!over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("an end takes long; the container goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable CountDownLatch underWay() {
        begun = true;
        return under == null || under == Thread.currentThread() ? null : latch();
    }

    private synchronized @Nullable CountDownLatch toCome() {
        return (begun && under == null) || under == Thread.currentThread() ? null : latch();
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
