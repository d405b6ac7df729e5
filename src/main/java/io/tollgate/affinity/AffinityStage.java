package io.tollgate.affinity;

import io.tollgate.affinity.Ties.Reading;
import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.Action.Share;
import io.tollgate.model.RouteSpec;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Chooses the pool of a forwarded request. A caller with a good tie goes to the pool that tied it, of several to the one that
 * did so last, as long as the route lists it, be it with weight 0; whoever has none is drawn by the weights. The tied backend is a hint for the pick.
 * Immutable; holds no lock.
 */
public final class AffinityStage implements Stage {
    private static final String COOKIE = "Cookie";

    private final Map<String, Ties> ties;
    private final IntUnaryOperator draw;

    /**
     * @param ties by pool id; pools that tie nobody are left out
     * @param draw gives a random number from 0 to below its argument, on any thread
     */
    public AffinityStage(Map<String, Ties> ties, IntUnaryOperator draw) {
        this.ties = Map.copyOf(ties);
        this.draw = draw;
    }

    /** Sets the pool and, for a tied caller, the tie; always goes on. */
    @Override
    public Verdict handle(Exchange exchange) {
        RouteSpec route = exchange.route();
        if (route != null && route.action() instanceof Action.Forward forward) {
            choose(exchange, forward.pools());
        }
        return Verdict.GO_ON;
    }

    private void choose(Exchange exchange, List<Share> shares) {
        List<String> cookies = exchange.request().headers(COOKIE);
        AffinityResult untied = AffinityResult.NEW;
        Tie latest = null;
        String its = "";
        for (Share share : shares) {
            Ties known = ties.get(share.pool());
            Reading reading = known == null ? Reading.NEW : known.read(exchange, cookies);
            Tie tie = reading.tie();
            if (tie == null) {
                untied = clearer(untied, reading.result());
            } else if (latest == null || tie.sealedMillis() > latest.sealedMillis()) {
                latest = tie;
                its = share.pool();
            }
        }
        if (latest != null) {
            keep(exchange, its, latest);
            return;
        }
        String pool = drawn(shares);
        exchange.pool(pool);
        exchange.affinity(ties.containsKey(pool) ? untied : AffinityResult.NONE);
    }

    private static void keep(Exchange exchange, String pool, Tie tie) {
        exchange.pool(pool);
        exchange.tied(tie.backend(), tie.session(), tie.issuedMillis(), tie.sealedMillis());
        exchange.affinity(AffinityResult.KEPT);
    }

    /** A tie that has grown old says more than one that is none. */
    private static AffinityResult clearer(AffinityResult one, AffinityResult other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private String drawn(List<Share> shares) {
        if (shares.size() == 1) {
            return shares.get(0).pool();
        }
        int total = 0;
        for (Share share : shares) {
            total += share.weight();
        }
        int left = draw.applyAsInt(total);
        int i = 0;
        while (left >= shares.get(i).weight()) {
            left -= shares.get(i).weight();
            i++;
        }
        return shares.get(i).pool();
    }
}
