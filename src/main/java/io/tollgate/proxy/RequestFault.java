package io.tollgate.proxy;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Verdict;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/** Why a request's body could not be read, as an answer to the client that sent it. */
final class RequestFault {
    private RequestFault() {}

    /**
     * Null when nobody is there to hear an answer. Some containers do not tell a body that ends too early from a
     * malformed one; see {@link Container#hasLeft}.
     */
    static Verdict.@Nullable Answer answer(@Nullable Throwable cause) {
        ErrorReason limit = limit(cause);
        if (limit != null) {
            return refusal(limit.status(), limit);
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof HttpException bad && bad.getCode() >= 400 && bad.getCode() < 500) {
                return refusal(bad.getCode(), ErrorReason.BAD_REQUEST);
            }
        }
        return null;
    }

    /** The limit that it has passed; null when it is none. */
    static @Nullable ErrorReason limit(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof BodyTooLargeException) {
                return ErrorReason.BODY_TOO_LARGE;
            }
            if (each instanceof TimeoutException) {
                return ErrorReason.CLIENT_TIMEOUT;
            }
        }
        return null;
    }

    private static Verdict.Answer refusal(int status, ErrorReason reason) {
        return new Verdict.Answer(status, reason, Map.of(), null);
    }
}
