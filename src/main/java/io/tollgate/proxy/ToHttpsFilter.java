package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Stage;

/** The stage that sends plain requests on to TLS, as a filter. Only the jar has listeners of its own, and needs it. */
public final class ToHttpsFilter extends StageFilter {
    @Override
    Stage stage(Snapshot snapshot) {
        return snapshot.toHttps();
    }
}
