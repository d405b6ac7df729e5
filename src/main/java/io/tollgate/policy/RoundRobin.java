package io.tollgate.policy;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * In turn, by weight. While every candidate is usable each whole round of turns gives each exactly its share, however
 * many threads pick. A turn that falls on a full or tried candidate is passed on to the next turn, not to a fixed
 * neighbour, so that its load spreads over all others. Thread-safe and lock-free; a pick allocates nothing.
 */
final class RoundRobin implements Policy {
    private final Rotation rotation;

    /**
     * @param random read within this call only
     */
    RoundRobin(RandomGenerator random) {
        this.rotation = new Rotation(random);
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        WeightedCandidates<T> weighted = WeightedCandidates.of(candidates);
        if (weighted.size() == 0) {
            return context -> null;
        }
        return new Turns<>(weighted, rotation.over(weighted.schedule()));
    }

    private record Turns<T extends Target>(WeightedCandidates<T> candidates, IntSupplier turns) implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            int size = candidates.size();
            int index = 0;
            for (int turn = 0; turn < size; turn++) {
                index = turns.getAsInt();
                if (candidates.usable(index, context)) {
                    return candidates.get(index);
                }
            }
            // A light candidate may be many turns away, and other threads take turns too: look at each once.
            for (int step = 1; step <= size; step++) {
                int next = (index + step) % size;
                if (candidates.usable(next, context)) {
                    return candidates.get(next);
                }
            }
            return null;
        }
    }
}
