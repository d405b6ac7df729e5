package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Paths;
import io.tollgate.model.RouteSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The routing table, compiled once per snapshot: the first route in list order whose conditions all hold takes the
 * request. Immutable and thread-safe.
 *
 * <p>For each host that a route names in full there is a list of the routes that may take it, so that a table of many
 * hosts costs a request no more than the routes of its own.
 */
public final class Router {
    private final List<CompiledRoute> routes;
    private final Map<String, List<CompiledRoute>> byHost;
    private final List<CompiledRoute> ofOtherHosts;

    /**
     * Compiles the table.
     *
     * @param routes in the order of the configuration; may be empty
     */
    public Router(List<RouteSpec> routes) {
        this.routes = routes.stream().map(CompiledRoute::new).toList();
        this.byHost = index(this.routes);
        this.ofOtherHosts =
                this.routes.stream().filter(Router::takesUnnamedHosts).toList();
    }

    /** The route that takes the request; null when none does. */
    public @Nullable RouteSpec route(Exchange exchange) {
        return route(exchange, exchange.path());
    }

    /** Whether that route, or none, takes the request however its path is read. */
    boolean surely(@Nullable RouteSpec taken, Exchange exchange) {
        return Paths.everyReading(
                exchange.request().rawPath(), reading -> Objects.equals(route(exchange, reading), taken));
    }

    private @Nullable RouteSpec route(Exchange exchange, String reading) {
        List<CompiledRoute> candidates = byHost.getOrDefault(exchange.host(), ofOtherHosts);
        for (int i = 0; i < candidates.size(); i++) {
            CompiledRoute route = candidates.get(i);
            if (route.takes(exchange, reading)) {
                return route.spec();
            }
        }
        return null;
    }

    /** Why the request goes where it goes: always the outcome of {@link #route}, found the long way. */
    public Explanation explain(Exchange exchange) {
        List<Explanation.Step> steps = new ArrayList<>();
        for (CompiledRoute route : routes) {
            Condition failing = route.firstFailing(exchange);
            steps.add(new Explanation.Step(route.spec().id(), failing == null ? null : failing.toString()));
            if (failing == null) {
                break;
            }
        }
        return new Explanation(steps);
    }

    private static Map<String, List<CompiledRoute>> index(List<CompiledRoute> routes) {
        Map<String, List<CompiledRoute>> index = new HashMap<>();
        for (CompiledRoute route : routes) {
            HostCondition host = route.host();
            if (host != null) {
                host.names()
                        .forEach(name -> index.computeIfAbsent(
                                name,
                                n -> routes.stream().filter(r -> mayTake(r, n)).toList()));
            }
        }
        return Map.copyOf(index);
    }

    private static boolean mayTake(CompiledRoute route, String host) {
        HostCondition condition = route.host();
        return condition == null || condition.takes(host);
    }

    private static boolean takesUnnamedHosts(CompiledRoute route) {
        HostCondition condition = route.host();
        return condition == null || condition.hasWildcard();
    }
}
