package io.tollgate.balance;

import java.util.concurrent.atomic.AtomicBoolean;

/** One pick in use. Closed exactly once, with how it ended; later closings are ignored. Thread-safe. */
public final class Lease {
    /** In place of the moment when an answer began: none did. */
    static final long NO_ANSWER = Long.MIN_VALUE;

    private final Pool pool;
    private final Endpoint endpoint;
    private final long startNanos;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long headNanos = NO_ANSWER;

    Lease(Pool pool, Endpoint endpoint, long startNanos) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.startNanos = startNanos;
    }

    /** The backend that was picked. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Notes that the backend's answer begins; to be called before the lease is closed. */
    public void answered() {
        headNanos = pool.nanos();
    }

    /** Takes in what the backend reports of its load, in ORCA's text form; what is none is passed over. */
    public void reported(String report) {
        ReportedLoad load = endpoint.load();
        if (load.wants(pool.nanos())) {
            load.reported(OrcaText.utilization(report), pool.nanos());
        }
    }

    /** Gives the backend back and says how it went: the one place that feeds counts, ejection and waiting callers. */
    public void close(Outcome outcome) {
        if (closed.compareAndSet(false, true)) {
            pool.closed(endpoint, outcome, startNanos, headNanos);
        }
    }
}
