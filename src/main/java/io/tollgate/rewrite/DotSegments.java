package io.tollgate.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;

/** What browsers make of the segments {@code .} and {@code ..} in an address (RFC 3986, section 5.2.4; WHATWG URL, 4.4). */
final class DotSegments {
    private DotSegments() {}

    /**
     * The same place without such segments, escaped ones included; none of them leads above the root. A backslash is taken
     * for a slash, as browsers do.
     *
     * @param rawPath begins with a slash, or is empty
     */
    static String follow(String rawPath) {
        String path = rawPath.replace('\\', '/');
        if (!path.contains("/.") && !path.contains("/%2")) {
            return rawPath;
        }
        Deque<String> kept = new ArrayDeque<>();
        boolean dots = false;
        boolean last = false;
        for (String segment : path.substring(1).split("/", -1)) {
            String plain = segment.replace("%2e", ".").replace("%2E", ".");
            last = plain.equals(".") || plain.equals("..");
            dots |= last;
            if (!last) {
                kept.addLast(segment);
            } else if (plain.length() == 2) {
                kept.pollLast();
            }
        }
        return dots ? "/" + String.join("/", kept) + (last && !kept.isEmpty() ? "/" : "") : rawPath;
    }
}
