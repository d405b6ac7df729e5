package io.tollgate.balance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Backends of one pool that stand equal, at one moment. Immutable.
 *
 * @param tier theirs; the lowest there is among those who drain, or are asked though they are not well
 * @param backends how many operators let serve here
 * @param candidates those of them who can take new callers now; empty when not one is well
 * @param health which part of the weight of all is well and warm, 0 to 1; of one that joins no more is expected than it
 *     has risen to
 * @param share of the pool's new callers that begins here, 0 to 1; who finds no room, or has tried all of them, goes on
 *     to another group
 */
public record ServingGroup(
        Place place, int tier, int backends, List<Endpoint> candidates, double health, double share) {

    /** Where a group stands, as seen from this Tollgate. */
    public enum Place {
        /** In the zone where this Tollgate stands. */
        OWN_ZONE("own-zone"),
        /** In all zones but that. */
        OTHER_ZONES("other-zones"),
        /** Anywhere: this Tollgate has no zone. */
        ANY_ZONE("any-zone"),
        /** Being drained: takes new callers when nobody else can. */
        DRAINING("draining"),
        /** Ready by the operator's word, though not one backend is well. */
        FAIL_OPEN("fail-open");

        private final String label;

        Place(String label) {
            this.label = label;
        }

        /** As interfaces spell it. */
        public String label() {
            return label;
        }

        /** Whether it is for when nobody who is ready is well. */
        boolean last() {
            return this == DRAINING || this == FAIL_OPEN;
        }
    }

    public ServingGroup {
        candidates = List.copyOf(candidates);
    }

    /** Whether it is for when nobody who is ready is well. */
    public boolean last() {
        return place.last();
    }

    /** Which part of the pool's new callers begins at each candidate, by its weight in here. */
    public Map<Endpoint, Double> shares() {
        Map<Endpoint, Double> shares = new LinkedHashMap<>();
        double all = 0;
        for (Endpoint candidate : candidates) {
            double weight = candidate.effectiveWeight();
            shares.put(candidate, weight);
            all += weight;
        }
        double each = all == 0 ? 0 : share / all;
        shares.replaceAll((candidate, weight) -> weight * each);
        return shares;
    }
}
