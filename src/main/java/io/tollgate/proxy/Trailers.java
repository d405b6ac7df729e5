package io.tollgate.proxy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Fields after a body, passed on after the body. Some mean something only before it, and whoever took them from there
 * would be led astray (RFC 9110, section 6.5.1): those stay here.
 */
final class Trailers {
    private static final Set<String> HEAD_ONLY = Set.of(
            "authorization",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "expect",
            "host",
            "max-forwards",
            "range",
            "set-cookie");

    private Trailers() {}

    /** Those that may pass; null for none. */
    static @Nullable HttpFields passing(@Nullable HttpFields trailers) {
        if (trailers == null) {
            return null;
        }
        HttpFields.Mutable passing = HttpFields.build();
        HopByHop hop = HopByHop.NONE_NAMED;
        for (HttpField field : trailers) {
            String name = field.getName();
            if (!hop.stops(field) && !Forwarding.owns(name) && !HEAD_ONLY.contains(name.toLowerCase(Locale.ROOT))) {
                passing.add(field);
            }
        }
        return passing.size() == 0 ? null : passing.asImmutable();
    }

    /** The same as a map; repeated names make one line, as they may (RFC 9110, section 5.3). */
    static Map<String, String> map(@Nullable HttpFields trailers) {
        Map<String, String> map = new HashMap<>();
        if (trailers != null) {
            for (HttpField field : trailers) {
                String value = field.getValue() == null ? "" : field.getValue();
                map.merge(field.getName(), value, (before, next) -> before + ", " + next);
            }
        }
        return map;
    }
}
