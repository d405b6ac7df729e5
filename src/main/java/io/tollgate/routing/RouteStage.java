package io.tollgate.routing;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.RouteSpec;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the route, notes it in the exchange, and answers where the route itself is the answer. A forward goes on, for
 * the pool is chosen where the caller's tie is known; so does {@code local}, to the application behind. A request that
 * no route takes is answered with 404. One whose path leads elsewhere when it is read in another way is refused.
 */
public final class RouteStage implements Stage {
    private static final Verdict NO_ROUTE = Verdict.Answer.error(ErrorReason.NO_ROUTE);

    private final Router router;
    private final Stage onceKnown;

    /**
     * @param onceKnown asked when the route is known, before the route itself answers
     */
    public RouteStage(Router router, Stage onceKnown) {
        this.router = router;
        this.onceKnown = onceKnown;
    }

    @Override
    public Verdict handle(Exchange exchange) {
        RouteSpec route = router.route(exchange);
        if (exchange.doubtful() && !router.surely(route, exchange)) {
            exchange.endConnection();
            return Verdict.Answer.error(ErrorReason.BAD_REQUEST);
        }
        if (route != null) {
            exchange.route(route);
        }
        Verdict verdict = onceKnown.handle(exchange);
        if (verdict instanceof Verdict.Answer) {
            return verdict;
        }
        if (route == null) {
            return NO_ROUTE;
        }
        if (route.action() instanceof Action.Redirect redirect) {
            return new Verdict.Answer(redirect.status(), null, Map.of("Location", redirect.location()), "");
        }
        if (route.action() instanceof Action.Respond respond) {
            return answer(respond);
        }
        return Verdict.GO_ON;
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
