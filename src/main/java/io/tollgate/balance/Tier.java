package io.tollgate.balance;

import io.tollgate.model.BackendSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The backends of one tier. Immutable.
 *
 * @param places its zones, the own one first; somebody is in each
 */
record Tier(List<Peers> places) {

    /** Those of every tier, the preferred one first. */
    static List<Tier> all(List<Endpoint> endpoints, String zone) {
        TreeMap<Integer, List<Endpoint>> byTier = endpoints.stream()
                .collect(Collectors.groupingBy(e -> e.spec().tier(), TreeMap::new, Collectors.toList()));
        List<Tier> tiers = new ArrayList<>();
        byTier.forEach((tier, peers) -> {
            Map<ServingGroup.Place, List<Endpoint>> byPlace = peers.stream()
                    .collect(Collectors.groupingBy(e -> place(e.spec(), zone), TreeMap::new, Collectors.toList()));
            List<Peers> places = new ArrayList<>();
            byPlace.forEach((place, some) -> places.add(Peers.of(place, tier, some)));
            tiers.add(new Tier(places));
        });
        return tiers;
    }

    /** Where that backend stands as seen from the zone. */
    static ServingGroup.Place place(BackendSpec backend, String zone) {
        if (zone.isEmpty()) {
            return ServingGroup.Place.ANY_ZONE;
        }
        return backend.zone().equals(zone) ? ServingGroup.Place.OWN_ZONE : ServingGroup.Place.OTHER_ZONES;
    }

    /**
     * Which part of all callers it bears: what its zones bear together, or the own one by itself, whichever is more. While
     * all is well the own zone bears everything, so it needs none of the others.
     */
    double bears() {
        double there = 0;
        double expected = 0;
        double own = 0;
        for (Peers each : places) {
            there += each.there();
            expected += each.expected();
            if (each.place() == ServingGroup.Place.OWN_ZONE) {
                own = each.health();
            }
        }
        return Spill.bears(Math.max(own, there == 0 ? 0 : there / expected));
    }

    /** Which part of the tier's callers each of its places gets. */
    double[] shares() {
        return Spill.divide(places.stream()
                .mapToDouble(place -> Spill.bears(place.health()))
                .toArray());
    }
}
