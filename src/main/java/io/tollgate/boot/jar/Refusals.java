package io.tollgate.boot.jar;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import io.tollgate.proxy.Gate;
import org.jspecify.annotations.Nullable;

/**
 * Makes an exchange of what Jetty refuses before any filter sees it, so that log and metrics know of it as of all others.
 * Thread-safe.
 */
final class Refusals {
    /** In place of a status: the client left before it could be sent one. */
    static final int NOBODY_THERE = -1;

    private volatile @Nullable Gate gate;

    /** Before this nothing is taken, and nothing is noted. */
    void open(Gate into) {
        this.gate = into;
    }

    /** Begins the exchange of a request that is refused, which {@link #end} ends; null for none. */
    @Nullable
    Exchange begin(RequestView request) {
        Gate open = gate;
        return open == null ? null : open.exchange(request, open.snapshot().get());
    }

    /**
     * Notes what came of it.
     *
     * @param exchange of {@link #begin}
     * @param status what the client was sent; 0 for nothing, or {@link #NOBODY_THERE}
     * @param reason what it is told, if anything
     * @param flaw null when it is not the request that is wrong
     */
    void end(
            @Nullable Exchange exchange, int status, @Nullable ErrorReason reason, @Nullable Flaw flaw, long bytesOut) {
        Gate open = gate;
        if (exchange == null || open == null) {
            return;
        }
        if (status == NOBODY_THERE) {
            exchange.clientLeft();
        } else {
            exchange.status(status);
        }
        exchange.sent(bytesOut);
        if (reason != null) {
            exchange.reason(reason);
        }
        if (flaw != null) {
            exchange.flaw(flaw);
        }
        exchange.end(open.observer());
    }
}
