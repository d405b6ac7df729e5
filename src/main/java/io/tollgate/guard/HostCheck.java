package io.tollgate.guard;

import io.tollgate.exchange.Escapes;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request names one host, and properly (RFC 9112, section 3.2; RFC 3986, section 3.2.2). Of HTTP/2 the
 * pseudo-field {@code :authority} does as well as Host (RFC 9113, section 8.3.1).
 */
public final class HostCheck {
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";
    private static final int MOST_PORT_DIGITS = 5;
    private static final int HIGHEST_PORT = 65_535;

    private HostCheck() {}

    static @Nullable Flaw of(RequestView request) {
        int lines = request.count("Host");
        if (lines > 1) {
            return Flaw.TWO_HOSTS;
        }
        String authority = request.authority();
        if (lines == 0 && request.protocol().equals("HTTP/1.1")) {
            return Flaw.NO_HOST;
        }
        if (authority.isEmpty()) {
            return lines == 0 && request.protocol().equals("HTTP/1.0") ? null : Flaw.NO_HOST;
        }
        return authority(authority);
    }

    /** Whether that is a host, with a port or not, in which nothing is even unusual. */
    public static boolean sound(String authority) {
        return !authority.isEmpty() && authority(authority) == null;
    }

    private static @Nullable Flaw authority(String authority) {
        boolean literal = authority.charAt(0) == '[';
        int end = literal ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (end < 0) {
            end = authority.length();
        }
        if (end == 0 || !port(authority, end)) {
            return end == 0 && !literal ? Flaw.NO_HOST : Flaw.BAD_HOST;
        }
        return literal ? address(authority, end) : name(authority, end);
    }

    private static boolean port(String authority, int colon) {
        int length = authority.length() - colon - 1;
        if (length < 0) {
            return true;
        }
        if (authority.charAt(colon) != ':' || length > MOST_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= HIGHEST_PORT;
    }

    private static @Nullable Flaw address(String authority, int end) {
        for (int i = 1; i < end - 1; i++) {
            char c = authority.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                return Flaw.BAD_HOST;
            }
        }
        return end > 3 ? null : Flaw.BAD_HOST;
    }

    private static @Nullable Flaw name(String authority, int end) {
        Flaw flaw = null;
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            if (Signs.of(c) == Signs.PLAIN && SUB_DELIMITERS.indexOf(c) < 0 && c != '@') {
                continue;
            }
            boolean escape = c == '%' && Escapes.octet(authority, i + 1) >= ' ';
            if (!escape && c != '.' && SUB_DELIMITERS.indexOf(c) < 0) {
                return Flaw.BAD_HOST;
            }
            if (c != '.') {
                flaw = Flaw.UNUSUAL_HOST;
            }
        }
        return flaw;
    }
}
