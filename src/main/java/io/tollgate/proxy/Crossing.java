package io.tollgate.proxy;

import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.BackendUrl;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Wire;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A backend's connection that goes on as a tunnel and waits for the client's; then the tunnel, whose end is the end of
 * the exchange. What becomes of a tunnel is never held against its backend: that has answered, and anybody can provoke
 * the rest.
 */
final class Crossing {
    /** For a container that was told to hand over the client's connection. It comes at once, or never. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Gate gate;
    private final Exchange exchange;
    private final Lease lease;
    private final BackendUrl url;
    private final Wire backend;
    private final Duration silence;
    private final AtomicBoolean met = new AtomicBoolean();
    private volatile Timer.Cancellable limit = Timer.Cancellable.NOTHING;
    private @Nullable Tunnel tunnel;

    /**
     * @param url where the backend was when it was asked
     * @param silence how long both sides may be silent; zero for no limit
     */
    Crossing(Gate gate, Exchange exchange, Lease lease, BackendUrl url, Wire backend, Duration silence) {
        this.gate = gate;
        this.exchange = exchange;
        this.lease = lease;
        this.url = url;
        this.backend = backend;
        this.silence = silence;
    }

    /** The container has been told; from now on this ends the exchange. */
    void expect() {
        exchange.switched();
        Timer.Cancellable next = gate.deadlines().set(PATIENCE, this::lost);
        limit = next;
        if (met.get()) {
            next.cancel();
        }
    }

    /** Begins to carry. */
    void taken(Wire client) {
        if (!met.compareAndSet(false, true)) {
            client.close();
            return;
        }
        limit.cancel();
        Tunnel begun =
                new Tunnel(lease.endpoint(), url, client, backend, exchange, silence, gate.deadlines(), this::ended);
        tunnel = begun;
        gate.tunnels().add(begun);
        begun.begin();
    }

    private void lost() {
        if (met.compareAndSet(false, true)) {
            backend.close();
            ended(Tunnel.End.CLIENT_BROKE);
        }
    }

    private void ended(Tunnel.End how) {
        Tunnel over = tunnel;
        if (over != null) {
            gate.tunnels().remove(over);
        }
        note(how);
        lease.close(Outcome.SUCCESS);
        exchange.end(gate.observer());
    }

    private void note(Tunnel.End how) {
        if (how != Tunnel.End.CLOSED && gate.stopped().getAsBoolean()) {
            breakOff(ErrorReason.SHUTDOWN);
            return;
        }
        switch (how) {
            case CLOSED -> {}
            case CLIENT_BROKE -> exchange.clientLeft();
            case BACKEND_BROKE -> breakOff(ErrorReason.UPSTREAM_RESET);
            case SILENT -> exchange.reason(ErrorReason.IDLE_TIMEOUT);
            case CUT_OFF -> breakOff(gate.tunnels().areClosing() ? ErrorReason.SHUTDOWN : ErrorReason.MAINTENANCE);
        }
    }

    private void breakOff(ErrorReason why) {
        exchange.brokenOff();
        exchange.reason(why);
    }
}
