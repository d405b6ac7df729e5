package io.tollgate.balance;

import java.util.concurrent.atomic.AtomicReference;

/** One pick in use. Closed exactly once, with how it ended; later closings are ignored. Thread-safe. */
public final class Lease {
    /** In place of the moment when an answer began: none did. */
    static final long NO_ANSWER = Long.MIN_VALUE;

    private final Pool pool;
    private final Endpoint endpoint;
    private final long startNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile long headNanos = NO_ANSWER;

    private enum State {
        OPEN,
        TUNNEL,
        CLOSED
    }

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

    /**
     * Notes that the backend has answered by making a tunnel of the connection: how it went is told now, and however the
     * tunnel ends says nothing of its backend. After {@link #answered}, unless the lease is closed.
     */
    public void switched() {
        if (state.compareAndSet(State.OPEN, State.TUNNEL)) {
            endpoint.tunnelBegan();
            pool.served(endpoint, Outcome.SUCCESS, startNanos, headNanos);
        }
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
        State before = state.getAndSet(State.CLOSED);
        if (before == State.OPEN) {
            pool.served(endpoint, outcome, startNanos, headNanos);
        } else if (before == State.TUNNEL) {
            endpoint.tunnelEnded();
        }
        if (before != State.CLOSED) {
            pool.left(endpoint, startNanos);
        }
    }
}
