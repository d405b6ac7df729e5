package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Stage;

/** The guard stage as a filter. */
public final class GuardFilter extends StageFilter {
    @Override
    Stage stage(Snapshot snapshot) {
        return snapshot.guard();
    }
}
