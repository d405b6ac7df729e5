package io.tollgate.balance;

import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a pool's new callers are divided over its backends: the ready and well by tier, and those of the own zone before the
 * others; then the draining and well; else all the ready. Immutable.
 *
 * @param parts those who can serve, in the order in which a caller is sent on
 * @param sick groups of which nobody is well
 * @param failOpen nobody is well, and all the ready serve in spite of it
 */
record Division(List<Part> parts, List<ServingGroup> sick, boolean failOpen) {

    /**
     * One group that can serve.
     *
     * @param peers all of the place, be they well or not
     * @param candidates those of them who serve
     * @param share of the pool's new callers that begins here, 0 to 1
     */
    record Part(Peers peers, List<Endpoint> candidates, double share) {
        ServingGroup serving() {
            return peers.serving(candidates, share);
        }
    }

    /** @param zone where this Tollgate stands; empty for nowhere */
    static Division of(List<Endpoint> endpoints, String zone) {
        List<Endpoint> ready = open(endpoints, Mode.READY);
        List<Tier> tiers = Tier.all(ready, zone);
        double[] ofTiers = Spill.divide(tiers.stream().mapToDouble(Tier::bears).toArray());
        List<Part> parts = new ArrayList<>();
        List<ServingGroup> sick = new ArrayList<>();
        for (int i = 0; i < ofTiers.length; i++) {
            List<Peers> places = tiers.get(i).places();
            double[] within = tiers.get(i).shares();
            for (int j = 0; j < within.length; j++) {
                Peers place = places.get(j);
                if (place.well().isEmpty()) {
                    sick.add(place.serving(List.of(), 0));
                } else {
                    parts.add(new Part(place, place.well(), ofTiers[i] * within[j]));
                }
            }
        }
        Peers draining = Peers.ofAll(ServingGroup.Place.DRAINING, open(endpoints, Mode.DRAIN));
        if (!draining.well().isEmpty()) {
            parts.add(new Part(draining, draining.well(), parts.isEmpty() ? 1 : 0));
        }
        boolean failOpen = parts.isEmpty() && !ready.isEmpty();
        if (failOpen) {
            parts.add(new Part(Peers.ofAll(ServingGroup.Place.FAIL_OPEN, ready), ready, 1));
        }
        return new Division(List.copyOf(parts), List.copyOf(sick), failOpen);
    }

    private static List<Endpoint> open(List<Endpoint> endpoints, Mode mode) {
        return endpoints.stream()
                .filter(e -> e.mode() == mode && e.effectiveWeight() > 0)
                .toList();
    }

    /** Which part of the callers begins at each part; those who are for when nobody who is ready is well are left out. */
    Spill spill() {
        return Spill.of(parts.stream()
                .filter(part -> !part.peers().place().last())
                .map(Part::share)
                .toList());
    }

    /** All groups, the first choice first. */
    List<ServingGroup> serving() {
        return Stream.concat(parts.stream().map(Part::serving), sick.stream())
                .sorted(Comparator.comparing(ServingGroup::last)
                        .thenComparing(ServingGroup::tier)
                        .thenComparing(ServingGroup::place))
                .toList();
    }
}
