package io.tollgate.admin.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Collections;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags: the revision's number, marked weak because live figures in the body change without it. RFC 9110,
 * section 13.1.1, would have If-Match never match a weak tag; what it protects here is the configuration, which the tag
 * does identify, so both {@code W/"17"} and {@code "17"} match.
 */
final class Tags {
    private Tags() {}

    static String of(long revision) {
        return weak(Long.toString(revision));
    }

    static String weak(String opaque) {
        return "W/\"" + opaque + "\"";
    }

    /**
     * The revision that the request's If-Match asks for; empty without one, and for {@code *}.
     *
     * @param state of what the request would change, for the sender of an outdated tag
     * @throws ProblemException 412 when it names other revisions than the one in force, 400 when it names none
     */
    static OptionalLong expected(HttpServletRequest request, long inForce, LongFunction<Object> state) {
        Set<String> wanted = read(request, HttpHeaders.IF_MATCH);
        if (wanted == null || wanted.contains("*")) {
            return OptionalLong.empty();
        }
        if (!wanted.contains(Long.toString(inForce))) {
            throw ProblemException.stale(of(inForce), inForce, state.apply(inForce));
        }
        return OptionalLong.of(inForce);
    }

    /** Whether the client already has what the tag stands for. */
    static boolean known(HttpServletRequest request, String opaque) {
        Set<String> had = read(request, HttpHeaders.IF_NONE_MATCH);
        return had != null && (had.contains("*") || had.contains(opaque));
    }

    /** Whether the request's If-Match, if there is one, names that. */
    static boolean matches(HttpServletRequest request, String opaque) {
        Set<String> wanted = read(request, HttpHeaders.IF_MATCH);
        return wanted == null || wanted.contains("*") || wanted.contains(opaque);
    }

    private static @Nullable Set<String> read(HttpServletRequest request, String header) {
        Set<String> tags = null;
        for (String line : Collections.list(request.getHeaders(header))) {
            tags = tags == null ? new HashSet<>() : tags;
            for (String item : line.split(",", -1)) {
                tags.add(opaque(item.trim(), header));
            }
        }
        return tags;
    }

    private static String opaque(String item, String header) {
        String quoted = item.startsWith("W/") ? item.substring(2) : item;
        if (item.equals("*")) {
            return item;
        }
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
            throw ProblemException.of(400, header + ": " + item + " is not an entity tag; write one such as \"17\".");
        }
        return quoted.substring(1, quoted.length() - 1);
    }
}
