package io.tollgate.control;

/** A change is valid but cannot be made durable now; nothing has changed. The same change may go through later. */
public final class StoreRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public StoreRefusedException(Throwable cause) {
        super(
                "state",
                "the change could not be made durable: " + cause.getMessage(),
                "look after the state folder's disk, then try again");
        initCause(cause);
    }

    private StoreRefusedException(String message, String fix) {
        super("state", message, fix);
    }

    /** Another process is about to take the state over. */
    static StoreRefusedException handedOver() {
        return new StoreRefusedException(
                "this Tollgate is just being replaced by another process", "make the change again in a few seconds");
    }
}
