package io.tollgate.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first of the list that has room: backends are filled one after another, each up to its {@code maxRequests}, so
 * that those at the end stay idle and can be switched off. Weights say only who takes part: 0 is left out; slow start
 * holds a backend back by its limit. Thread-safe and lock-free; a pick allocates nothing, and looks at those that are
 * full before the one that it takes.
 */
final class FillFirst implements Policy {

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        return new InOrder<>(
                candidates.stream().filter(c -> c.effectiveWeight() > 0).toList());
    }

    private record InOrder<T extends Target>(List<T> candidates) implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            for (int i = 0; i < candidates.size(); i++) {
                T candidate = candidates.get(i);
                if (candidate.hasRoom() && !context.tried(candidate)) {
                    return candidate;
                }
            }
            return null;
        }
    }
}
