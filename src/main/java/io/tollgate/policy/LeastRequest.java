package io.tollgate.policy;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The less busy of two, by weight. The first is whose turn it is in the smooth round-robin; the second is drawn by
 * weight from the others, and takes over when, with this request added, it would still be no busier for its weight
 * than the first is already:
 *
 * <pre>(inFlight₂ + 1) / weight₂ ≤ inFlight₁ / weight₁</pre>
 *
 * <p>An idle first is never passed over, so a pool without load follows the weights exactly and a light backend gets
 * its turn; and of two equally loaded the first is taken. The obvious rules are worse: the lesser
 * {@code (inFlight + 1) / weight} gives an idle pool's every request to the heaviest, and the lesser
 * {@code inFlight / weight} prefers any idle backend, so that at two requests at a time a backend of weight 1 beside
 * one of 100 gets half of them. The rule here moves a request only where that levels the load, which keeps the shares
 * of equally fast backends near the weights at any load. With equal weights it is the usual power of two choices.
 *
 * <p>Thread-safe and lock-free; a pick allocates nothing.
 *
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf">Mitzenmacher: The Power of Two Choices
 *     in Randomized Load Balancing</a>
 */
final class LeastRequest implements Policy {
    private final Rotation rotation;
    private final IntUnaryOperator bounded;

    /**
     * @param random read within this call only
     * @param bounded gives a random number from 0 to below its argument; thread-safe
     */
    LeastRequest(RandomGenerator random, IntUnaryOperator bounded) {
        this.rotation = new Rotation(random);
        this.bounded = bounded;
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates) {
        WeightedCandidates<T> weighted = WeightedCandidates.of(candidates);
        if (weighted.size() == 0) {
            return context -> null;
        }
        WeightedDraw draw = new WeightedDraw(weighted.schedule(), weighted.size());
        return new OfTwo<>(weighted, rotation.over(weighted.schedule()), draw, bounded);
    }

    private record OfTwo<T extends Target>(
            WeightedCandidates<T> candidates, IntSupplier turns, WeightedDraw draw, IntUnaryOperator bounded)
            implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            int first = turns.getAsInt();
            boolean firstUsable = candidates.usable(first, context);
            if (candidates.size() == 1) {
                return firstUsable ? candidates.get(first) : null;
            }
            int busy = candidates.get(first).inFlight();
            if (firstUsable && busy == 0) {
                return candidates.get(first);
            }
            int second = draw.otherThan(first, bounded);
            if (!candidates.usable(second, context)) {
                return firstUsable ? candidates.get(first) : leastBusy(first, context);
            }
            return firstUsable && !levels(first, busy, second) ? candidates.get(first) : candidates.get(second);
        }

        /** Whether the second would with one request more still be no busier for its weight than the first is. */
        private boolean levels(int first, int busy, int second) {
            long after = candidates.get(second).inFlight() + 1L;
            return after * candidates.weight(first) <= (long) busy * candidates.weight(second);
        }

        /** Looks at all, since both of two were full or tried. Begins with the turn, so that ties go round too. */
        private @Nullable T leastBusy(int turn, PickContext context) {
            T best = null;
            long bestLoad = 0;
            long bestWeight = 1;
            for (int step = 0; step < candidates.size(); step++) {
                int index = (turn + step) % candidates.size();
                if (candidates.usable(index, context)) {
                    long load = candidates.get(index).inFlight() + 1L;
                    if (best == null || load * bestWeight < bestLoad * candidates.weight(index)) {
                        best = candidates.get(index);
                        bestLoad = load;
                        bestWeight = candidates.weight(index);
                    }
                }
            }
            return best;
        }
    }
}
