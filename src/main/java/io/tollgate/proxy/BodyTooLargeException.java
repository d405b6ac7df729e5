package io.tollgate.proxy;

import java.io.IOException;

/** A request's body passes its limit. */
final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super("the request's body is too large");
    }
}
