package io.tollgate.proxy.container;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;

/**
 * The reading of a request's body in Tomcat, over HTTP/1. Tomcat's threads hold their connection's lock, and to read a
 * body may want that lock: so a thread of one connection that reads another's body may wait for one that waits for it.
 * Here nobody waits with a lock held: who does not get it reads elsewhere, later.
 *
 * <p>At the end of a chunked body Tomcat calls back at once, from within the reading. On a thread that it serves the
 * connection with, it then takes the exchange for none and what follows on the connection for a new one: it may answer
 * the next request before this one, or close the connection and forget the exchange. So such a thread never reads one.
 */
final class TomcatReading implements Content.Source {
    private final Content.Source body;
    private final ReentrantLock lock;
    private final boolean chunked;
    private final Executor executor;
    private volatile boolean postponed;

    /**
     * @param lock held by Tomcat whenever it calls
     * @param executor runs what must not run within a call of Tomcat
     */
    TomcatReading(Content.Source body, ReentrantLock lock, boolean chunked, Executor executor) {
        this.body = body;
        this.lock = lock;
        this.chunked = chunked;
        this.executor = executor;
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
                lock.lock();
                try {
                    // Waits, with no other lock held, until Tomcat's call is over.
                } finally {
                    lock.unlock();
                }
                callback.run();
            });
        } catch (RejectedExecutionException e) {
            // It is being stopped.
            body.fail(e);
            callback.run();
        }
    }

    @Override
    public void fail(Throwable cause) {
        body.fail(cause);
    }

    @Override
    public long getLength() {
        return body.getLength();
    }

    @Override
    public boolean rewind() {
        return body.rewind();
    }
}
