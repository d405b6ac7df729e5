package io.tollgate.proxy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Index;

/**
 * Which field lines belong to one connection and are not passed on: the fixed ones and those that a Connection field
 * names (RFC 9110, section 7.6.1; for {@code HTTP2-Settings} RFC 7540, section 3.2.1). What Tollgate says of its own
 * errors and choices is its own word to its client: nobody behind it can say so in its name.
 */
final class HopByHop {
    private static final Index<String> FIXED = names(
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

    /** A Connection field cannot take away what frames the message or says whom it is for. */
    private static final Index<String> KEPT = names("content-length", "host", "close");

    /** What most Connection fields say, and names none. */
    private static final String USUAL = "keep-alive";

    private static final Set<HttpHeader> FIXED_OF_JETTY = ofJetty(FIXED);

    /** Where no Connection field names any. */
    static final HopByHop NONE_NAMED = new HopByHop(Set.of());

    private final Set<String> named;

    private HopByHop(Set<String> named) {
        this.named = named;
    }

    static HopByHop of(List<String> connection) {
        Set<String> named = Set.of();
        for (String line : connection) {
            named = with(named, line);
        }
        return named.isEmpty() ? NONE_NAMED : new HopByHop(named);
    }

    static HopByHop of(HttpFields head) {
        Set<String> named = Set.of();
        for (int i = 0; i < head.size(); i++) {
            HttpField field = head.getField(i);
            if (field.getHeader() == HttpHeader.CONNECTION && field.getValue() != null) {
                named = with(named, field.getValue());
            }
        }
        return named.isEmpty() ? NONE_NAMED : new HopByHop(named);
    }

    private static Set<String> with(Set<String> before, String line) {
        if (line.equalsIgnoreCase(USUAL)) {
            return before;
        }
        Set<String> named = before;
        int from = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int end = comma < 0 ? line.length() : comma;
            String name = line.substring(from, end).strip();
            if (!name.isEmpty() && !FIXED.contains(name) && !KEPT.contains(name)) {
                named = named.isEmpty() ? new HashSet<>() : named;
                named.add(lower(name));
            }
            from = end + 1;
        }
        return named;
    }

    /** Whether the field stays here. */
    boolean stops(HttpField field) {
        HttpHeader known = field.getHeader();
        if (known != null) {
            return FIXED_OF_JETTY.contains(known) || (!named.isEmpty() && named.contains(known.lowerCaseName()));
        }
        String name = field.getName();
        return FIXED.contains(name) || (!named.isEmpty() && named.contains(lower(name)));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Index<String> names(String... names) {
        Index.Builder<String> index = new Index.Builder<String>().caseSensitive(false);
        for (String name : names) {
            index.with(name, name);
        }
        return index.build();
    }

    private static Set<HttpHeader> ofJetty(Index<String> names) {
        Set<HttpHeader> known = EnumSet.noneOf(HttpHeader.class);
        for (HttpHeader header : HttpHeader.values()) {
            if (names.contains(header.asString())) {
                known.add(header);
            }
        }
        return known;
    }
}
