package io.tollgate.admin.ui;

import io.tollgate.balance.Endpoint;
import io.tollgate.model.BackendSpec;
import io.tollgate.telemetry.Figures;

/**
 * One backend at one moment, read once so that all that is said of it agrees.
 *
 * @param share of the pool's requests it really has, 0 to 1
 * @param weight the effective one; 0 when it takes no new callers now
 * @param asked share of the new callers that tiers, zones and weights ask for, 0 to 1; 0 when it takes none
 */
record BackendPicture(
        Endpoint endpoint,
        BackendSpec spec,
        BackendState state,
        int inFlight,
        int sessions,
        double weight,
        Figures figures,
        double share,
        double asked) {

    String id() {
        return spec.id();
    }
}
