package io.tollgate.upstream;

import java.io.IOException;

/** The client's side of a request's body failed; the backend is not to blame. */
public final class RequestBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    public RequestBodyException(Throwable cause) {
        super("the request's body could not be read", cause);
    }
}
