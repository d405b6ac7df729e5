package io.tollgate.routing;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.RouteSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers for routes that are in maintenance, whatever they would do else; stands behind the finding of the route. */
public final class MaintenanceStage implements Stage {
    private final Map<String, Verdict> answers;

    /**
     * @param routes those in maintenance
     */
    public MaintenanceStage(List<RouteSpec> routes) {
        this.answers =
                routes.stream().collect(Collectors.toUnmodifiableMap(RouteSpec::id, MaintenanceStage::comeBackLater));
    }

    @Override
    public Verdict handle(Exchange exchange) {
        RouteSpec route = exchange.route();
        return route == null ? Verdict.GO_ON : answers.getOrDefault(route.id(), Verdict.GO_ON);
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
}
