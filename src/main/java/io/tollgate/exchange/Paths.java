package io.tollgate.exchange;

import java.nio.charset.StandardCharsets;

/** The one reading of a path that routes and guard judge (RFC 3986, section 6.2.2). */
public final class Paths {
    private Paths() {}

    /**
     * Decodes percent escapes once, folds repeated slashes, takes out {@code .} and {@code ..} segments; never climbs
     * above the root. A bad escape stays as it is.
     *
     * @return a path that begins with {@code /}, or {@code *} for that
     */
    public static String normalise(String rawPath) {
        if (rawPath.equals("*")) {
            return rawPath;
        }
        String decoded = rawPath.indexOf('%') < 0 ? rawPath : decode(rawPath);
        if (plain(decoded)) {
            return decoded;
        }
        return fold(decoded);
    }

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
        int i = 0;
        while (i < path.length()) {
            while (i < path.length() && path.charAt(i) == '/') {
                i++;
            }
            int end = path.indexOf('/', i);
            if (end < 0) {
                end = path.length();
            }
            String segment = path.substring(i, end);
            boolean last = end == path.length();
            if (segment.equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                if (last) {
                    out.append('/');
                }
            } else if (segment.equals(".") || segment.isEmpty()) {
                if (last) {
                    out.append('/');
                }
            } else {
                out.append('/').append(segment);
            }
            i = end;
            if (i == path.length() - 1) {
                out.append('/');
                break;
            }
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static String decode(String path) {
        byte[] out = new byte[path.length() * 3];
        int n = 0;
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            if (low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[n++] = in[i];
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }
}
