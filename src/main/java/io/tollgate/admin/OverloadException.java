package io.tollgate.admin;

/** A change would overload what it leaves of a pool, and nobody has confirmed it. Nothing has changed. */
public final class OverloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Impact impact;

    OverloadException(Impact impact) {
        super("overloads pool " + impact.pool(), null, false, false);
        this.impact = impact;
    }

    /** What it would leave. */
    public Impact impact() {
        return impact;
    }
}
