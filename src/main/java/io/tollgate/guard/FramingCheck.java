package io.tollgate.guard;

import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import org.jspecify.annotations.Nullable;

/** Whether a head leaves no doubt of where its body ends (RFC 9112, section 6). */
final class FramingCheck {
    private static final int MOST_DIGITS = 18;

    private FramingCheck() {}

    static @Nullable Flaw of(RequestView request) {
        String coding = request.header("Transfer-Encoding");
        int lengths = request.count("Content-Length");
        if (coding == null && lengths == 0) {
            return null;
        }
        Flaw flaw = coding == null ? null : coding(request, coding);
        if (coding != null && lengths > 0) {
            flaw = Flaw.graver(flaw, Flaw.CL_TE);
        }
        if (lengths > 0) {
            flaw = Flaw.graver(flaw, length(request.header("Content-Length"), lengths));
        }
        return flaw == null && hasNoUse(request) ? Flaw.BODY_OF_GET : flaw;
    }

    private static @Nullable Flaw coding(RequestView request, String coding) {
        if (coding.equalsIgnoreCase("chunked") && request.count("Transfer-Encoding") == 1) {
            return request.protocol().equals("HTTP/1.0") ? Flaw.TE_HTTP10 : null;
        }
        return Flaw.BAD_CODING;
    }

    private static @Nullable Flaw length(@Nullable String value, int lines) {
        if (lines > 1 || (value != null && value.indexOf(',') >= 0)) {
            return Flaw.TWO_LENGTHS;
        }
        return value == null || value.isEmpty() || value.length() > MOST_DIGITS || !digits(value)
                ? Flaw.BAD_LENGTH
                : null;
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a body, and the method gives it no meaning. */
    private static boolean hasNoUse(RequestView request) {
        return switch (request.method()) {
            case "GET", "HEAD", "TRACE" -> {
                String length = request.header("Content-Length");
                yield length == null || Long.parseLong(length) > 0;
            }
            default -> false;
        };
    }
}
