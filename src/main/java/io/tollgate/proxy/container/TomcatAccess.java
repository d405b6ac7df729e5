package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange in Tomcat is touched, over HTTP/1. Tomcat's threads hold their connection's lock, and to read a body or
 * to set a listener may want that lock: so a thread of one connection that does it for another may wait for one that
 * waits for it. Here nobody waits with a lock held: who does not get it goes on elsewhere, later.
 *
 * <p>At the end of a chunked body Tomcat calls back at once, from within the reading. On a thread that it serves the
 * connection with, it then takes the exchange for none and what follows on the connection for a new one: it may answer
 * the next request before this one, or close the connection and forget the exchange. So such a thread never reads one.
 */
final class TomcatAccess implements Container.Access {
    private final ReentrantLock lock;
    private final boolean chunked;
    private final Executor executor;

    /**
     * @param lock held by Tomcat whenever it calls
     * @param chunked whether the request's body is
     * @param executor runs what must not run within a call of Tomcat
     */
    TomcatAccess(ReentrantLock lock, boolean chunked, Executor executor) {
        this.lock = lock;
        this.chunked = chunked;
        this.executor = executor;
    }

    @Override
    public void run(Runnable task) {
        if (lock.tryLock()) {
            try {
                task.run();
            } finally {
                lock.unlock();
            }
            return;
        }
        try {
            executor.execute(() -> locked(task));
        } catch (RejectedExecutionException e) {
            // It is being stopped, and all that is left is to end the exchange.
            locked(task);
        }
    }

    private void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Content.Source reading(Content.Source body) {
        return new Reading(body);
    }

    private final class Reading implements Content.Source {
        private final Content.Source body;
        private volatile boolean postponed;
        private volatile @Nullable Throwable stopped;

        Reading(Content.Source body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
            Throwable over = stopped;
            if (over != null) {
                return Content.Chunk.from(over, true);
            }
            if ((chunked && lock.isHeldByCurrentThread()) || !lock.tryLock()) {
                postponed = true;
                return null;
            }
            try {
                return body.read();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void demand(Runnable callback) {
            if (postponed || !lock.tryLock()) {
                postponed = false;
                later(callback);
                return;
            }
            try {
                body.demand(callback);
            } finally {
                lock.unlock();
            }
        }

        private void later(Runnable callback) {
            try {
                executor.execute(() -> {
                    locked(() -> {
                        // Waits, with no other lock held, until Tomcat's call is over.
                    });
                    callback.run();
                });
            } catch (RejectedExecutionException e) {
                // It is being stopped.
                stopped = e;
                body.fail(e);
                callback.run();
            }
        }

        @Override
        public void fail(Throwable cause) {
            body.fail(cause);
        }
    }
}
