package io.tollgate.policy;

import org.jspecify.annotations.Nullable;

/** A policy frozen over today's candidates. Immutable but for what its policy keeps; thread-safe and lock-free. */
@FunctionalInterface
public interface Picker<T extends Target> {

    /**
     * Chooses a candidate that has room and was not tried, as far as can be told without a lock: whoever takes it must
     * still enter it, and pick again when another was faster. Never blocks.
     *
     * @return null when there is none
     */
    @Nullable
    T pick(PickContext context);

    /** Whether a request like this may have that candidate at all, be it full or tried now. */
    default boolean reaches(T candidate, PickContext context) {
        return true;
    }
}
