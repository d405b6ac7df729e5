package io.tollgate.policy;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The less busy of two, by weight: {@link LesserOfTwo} by the requests that a backend serves for its weight. The second
 * takes over when
 *
 * <pre>(inFlight₂ + 1) / weight₂ ≤ inFlight₁ / weight₁</pre>
 *
 * <p>An idle first is never passed over, so a pool without load follows the weights exactly and a light backend gets
 * its turn; and of two equally loaded the first is taken. The obvious rules are worse: the lesser
 * {@code (inFlight + 1) / weight} gives an idle pool's every request to the heaviest, and the lesser
 * {@code inFlight / weight} prefers any idle backend, so that at two requests at a time a backend of weight 1 beside
 * one of 100 gets half of them. The rule here keeps the shares of equally fast backends near the weights at any load.
 * With equal weights it is the usual power of two choices.
 *
 * <p>Thread-safe and lock-free; a pick allocates nothing.
 */
final class LeastRequest implements Policy {
    private final Rotation rotation;
    private final IntUnaryOperator bounded;

    LeastRequest(Means means) {
        this.rotation = new Rotation(means.random());
        this.bounded = means.bounded();
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        WeightedCandidates<T> weighted = WeightedCandidates.of(candidates);
        return weighted.size() == 0
                ? context -> null
                : LesserOfTwo.of(weighted, rotation, bounded, () -> 0, LeastRequest::busy);
    }

    /** Equal fractions are equal numbers, for a division is rounded from the exact quotient. */
    private static double busy(Target target, int weight, int added, long unused) {
        return (target.inFlight() + added) / (double) weight;
    }
}
