package io.tollgate.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which field lines belong to one connection and are not passed on: the fixed ones and those that a Connection field
 * names (RFC 9110, section 7.6.1; for {@code HTTP2-Settings} RFC 7540, section 3.2.1). What Tollgate says of its own
 * errors and choices is its own word to its client: nobody behind it can say so in its name.
 */
final class HopByHop {
    private static final Set<String> FIXED = Set.of(
            "connection",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "tollgate-backend",
            "tollgate-error",
            "transfer-encoding",
            "upgrade");

    /** Where no Connection field names any. */
    static final HopByHop NONE_NAMED = new HopByHop(Set.of());

    private final Set<String> named;

    private HopByHop(Set<String> named) {
        this.named = named;
    }

    static HopByHop of(List<String> connection) {
        if (connection.isEmpty()) {
            return NONE_NAMED;
        }
        Set<String> named = new HashSet<>();
        for (String line : connection) {
            int from = 0;
            while (from <= line.length()) {
                int comma = line.indexOf(',', from);
                int end = comma < 0 ? line.length() : comma;
                String name = line.substring(from, end).strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !KEPT.contains(name)) {
                    named.add(name);
                }
                from = end + 1;
            }
        }
        return new HopByHop(named);
    }

    /** A Connection field cannot take away what frames the message or says whom it is for. */
    private static final Set<String> KEPT = Set.of("content-length", "host", "close");

    /** Whether the field stays here. */
    boolean stops(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return FIXED.contains(lower) || named.contains(lower);
    }
}
