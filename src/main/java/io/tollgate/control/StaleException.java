package io.tollgate.control;

/** Somebody else changed the configuration since the author looked; nothing has changed. */
public final class StaleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long current;

    public StaleException(long current) {
        super("the configuration is at revision " + current);
        this.current = current;
    }

    /** The revision in force. */
    public long current() {
        return current;
    }
}
