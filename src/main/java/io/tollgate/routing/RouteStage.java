package io.tollgate.routing;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.RouteSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds the route, notes it in the exchange, and answers where the route itself is the answer, or is in maintenance. A
 * forward goes on, for the pool is chosen where the caller's tie is known; so does {@code local}, to the application
 * behind. A request that no route takes is answered with 404: nobody's fault, so without an error reason, and with the
 * usual small body.
 */
public final class RouteStage implements Stage {
    private static final Verdict NO_ROUTE = new Verdict.Answer(404, null, Map.of(), null);

    private final Router router;
    private final Map<String, Verdict> inMaintenance;

    /**
     * @param inMaintenance the routes that answer so, whatever they would do else
     */
    public RouteStage(Router router, List<RouteSpec> inMaintenance) {
        this.router = router;
        this.inMaintenance =
                inMaintenance.stream().collect(Collectors.toUnmodifiableMap(RouteSpec::id, RouteStage::comeBackLater));
    }

    @Override
    public Verdict handle(Exchange exchange) {
        RouteSpec route = router.route(exchange);
        if (route == null) {
            return NO_ROUTE;
        }
        exchange.route(route);
        Verdict closed = inMaintenance.get(route.id());
        if (closed != null) {
            return closed;
        }
        if (route.action() instanceof Action.Redirect redirect) {
            return new Verdict.Answer(redirect.status(), null, Map.of("Location", redirect.location()), "");
        }
        if (route.action() instanceof Action.Respond respond) {
            return answer(respond);
        }
        return Verdict.GO_ON;
    }

    private static Verdict comeBackLater(RouteSpec route) {
        // RFC 9110, section 10.2.3: in whole seconds.
        long seconds = route.maintenance().retryAfter().toSeconds();
        return new Verdict.Answer(
                ErrorReason.MAINTENANCE.status(),
                ErrorReason.MAINTENANCE,
                Map.of("Retry-After", String.valueOf(seconds)),
                null);
    }

    private static Verdict answer(Action.Respond respond) {
        Map<String, String> fields =
                respond.body().isEmpty() ? Map.of() : Map.of("Content-Type", mediaType(respond.type()));
        return new Verdict.Answer(respond.status(), null, fields, respond.body());
    }

    private static String mediaType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("text/") && !lower.contains("charset") ? type + "; charset=utf-8" : type;
    }
}
