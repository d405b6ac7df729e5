package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A route and its conditions, the cheap ones first. Immutable. */
final class CompiledRoute {
    private final RouteSpec spec;
    private final @Nullable HostCondition host;
    private final Condition[] conditions;

    CompiledRoute(RouteSpec spec) {
        this.spec = spec;
        MatchSpec match = spec.match();
        this.host = match.host().isEmpty() ? null : new HostCondition(match.host());
        List<Condition> all = new ArrayList<>();
        if (host != null) {
            all.add(host);
        }
        if (match.path() != null) {
            all.add(new PathCondition(match.path()));
        }
        if (!match.method().isEmpty()) {
            all.add(new MethodCondition(match.method()));
        }
        addAll(all, match.header(), HeaderCondition::new);
        addAll(all, match.cookie(), CookieCondition::new);
        addAll(all, match.query(), QueryCondition::new);
        this.conditions = all.toArray(Condition[]::new);
    }

    RouteSpec spec() {
        return spec;
    }

    /** What it asks of the host; null when any will do. */
    @Nullable
    HostCondition host() {
        return host;
    }

    /** The first condition that does not hold; null when the route takes the request. */
    @Nullable
    Condition firstFailing(Exchange exchange) {
        for (Condition condition : conditions) {
            if (!condition.holds(exchange)) {
                return condition;
            }
        }
        return null;
    }

    /** Whether it takes the request if that is how its path is read. */
    boolean takes(Exchange exchange, String reading) {
        for (Condition condition : conditions) {
            boolean holds = condition instanceof PathCondition path ? path.takes(reading) : condition.holds(exchange);
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** In the order of their names, so that an explanation is the same at every start. */
    private static void addAll(
            List<Condition> all, Map<String, String> values, BiFunction<String, String, Condition> condition) {
        new TreeMap<>(values).forEach((name, value) -> all.add(condition.apply(name, value)));
    }
}
