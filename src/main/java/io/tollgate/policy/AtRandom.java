package io.tollgate.policy;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Drawn by weight, each pick anew. Keeps nothing, so that many balancers beside each other never fall into step. A pick
 * takes time that grows with the logarithm of the candidates; only when draw after draw is full or tried are all looked
 * at. Thread-safe and lock-free; a pick allocates nothing.
 */
final class AtRandom implements Policy {
    /** With half of the weight unusable, one pick in 256 looks at all. */
    private static final int DRAWS = 8;

    private final IntUnaryOperator bounded;

    AtRandom(Means means) {
        this.bounded = means.bounded();
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        WeightedCandidates<T> weighted = WeightedCandidates.of(candidates);
        if (weighted.size() == 0) {
            return context -> null;
        }
        return new Draws<>(weighted, new WeightedDraw(weighted.schedule(), weighted.size()), bounded);
    }

    private record Draws<T extends Target>(
            WeightedCandidates<T> candidates, WeightedDraw draw, IntUnaryOperator bounded) implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            for (int i = 0; i < DRAWS; i++) {
                int index = draw.any(bounded);
                if (candidates.usable(index, context)) {
                    return candidates.get(index);
                }
            }
            return drawnOfTheUsable(context);
        }

        /** Each takes the place of those before it with the chance that its weight has among them: one pass, exact. */
        private @Nullable T drawnOfTheUsable(PickContext context) {
            T drawn = null;
            int sum = 0;
            for (int index = 0; index < candidates.size(); index++) {
                if (candidates.usable(index, context)) {
                    int weight = candidates.weight(index);
                    sum += weight;
                    if (bounded.applyAsInt(sum) < weight) {
                        drawn = candidates.get(index);
                    }
                }
            }
            return drawn;
        }
    }
}
