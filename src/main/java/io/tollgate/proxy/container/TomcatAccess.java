package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;

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
        } else {
            later(() -> locked(task));
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

    private void later(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // It is being stopped, and nobody waits for anybody any more.
            task.run();
        }
    }

    @Override
    public Content.Source reading(Content.Source body) {
        return new Reading(body);
    }

    private final class Reading implements Content.Source {
        private final Content.Source body;
        private volatile boolean postponed;

        Reading(Content.Source body) {
            this.body = body;
        }

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
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
                later(() -> {
                    locked(() -> {
                        // Waits, with no other lock held, until Tomcat's call is over.
                    });
                    callback.run();
                });
                return;
            }
            try {
                body.demand(callback);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void fail(Throwable cause) {
            body.fail(cause);
        }
    }
}
