package io.tollgate.proxy;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.RequestView;
import io.tollgate.exchange.Verdict;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far an OPTIONS or a TRACE may still be passed on (RFC 9110, section 7.6.2). Of other methods it means nothing. */
final class MaxForwards {
    private static final String FIELD = "Max-Forwards";
    private static final int MOST_DIGITS = 9;
    private static final int MOST = 999_999_999;

    private static final Map<String, String> ALLOW = Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    private static final Verdict.Answer WELL = new Verdict.Answer(HttpServletResponse.SC_OK, null, ALLOW, "");

    /** What a TRACE comes with may be secret, and is not shown to whoever made a browser send it. */
    private static final Verdict.Answer NO_TRACE =
            new Verdict.Answer(HttpServletResponse.SC_METHOD_NOT_ALLOWED, ErrorReason.METHOD_NOT_ALLOWED, ALLOW, null);

    private MaxForwards() {}

    /** Whether the field bounds requests of that method. */
    static boolean bounds(String method) {
        return method.equals("OPTIONS") || method.equals("TRACE");
    }

    /** What a request that goes no further is answered; null when it may be passed on. */
    static Verdict.@Nullable Answer end(RequestView request) {
        if (!bounds(request.method()) || number(request.header(FIELD)) != 0) {
            return null;
        }
        return request.method().equals("TRACE") ? NO_TRACE : WELL;
    }

    /** What whoever is next is told; what is no number stays as it is. */
    static String next(String value) {
        int left = number(value);
        return left > 0 ? String.valueOf(left - 1) : value;
    }

    /** Negative for what is none. */
    private static int number(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return -1;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return -1;
            }
        }
        // A bound of one's own may be put in the place of a greater one.
        return value.length() > MOST_DIGITS ? MOST : Integer.parseInt(value);
    }
}
