package io.tollgate.guard;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;

/** Refuses what no backend should see. */
public final class GuardStage implements Stage {

    /** A balancer in front of servers is no forward proxy: it opens no tunnels (RFC 9110, section 9.3.6). */
    @Override
    public Verdict handle(Exchange exchange) {
        if (exchange.request().method().equals("CONNECT")) {
            return Verdict.Answer.error(ErrorReason.BAD_REQUEST);
        }
        return Verdict.GO_ON;
    }
}
