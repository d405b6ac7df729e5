package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.Configuration;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.TimeoutSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long backends may take: as the request's route says, else as the pool says. Put together when a configuration
 * comes into force. Immutable.
 */
public final class TimeLimits {
    /** By route, then by pool; what is missing has no limits of its own. */
    private final Map<String, Map<String, TimeoutSpec>> byRoute;

    public TimeLimits(Configuration configuration) {
        Map<String, Map<String, TimeoutSpec>> all = new HashMap<>();
        for (RouteSpec route : configuration.routes()) {
            if (!route.timeouts().equals(OwnTimeouts.NONE) && route.action() instanceof Action.Forward forward) {
                Map<String, TimeoutSpec> byPool = new HashMap<>();
                for (Action.Share share : forward.pools()) {
                    PoolSpec pool = configuration.pool(share.pool());
                    if (pool != null) {
                        byPool.put(pool.id(), route.timeouts().over(pool.timeouts()));
                    }
                }
                all.put(route.id(), Map.copyOf(byPool));
            }
        }
        this.byRoute = Map.copyOf(all);
    }

    /** What holds for requests of that route in that pool. */
    public TimeoutSpec of(@Nullable RouteSpec route, PoolSpec pool) {
        Map<String, TimeoutSpec> byPool = route == null ? null : byRoute.get(route.id());
        TimeoutSpec own = byPool == null ? null : byPool.get(pool.id());
        return own == null ? pool.timeouts() : own;
    }
}
