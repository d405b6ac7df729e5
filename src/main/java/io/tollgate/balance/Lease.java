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
    private volatile boolean tunnel;

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

    /** Notes that the connection is a tunnel from now on, until the lease is closed; once, after {@link #answered}. */
    public void switched() {
        tunnel = true;
        endpoint.tunnelBegan();
    }

    /** Takes in what the backend reports of its load, in ORCA's text form; what is none is passed over. */
    public void reported(String report) {
        ReportedLoad load = endpoint.load();
        long now = pool.nanos();
        if (load.wants(now)) {
            load.reported(OrcaText.utilization(report), now);
        }
    }

    /** Gives the backend back and says how it went: the one place that feeds counts, ejection and waiting callers. */
    public void close(Outcome outcome) {
        if (closed.compareAndSet(false, true)) {
            if (tunnel) {
                endpoint.tunnelEnded();
            }
            pool.closed(endpoint, outcome, startNanos, headNanos, tunnel ? headNanos : pool.nanos());
        }
    }
}
