package io.tollgate.policy;

import io.tollgate.model.PolicySpec;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The one registry of policies: a new one is one class, one line here and its test. */
public final class Policies {
    private static final Map<String, BiFunction<PolicySpec, Means, Policy>> FACTORIES = new TreeMap<>(Map.of(
            "fill-first",
            (spec, means) -> new FillFirst(),
            "least-request",
            (spec, means) -> new LeastRequest(means),
            "least-time",
            (spec, means) -> new LeastTime(means),
            "random",
            (spec, means) -> new AtRandom(means),
            PolicySpec.RING_HASH,
            RingHash::new,
            "round-robin",
            (spec, means) -> new RoundRobin(means.random())));

    private Policies() {}

    /** What a configuration may call them, in alphabetical order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(FACTORIES.keySet());
    }

    /**
     * A policy with nothing to remember yet.
     *
     * @throws IllegalStateException when a type that the model accepts is not registered here
     */
    public static Policy create(PolicySpec spec, Means means) {
        BiFunction<PolicySpec, Means, Policy> factory = FACTORIES.get(spec.type());
        if (factory == null) {
            throw new IllegalStateException("policy " + spec.type() + " is not registered");
        }
        return factory.apply(spec, means);
    }
}
