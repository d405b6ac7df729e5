package io.tollgate.admin.ui;

import java.util.Locale;

/** How loud something is said. */
public enum Tone {
    /** Nothing needs the operator. */
    CALM,
    /** Worth a look. */
    WATCH,
    /** Callers suffer. */
    ALARM;

    /** As a class of the style sheet. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The louder of the two. */
    Tone or(Tone other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
