package io.tollgate.guard;

import io.tollgate.exchange.Exchange;
import io.tollgate.model.Configuration;
import io.tollgate.model.LimitSpec;
import io.tollgate.model.Listener;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.RouteSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a request may be: as its route says, else as its listener says, else as is said for all. Put together when
 * a configuration comes into force. Immutable.
 */
public final class SizeLimits {
    private final LimitSpec common;

    /** By listener, then by route; what is missing has no limits of its own. */
    private final Map<String, Map<String, LimitSpec>> byListener;

    /** Stands for a listener that is not configured, as a container's, and for a request without a route. */
    private static final String NONE = "";

    public SizeLimits(Configuration configuration) {
        this.common = configuration.limits();
        Map<String, Map<String, LimitSpec>> all = new HashMap<>();
        all.put(NONE, byRoute(configuration, common));
        for (Listener listener : configuration.listeners()) {
            all.put(listener.id(), byRoute(configuration, listener.limits().over(common)));
        }
        this.byListener = Map.copyOf(all);
    }

    /** What holds for that request; its route counts if it is known already. */
    public LimitSpec of(Exchange exchange) {
        Map<String, LimitSpec> routes = known(byListener, exchange.listener());
        RouteSpec route = exchange.route();
        LimitSpec found = routes == null ? null : known(routes, route == null ? NONE : route.id());
        return found == null ? common : found;
    }

    private static Map<String, LimitSpec> byRoute(Configuration configuration, LimitSpec around) {
        Map<String, LimitSpec> limits = new HashMap<>();
        limits.put(NONE, around);
        for (RouteSpec route : configuration.routes()) {
            if (!route.limits().equals(OwnLimits.NONE)) {
                limits.put(route.id(), route.limits().over(around));
            }
        }
        return Map.copyOf(limits);
    }

    private static <T> @Nullable T known(Map<String, T> map, String id) {
        T found = map.get(id);
        return found == null ? map.get(NONE) : found;
    }
}
