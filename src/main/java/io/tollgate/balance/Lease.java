package io.tollgate.balance;

import java.util.concurrent.atomic.AtomicBoolean;

/** One pick in use. Closed exactly once, with how it ended; later closings are ignored. Thread-safe. */
public final class Lease {
    private final Pool pool;
    private final Endpoint endpoint;
    private final long startNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(Pool pool, Endpoint endpoint, long startNanos) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.startNanos = startNanos;
    }

    /** The backend that was picked. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Gives the backend back and says how it went: the one place that feeds counts, ejection and waiting callers. */
    public void close(Outcome outcome) {
        if (closed.compareAndSet(false, true)) {
            pool.closed(endpoint, outcome, startNanos);
        }
    }
}
