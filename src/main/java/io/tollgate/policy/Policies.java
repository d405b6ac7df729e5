package io.tollgate.policy;

import io.tollgate.model.PolicySpec;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The one registry of policies: a new one is one class, one line here and its test. */
public final class Policies {
    private static final Map<String, Function<RandomGenerator, Policy>> FACTORIES = new TreeMap<>(Map.of(
            "least-request", random -> new LeastRequest(random, Policies::bounded), "round-robin", RoundRobin::new));

    private Policies() {}

    /** What a configuration may call them, in alphabetical order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(FACTORIES.keySet());
    }

    /**
     * A policy with nothing to remember yet.
     *
     * @param random for where it begins, so that restarted balancers spread out; read within this call only
     * @throws IllegalStateException when a type that the model accepts is not registered here
     */
    public static Policy create(PolicySpec spec, RandomGenerator random) {
        Function<RandomGenerator, Policy> factory = FACTORIES.get(spec.type());
        if (factory == null) {
            throw new IllegalStateException("policy " + spec.type() + " is not registered");
        }
        return factory.apply(random);
    }

    private static int bounded(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
