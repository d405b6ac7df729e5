package io.tollgate.control;

import io.tollgate.affinity.Ties;
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
        return ties == null ? 0 : ties.sessions(backendId);
    }
}
