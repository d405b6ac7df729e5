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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a pick reads: the candidates in layers, each with its picker, frozen when a mode, a weight, a health or an
 * ejection last changed. Immutable.
 */
final class PoolView {
    private final PoolSpec spec;
    private final List<Endpoint> endpoints;
    private final Map<String, Endpoint> byId;
    private final List<Layer> layers;
    private final boolean failOpen;

    /** Backends that stand equal; a later layer serves only when no earlier one can. */
    private record Layer(List<Endpoint> candidates, Picker<Endpoint> picker) {
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

    private PoolView(PoolSpec spec, List<Endpoint> endpoints, List<Layer> layers, boolean failOpen) {
        this.spec = spec;
        this.endpoints = List.copyOf(endpoints);
        this.byId = this.endpoints.stream().collect(Collectors.toUnmodifiableMap(Endpoint::id, e -> e));
        this.layers = layers;
        this.failOpen = failOpen;
    }

    /** Sorts the endpoints into layers: the ready and well by tier, then the draining and well, else all the ready. */
    static PoolView of(PoolSpec spec, List<Endpoint> endpoints, Policy policy) {
        Predicate<Endpoint> ready = e -> e.mode() == Mode.READY && e.effectiveWeight() > 0;
        TreeMap<Integer, List<Endpoint>> tiers = endpoints.stream()
                .filter(ready)
                .collect(Collectors.groupingBy(e -> e.spec().tier(), TreeMap::new, Collectors.toList()));
        List<Layer> layers = new ArrayList<>();
        tiers.values().forEach(tier -> addLayer(layers, tier, policy, Endpoint::well));
        List<Endpoint> draining = endpoints.stream()
                .filter(e -> e.mode() == Mode.DRAIN && e.effectiveWeight() > 0)
                .toList();
        addLayer(layers, draining, policy, Endpoint::well);
        boolean failOpen = false;
        if (layers.isEmpty()) {
            addLayer(layers, endpoints.stream().filter(ready).toList(), policy, e -> true);
            failOpen = !layers.isEmpty();
        }
        return new PoolView(spec, endpoints, List.copyOf(layers), failOpen);
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

    /** Chooses and enters a backend; null when those it may have are all full, or there are none. */
    @Nullable
    Endpoint enter(PickContext context) {
        for (Layer layer : layers) {
            Endpoint picked = layer.picker().pick(context);
            while (picked != null) {
                if (picked.tryEnter()) {
                    return picked;
                }
                picked = layer.picker().pick(context);
            }
            if (!layer.exhausted(context)) {
                return null;
            }
        }
        return null;
    }

    /** Whether there is any backend that the caller has not tried: if so, waiting may help. */
    boolean anyoneLeft(PickContext context) {
        for (Layer layer : layers) {
            if (!layer.exhausted(context)) {
                return true;
            }
        }
        return false;
    }

    private static void addLayer(
            List<Layer> layers, List<Endpoint> peers, Policy policy, Predicate<Endpoint> admitted) {
        List<Endpoint> candidates = peers.stream().filter(admitted).toList();
        if (!candidates.isEmpty()) {
            layers.add(new Layer(candidates, policy.picker(candidates, peers)));
        }
    }
}
