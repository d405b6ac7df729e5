package io.tollgate.proxy;

import io.tollgate.upstream.Failure;
import java.util.Set;

/** Whether a failed attempt may be repeated on another backend (RFC 9110, section 9.2.2). */
final class RetryRules {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private RetryRules() {}

    /**
     * Any method may go elsewhere while no byte of the request can have been processed; afterwards only an idempotent
     * one. A broken request body or a client that left cannot be mended elsewhere, and a spent total limit is spent.
     */
    static boolean allows(Failure failure, String method) {
        return switch (failure.kind()) {
            case CLIENT_GONE, REQUEST_BODY, TOTAL_TIMEOUT -> false;
            case CONNECT, RESET, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, BAD_RESPONSE ->
                !failure.sent() || idempotent(method);
        };
    }

    static boolean idempotent(String method) {
        return IDEMPOTENT.contains(method);
    }
}
