package io.tollgate.exchange;

/** The one reading of a path that routes and guard judge (RFC 3986, section 6.2.2). */
public final class Paths {
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
        return plain(decoded) ? decoded : fold(decoded);
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

    private static String fold(String path) {
        StringBuilder out = new StringBuilder(path.length() + 1);
        boolean open = true;
        for (int start = 0; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(start, end);
            if (segment.equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
            }
            open = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (!open) {
                out.append('/').append(segment);
            }
            start = end + 1;
        }
        return open ? out.append('/').toString() : out.toString();
    }
}
