package io.tollgate.assist;

import java.util.Locale;

/** How far a rollout is with one backend. Each is on disk before what follows from it is done. */
public enum Stage {
    /** Its turn has not come. */
    WAITING,
    /** Its drain is to begin now. */
    CHOSEN,
    /** It drains until nobody needs it, or its time is over. */
    DRAINING,
    /** It serves nobody; what renews it is to begin now. */
    OUT,
    /** It is being renewed. */
    HOOK,
    /** It is renewed, and its probe has not found it well yet. */
    PROBING,
    /** It is well, and to be let in now. */
    RETURNING,
    /** It takes callers again, up to its full weight, and the pool is watched. */
    RISING,
    /** It is renewed and serves. */
    DONE,
    /** Left out: the rollout has not changed it. */
    LEFT,
    /** Left while it was being renewed: it stays in maintenance until somebody has looked at it. */
    HALF;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it stands in page, REST and log. */
    public String label() {
        return label;
    }

    /** Whether its batch is under way. */
    public boolean open() {
        return this != WAITING && this != DONE && this != LEFT && this != HALF;
    }

    /** Whether it has not been touched beyond its drain. */
    boolean untouched() {
        return this == CHOSEN || this == DRAINING || this == OUT;
    }

    /** Whether it is out and somebody may have laid hands on it. */
    boolean inHand() {
        return this == HOOK || this == PROBING;
    }
}
