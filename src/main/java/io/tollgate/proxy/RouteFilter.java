package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Stage;

/** The route stage as a filter. */
public final class RouteFilter extends StageFilter {
    @Override
    Stage stage(Snapshot snapshot) {
        return snapshot.route();
    }
}
