package io.tollgate.balance;

import java.util.ArrayList;
import java.util.List;

/**
 * Those whom operators let serve in one place, be they well or not. Immutable.
 *
 * @param there the weight that is well. What still rises after it was lost counts as far as it has come
 * @param expected the weight that would be well if nobody was missed. Of what joins no more is expected than it has risen
 *     to: that a place grows, or has its servers replaced, makes it no less well
 */
record Peers(
        ServingGroup.Place place, int tier, List<Endpoint> all, List<Endpoint> well, double there, double expected) {

    static Peers of(ServingGroup.Place place, int tier, List<Endpoint> all) {
        List<Endpoint> well = new ArrayList<>();
        double there = 0;
        double expected = 0;
        for (Endpoint each : all) {
            double risen = each.risenWeight();
            expected += each.joining() ? risen : each.weight();
            if (each.well()) {
                well.add(each);
                there += risen;
            }
        }
        return new Peers(place, tier, all, well, there, expected);
    }

    /** Of whatever tier. */
    static Peers ofAll(ServingGroup.Place place, List<Endpoint> all) {
        return of(place, all.stream().mapToInt(e -> e.spec().tier()).min().orElse(0), all);
    }

    /** Which part of the weight is well, 0 to 1. */
    double health() {
        return there == 0 ? 0 : there / expected;
    }

    /** What is shown of it while these serve. */
    ServingGroup serving(List<Endpoint> candidates, double share) {
        return new ServingGroup(place, tier, all.size(), candidates, health(), share);
    }
}
