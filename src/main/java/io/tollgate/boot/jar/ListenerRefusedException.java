package io.tollgate.boot.jar;

import io.tollgate.control.RefusedException;

/** An address cannot be listened on: taken, or not allowed. */
final class ListenerRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    ListenerRefusedException(String path, String message) {
        super(path, message, "free the address, or write another");
    }
}
