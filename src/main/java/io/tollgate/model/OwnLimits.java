package io.tollgate.model;

import org.jspecify.annotations.Nullable;

/** The limits that a listener or a route has of its own; for those that are null the ones around it count. */
public record OwnLimits(
        @Setting(value = "In place of limits.head.", defaultsTo = "null", range = "1KiB to 1MiB") @Nullable
        Size head,

        @Setting(value = "In place of limits.uri.", defaultsTo = "null", range = "256B to 1MiB") @Nullable
        Size uri,

        @Setting(value = "In place of limits.body.", defaultsTo = "null", range = "0B to 1024GiB") @Nullable
        Size body) {

    private static final LimitSpec FITTING = new LimitSpec(new Size(1 << 10), new Size(1 << 10), new Size(0));

    /** None at all. */
    public static final OwnLimits NONE = new OwnLimits(null, null, null);

    public OwnLimits {
        // Each must be one that all requests could have.
        LimitSpec unused = new LimitSpec(or(head, FITTING.head()), or(uri, FITTING.uri()), or(body, FITTING.body()));
    }

    /** These, and the others where there are none. */
    public LimitSpec over(LimitSpec others) {
        return new LimitSpec(or(head, others.head()), or(uri, others.uri()), or(body, others.body()));
    }

    private static Size or(@Nullable Size own, Size other) {
        return own == null ? other : own;
    }
}
