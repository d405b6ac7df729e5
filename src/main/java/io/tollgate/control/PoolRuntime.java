package io.tollgate.control;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.model.PoolSpec;
import org.jspecify.annotations.Nullable;

/**
 * A pool of the configuration and what runs for it.
 *
 * @param spec as configured, operators' changes included
 * @param pool its live backends
 * @param ties its callers' ties; null when the pool ties nobody
 */
public record PoolRuntime(
        PoolSpec spec, Pool pool, @Nullable Ties ties) {

    /** Live sessions on that backend; 0 when the pool ties nobody. */
    public int sessions(String backendId) {
        return ties == null ? 0 : ties.table().count(backendId);
    }

    /**
     * Whether that backend has no session and nothing in flight. A count of no sessions means nothing before one idle
     * time has passed since Tollgate's own start: until then a session may be there that has not been seen.
     *
     * @param nowMillis wall time
     */
    boolean servesNobody(Endpoint endpoint, long nowMillis) {
        if (endpoint.inFlight() > 0 || sessions(endpoint.id()) > 0) {
            return false;
        }
        return ties == null
                || nowMillis
                        >= ties.table().startMillis() + spec.affinity().idle().toMillis();
    }
}
