package io.tollgate.routing;

import io.tollgate.model.Action;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.PathMatch;
import io.tollgate.model.RouteSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Routes for tests. */
final class Routes {
    static final Action TO_SHOP = new Action.Forward(List.of(new Action.Share("shop", 100)));

    private Routes() {}

    static RouteSpec all(String id) {
        return of(id, List.of(), null);
    }

    static RouteSpec of(String id, List<String> hosts, @Nullable String prefix) {
        return new RouteSpec(
                id,
                new MatchSpec(
                        hosts,
                        prefix == null ? null : new PathMatch("", prefix),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Map.of()),
                TO_SHOP);
    }

    static RouteSpec of(String id, Action action) {
        return new RouteSpec(id, all(id).match(), action);
    }
}
