package io.tollgate.proxy;

import io.tollgate.upstream.Failure;
import java.util.Set;

/** Whether a failed attempt may be repeated, and where (RFC 9110, section 9.2.2). */
final class RetryRules {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private RetryRules() {}

    /**
     * Any method may go elsewhere while no byte of the request can have been processed; afterwards only an idempotent
     * one. A broken request body or a client that left cannot be mended elsewhere, and a spent total limit is spent.
     *
     * @param repeatable whether its method, or who made the route, says that the request may be processed twice
     */
    static boolean allows(Failure failure, boolean repeatable) {
        return switch (failure.kind()) {
            case CLIENT_GONE, REQUEST_BODY, TOTAL_TIMEOUT -> false;
            case CONNECT, RESET, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, BAD_RESPONSE -> !failure.sent() || repeatable;
        };
    }

    /**
     * Whether the failure may be over in a moment: a connection that could not be made, or that ended, as a pooled one
     * does when the backend closes it just as it is used. Such a failure may be repeated on the same backend. One that
     * was too slow would only get more to do, and one that talked nonsense would repeat itself.
     */
    static boolean passing(Failure failure) {
        return switch (failure.kind()) {
            case CONNECT, RESET -> true;
            case FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT, BAD_RESPONSE, CLIENT_GONE, REQUEST_BODY -> false;
        };
    }

    static boolean idempotent(String method) {
        return IDEMPOTENT.contains(method);
    }
}
