package io.tollgate.telemetry;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says of one exchange, copied out of it because the request may be gone when the line is written.
 * Times are nanoseconds, {@link Exchange#UNSET} where the moment never came.
 */
record AccessLine(
        long startMillis,
        String id,
        String client,
        String listener,
        String method,
        String host,
        String path,
        String protocol,
        int status,
        long bytesIn,
        long bytesOut,
        @Nullable String route,
        @Nullable String pool,
        @Nullable String backend,
        int attempts,
        String affinity,
        @Nullable String reason,
        String requestClass,
        @Nullable String classReason,
        long queueNanos,
        long connectNanos,
        long firstByteNanos,
        long totalNanos) {

    private static final int FIXED_SIZE = 256;

    static AccessLine of(Exchange exchange) {
        RequestView request = exchange.request();
        return new AccessLine(
                exchange.startMillis(),
                exchange.id(),
                exchange.client(),
                exchange.listener(),
                request.method(),
                exchange.origin().authority(),
                request.rawPath(),
                request.protocol(),
                exchange.status(),
                exchange.bytesIn(),
                exchange.bytesOut(),
                exchange.route() == null ? null : exchange.route().id(),
                exchange.pool(),
                exchange.backend(),
                exchange.attempts(),
                exchange.affinity().label(),
                reason(exchange),
                exchange.requestClass().label(),
                exchange.flaw() == null ? null : exchange.flaw().code(),
                exchange.queueNanos(),
                exchange.connectNanos(),
                exchange.firstByteNanos(),
                exchange.totalNanos());
    }

    private static @Nullable String reason(Exchange exchange) {
        ErrorReason reason = exchange.reason();
        if (reason != null) {
            return reason.code();
        }
        return exchange.clientGone() ? "client_gone" : null;
    }

    /** About how many bytes it holds; what callers choose, such as the path, is counted fully. */
    int size() {
        return FIXED_SIZE + id.length() + method.length() + host.length() + path.length();
    }
}
