package io.tollgate.proxy;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Endpoint;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/** What an answer means for its caller's tie. */
final class Tying {
    private Tying() {}

    /** Notes the session as alive, or the tie as moved; the Set-Cookie line to send, if any. */
    static @Nullable String afterAnswer(Exchange exchange, Ties ties, Endpoint answered, boolean secureClient) {
        Ties.Tie tie = Ties.Tie.carriedBy(exchange);
        if (tie != null) {
            ties.touch(tie.session(), answered.id());
            if (!tie.backend().equals(answered.id())) {
                exchange.affinity(AffinityResult.MOVED);
            }
        } else if (exchange.status() >= 502 && exchange.status() <= 504) {
            // A caller is not tied for the rest of its session to a server that could not serve it once.
            return null;
        }
        return ties.write(tie, answered.id(), secureClient);
    }
}
