package io.tollgate.exchange;

import java.util.function.Predicate;

/**
 * The one reading of a path that routes and guard judge (RFC 3986, section 6.2.2), and the others that a server behind
 * may have.
 */
public final class Paths {
    private static final int SLASH_IS_TEXT = 1;
    private static final int DOT_IS_TEXT = 2;
    private static final int BACKSLASH_IS_SLASH = 4;
    private static final int PARAMETERS_ARE_CUT = 8;
    private static final int ENDS_ARE_ENDS = 16;

    private Paths() {}

    /**
     * Decodes percent escapes once, folds repeated slashes, takes out {@code .} and {@code ..} segments; never climbs
     * above the root. An escaped slash or dot counts as a plain one. A bad escape stays as it is. A slash at the end
     * stays, and a dot segment at the end leaves one. Normalising twice changes no path in which no escape is left.
     *
     * @param rawPath as it came; its first slash may be missing
     * @return a path that begins with {@code /}, or {@code *} for that
     */
    public static String normalise(String rawPath) {
        if (rawPath.equals("*")) {
            return rawPath;
        }
        String decoded = Escapes.decode(rawPath);
        return plain(decoded) ? decoded : fold(decoded, true, true);
    }

    /**
     * Whether something holds under every reading: under that of {@link #normalise}, and under those of servers that
     * take an escaped slash or dot for text, a backslash for a slash, cut off what follows a semicolon in a segment or an
     * escaped question mark or number sign, keep empty or dot segments, or decode twice; in any combination. Stops at the
     * first under which it does not.
     *
     * @param rawPath as it came; with each sign of this kind in it the readings double
     */
    public static boolean everyReading(String rawPath, Predicate<String> holds) {
        if (rawPath.equals("*")) {
            return holds.test(rawPath);
        }
        return everyReadingOf(rawPath, holds)
                && (!escapedTwice(rawPath) || everyReadingOf(Escapes.decode(rawPath), holds));
    }

    /** Whether its {@code ..} segments, escaped or not, lead above the root, where {@link #normalise} stops. */
    public static boolean leavesRoot(String rawPath) {
        int depth = 0;
        for (String segment : Escapes.decode(rawPath).split("/", -1)) {
            if (segment.equals("..")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are escapes left when all were decoded once. */
    public static boolean escapedTwice(String rawPath) {
        return Escapes.any(Escapes.decode(rawPath));
    }

    private static boolean everyReadingOf(String path, Predicate<String> holds) {
        int doubts = doubts(path);
        // Counts down through all subsets.
        for (int taken = doubts; ; taken = (taken - 1) & doubts) {
            if (!everyShape(decoded(path, taken), holds)) {
                return false;
            }
            if (taken == 0) {
                return true;
            }
        }
    }

    private static int doubts(String path) {
        int doubts = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int plain = c == '%' ? Escapes.octet(path, i + 1) : c;
            if (c == '%' && plain == '/') {
                doubts |= SLASH_IS_TEXT;
            } else if (c == '%' && plain == '.') {
                doubts |= DOT_IS_TEXT;
            } else if (plain == '\\') {
                doubts |= BACKSLASH_IS_SLASH;
            } else if (plain == ';') {
                doubts |= PARAMETERS_ARE_CUT;
            } else if (plain == '?' || plain == '#') {
                doubts |= ENDS_ARE_ENDS;
            }
        }
        return doubts;
    }

    private static String decoded(String path, int taken) {
        String text = path;
        if ((taken & SLASH_IS_TEXT) != 0) {
            text = text.replace("%2f", "%2F").replace("%2F", "%252F");
        }
        if ((taken & DOT_IS_TEXT) != 0) {
            text = text.replace("%2e", "%2E").replace("%2E", "%252E");
        }
        text = Escapes.decode(text);
        if ((taken & ENDS_ARE_ENDS) != 0) {
            text = upToEnd(text);
        }
        if ((taken & BACKSLASH_IS_SLASH) != 0) {
            text = text.replace('\\', '/');
        }
        return (taken & PARAMETERS_ARE_CUT) != 0 ? withoutParameters(text) : text;
    }

    /** What is left for whoever decodes first, and then looks for query and fragment. */
    private static String upToEnd(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '?' || path.charAt(i) == '#') {
                return path.substring(0, i);
            }
        }
        return path;
    }

    private static String withoutParameters(String path) {
        StringBuilder out = new StringBuilder(path.length());
        boolean within = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            within = c == ';' || (within && c != '/');
            if (!within) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean everyShape(String path, Predicate<String> holds) {
        return plain(path)
                ? holds.test(path)
                : holds.test(fold(path, true, true))
                        && holds.test(fold(path, true, false))
                        && holds.test(fold(path, false, true))
                        && holds.test(fold(path, false, false));
    }

    /** Whether there is surely nothing to fold; most paths are so. */
    private static boolean plain(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (path.charAt(i - 1) == '/' && (c == '/' || c == '.')) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param empties whether empty segments are taken out
     * @param dots whether dot segments are followed
     */
    private static String fold(String path, boolean empties, boolean dots) {
        StringBuilder out = new StringBuilder(path.length() + 1);
        boolean open = true;
        for (int start = path.startsWith("/") ? 1 : 0; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(start, end);
            if (dots && segment.equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
            }
            boolean last = slash < 0;
            open = segment.isEmpty() ? empties || last : dots && (segment.equals(".") || segment.equals(".."));
            if (!open) {
                out.append('/').append(segment);
            }
            start = end + 1;
        }
        return open ? out.append('/').toString() : out.toString();
    }
}
