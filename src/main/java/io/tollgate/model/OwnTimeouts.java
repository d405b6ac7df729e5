package io.tollgate.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time limits that a route has of its own; for those that are null the pool's count. */
public record OwnTimeouts(
        @Setting(value = "In place of the pool's connect.", defaultsTo = "null", range = "10ms to 1m") @Nullable
        Duration connect,

        @Setting(value = "In place of the pool's firstByte.", defaultsTo = "null", range = "0s to 1d") @Nullable
        Duration firstByte,

        @Setting(value = "In place of the pool's idle.", defaultsTo = "null", range = "0s to 1d") @Nullable
        Duration idle,

        @Setting(value = "In place of the pool's total.", defaultsTo = "null", range = "0s to 1d") @Nullable
        Duration total,

        @Setting(value = "In place of the pool's tunnel.", defaultsTo = "null", range = "0s to 7d") @Nullable
        Duration tunnel) {

    private static final TimeoutSpec FITTING =
            new TimeoutSpec(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** None at all. */
    public static final OwnTimeouts NONE = new OwnTimeouts(null, null, null, null, null);

    public OwnTimeouts {
        // Each must be one that a pool could have.
        TimeoutSpec unused = new TimeoutSpec(
                or(connect, FITTING.connect()),
                or(firstByte, FITTING.firstByte()),
                or(idle, FITTING.idle()),
                or(total, FITTING.total()),
                or(tunnel, FITTING.tunnel()));
    }

    /** These, and the pool's where there are none. */
    public TimeoutSpec over(TimeoutSpec pool) {
        return new TimeoutSpec(
                or(connect, pool.connect()),
                or(firstByte, pool.firstByte()),
                or(idle, pool.idle()),
                or(total, pool.total()),
                or(tunnel, pool.tunnel()));
    }

    private static Duration or(@Nullable Duration own, Duration other) {
        return own == null ? other : own;
    }
}
