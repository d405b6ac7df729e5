package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Stage;

/** The affinity stage as a filter. */
public final class SessionAffinityFilter extends StageFilter {
    @Override
    Stage stage(Snapshot snapshot) {
        return snapshot.affinity();
    }
}
