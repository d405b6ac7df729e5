package io.tollgate.control;

/** A change is valid but could not be made durable; nothing has changed. The same change may go through later. */
public final class StoreRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public StoreRefusedException(Throwable cause) {
        super(
                "state",
                "the change could not be made durable: " + cause.getMessage(),
                "look after the state folder's disk, then try again");
        initCause(cause);
    }
}
