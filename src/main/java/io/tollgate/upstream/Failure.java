package io.tollgate.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param sent whether bytes of the request may have reached the backend
 * @param stale whether a connection that was kept from others ended at once as it was used again, without a word: most
 *     likely its backend had closed it before the request came
 * @param cause for the log; null when Tollgate itself broke it off
 */
public record Failure(
        Kind kind, boolean sent, boolean stale, @Nullable Throwable cause) {

    /** What went wrong. */
    public enum Kind {
        /** No connection could be made in time. */
        CONNECT,
        /** The connection ended too early. */
        RESET,
        FIRST_BYTE_TIMEOUT,
        IDLE_TIMEOUT,
        TOTAL_TIMEOUT,
        /** What came back is not HTTP, or passes a limit. */
        BAD_RESPONSE,
        /** The client left. */
        CLIENT_GONE,
        /** The request's own body failed while it was read from the client. */
        REQUEST_BODY
    }
}
