package io.tollgate.exchange;

import java.util.Locale;

/** What affinity did for an exchange: a label of metrics and log. */
public enum AffinityResult {
    /** The pool ties nobody. */
    NONE,
    /** The caller was not tied and now is. */
    NEW,
    /** The same, and its cookie says that it is tied in another pool. */
    FOREIGN,
    /** The caller went where it was tied. */
    KEPT,
    /** The tied backend could not take it; it is now tied to another. */
    MOVED,
    /** The cookie was not ours, was altered, or was sealed with a key we no longer hold. */
    FORGED,
    /** The cookie was ours and too old. */
    EXPIRED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it stands in log and metrics. */
    public String label() {
        return label;
    }
}
