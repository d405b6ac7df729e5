package io.tollgate.model;

import java.util.Locale;

/** Whether what a backend says of itself is turned back into what its client knows. */
public enum Restore {
    AUTO,
    NEVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
