package io.tollgate.health;

import java.util.Locale;

/** What probes say of a backend, or its agent. */
public enum Health {
    /** Not probed yet, or not probed at all; taken for well. */
    UNKNOWN,
    UP,
    DOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may take callers. */
    public boolean usable() {
        return this != DOWN;
    }
}
