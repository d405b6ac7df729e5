package io.tollgate.balance;

import io.tollgate.model.PolicySpec;
import io.tollgate.policy.Means;
import io.tollgate.policy.Policies;
import io.tollgate.policy.Policy;
import java.util.HashMap;
import java.util.Map;

/**
 * One policy for each group of a pool. They pick alike, but what a policy keeps, such as whose turn it is, must not be
 * shared: a caller that asks two groups in turn would take a turn of each, and some backend's turn would never come. Not
 * thread-safe.
 */
final class GroupPolicies {
    private final PolicySpec spec;
    private final Means means;
    private final Map<Key, Policy> policies = new HashMap<>();

    private record Key(ServingGroup.Place place, int tier) {}

    GroupPolicies(PolicySpec spec, Means means) {
        this.spec = spec;
        this.means = means;
    }

    /** The same at each call, so that what it keeps outlives a change of the group. */
    Policy of(ServingGroup.Place place, int tier) {
        return policies.computeIfAbsent(new Key(place, tier), key -> Policies.create(spec, means));
    }
}
