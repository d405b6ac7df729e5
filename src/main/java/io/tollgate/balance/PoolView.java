package io.tollgate.balance;

import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.policy.PickContext;
import io.tollgate.policy.Picker;
import io.tollgate.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a pick reads: the candidates in groups, each with its picker, and how callers are divided over the groups; frozen
 * when a mode, a weight, a health or an ejection last changed. Immutable.
 */
final class PoolView {
    /** Comes after all tiers. */
    private static final int NO_TIER = Integer.MAX_VALUE;

    private final PoolSpec spec;
    private final List<Endpoint> endpoints;
    private final Map<String, Endpoint> byId;
    private final List<Group> groups;
    private final Spill spill;
    private final IntUnaryOperator bounded;
    private final boolean failOpen;

    /**
     * Backends that stand equal: of one tier, and of the own zone or of others.
     *
     * @param share of new callers that begin here, of {@link Spill#ALL}
     */
    private record Group(int tier, int share, List<Endpoint> candidates, Picker<Endpoint> picker) {
        @Nullable
        Endpoint enter(PickContext context) {
            Endpoint picked = picker.pick(context);
            while (picked != null && !picked.tryEnter()) {
                picked = picker.pick(context);
            }
            return picked;
        }

        /** Whether there is none that the request may have and has not tried. */
        boolean exhausted(PickContext context) {
            for (Endpoint candidate : candidates) {
                if (!context.tried(candidate) && picker.reaches(candidate, context)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Those whom operators let serve in one place, be they well or not. */
    private record Place(int tier, List<Endpoint> peers, List<Endpoint> well) {
        static Place of(int tier, List<Endpoint> peers) {
            return new Place(tier, peers, peers.stream().filter(Endpoint::well).toList());
        }

        /** Which part of the weight is well. What still ramps up counts as far as it has come. */
        double health() {
            double all = peers.stream().mapToInt(Endpoint::weight).sum();
            return well.stream().mapToInt(Endpoint::effectiveWeight).sum() / all;
        }
    }

    private PoolView(
            PoolSpec spec,
            List<Endpoint> endpoints,
            List<Group> groups,
            Spill spill,
            IntUnaryOperator bounded,
            boolean failOpen) {
        this.spec = spec;
        this.endpoints = List.copyOf(endpoints);
        this.byId = this.endpoints.stream().collect(Collectors.toUnmodifiableMap(Endpoint::id, e -> e));
        this.groups = groups;
        this.spill = spill;
        this.bounded = bounded;
        this.failOpen = failOpen;
    }

    /**
     * Sorts the endpoints into groups: the ready and well by tier, and those of the own zone before the others; then the
     * draining and well; else all the ready.
     *
     * @param zone where this Tollgate stands; empty for nowhere
     * @param bounded gives a random number from 0 to below its argument; thread-safe
     */
    static PoolView of(PoolSpec spec, List<Endpoint> endpoints, Policy policy, String zone, IntUnaryOperator bounded) {
        List<Endpoint> ready = endpoints.stream()
                .filter(e -> e.mode() == Mode.READY && e.effectiveWeight() > 0)
                .toList();
        List<Place> places = places(ready, zone).stream()
                .filter(place -> !place.well().isEmpty())
                .toList();
        Spill spill = Spill.over(places.stream().mapToDouble(Place::health).toArray());
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            groups.add(
                    new Group(place.tier(), spill.share(i), place.well(), policy.picker(place.well(), place.peers())));
        }
        Place draining = Place.of(
                NO_TIER,
                endpoints.stream()
                        .filter(e -> e.mode() == Mode.DRAIN && e.effectiveWeight() > 0)
                        .toList());
        if (!draining.well().isEmpty()) {
            groups.add(new Group(NO_TIER, 0, draining.well(), policy.picker(draining.well(), draining.peers())));
        }
        boolean failOpen = groups.isEmpty() && !ready.isEmpty();
        if (failOpen) {
            groups.add(new Group(NO_TIER, 0, ready, policy.picker(ready)));
        }
        return new PoolView(spec, endpoints, List.copyOf(groups), spill, bounded, failOpen);
    }

    /** In order of preference. */
    private static List<Place> places(List<Endpoint> ready, String zone) {
        TreeMap<Integer, List<Endpoint>> tiers =
                ready.stream().collect(Collectors.groupingBy(e -> e.spec().tier(), TreeMap::new, Collectors.toList()));
        List<Place> places = new ArrayList<>();
        tiers.forEach((tier, peers) -> {
            Map<Boolean, List<Endpoint>> near = peers.stream()
                    .collect(Collectors.partitioningBy(
                            e -> zone.isEmpty() || e.spec().zone().equals(zone)));
            places.add(Place.of(tier, near.getOrDefault(true, List.of())));
            places.add(Place.of(tier, near.getOrDefault(false, List.of())));
        });
        return places;
    }

    PoolSpec spec() {
        return spec;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    @Nullable
    Endpoint endpoint(String id) {
        return byId.get(id);
    }

    boolean failOpen() {
        return failOpen;
    }

    /** The backend the caller is tied to, if it may still serve its own; null to pick another. */
    @Nullable
    Endpoint tied(Caller caller) {
        String id = caller.tiedBackend();
        Endpoint tied = id == null ? null : byId.get(id);
        if (tied == null || tied.mode() == Mode.MAINTENANCE || caller.tried(tied)) {
            return null;
        }
        return tied.well() || (failOpen && tied.mode() == Mode.READY) ? tied : null;
    }

    /**
     * Chooses and enters a backend; null when those it may have are all full, or there are none. A caller begins with a
     * group by the shares, and takes another of them, or the other zones of the same tier, where that one is full. Those
     * without a share are for who finds no one else.
     */
    @Nullable
    Endpoint enter(PickContext context) {
        if (groups.isEmpty()) {
            return null;
        }
        int begun = begin(context);
        Group first = groups.get(begun);
        Endpoint entered = first.enter(context);
        if (entered != null) {
            return entered;
        }
        boolean full = !first.exhausted(context);
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            if (i == begun) {
                continue;
            }
            if (full && group.share() == 0 && group.tier() != first.tier()) {
                return null;
            }
            entered = group.enter(context);
            if (entered != null) {
                return entered;
            }
            full |= !group.exhausted(context);
        }
        return null;
    }

    private int begin(PickContext context) {
        if (groups.size() == 1) {
            return 0;
        }
        long key = context.keyHash();
        return key == PickContext.NO_KEY ? spill.draw(bounded) : spill.of(key);
    }

    /** Whether there is any backend that the caller has not tried: if so, waiting may help. */
    boolean anyoneLeft(PickContext context) {
        for (Group group : groups) {
            if (!group.exhausted(context)) {
                return true;
            }
        }
        return false;
    }
}
