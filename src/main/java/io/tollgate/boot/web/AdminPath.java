package io.tollgate.boot.web;

import io.tollgate.exchange.Paths;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the operator's side from traffic by the path. What the path says only in another reading (escaped, with
 * parameters, by a way through dots) is neither: it must not be served, and least of all reach a backend.
 *
 * @param below the path below the mount as the client wrote it; empty, or beginning with a slash; null when it is not
 *     plainly there
 */
record AdminPath(@Nullable String below, boolean disguised) {
    private static final AdminPath TRAFFIC = new AdminPath(null, false);
    private static final AdminPath DISGUISED = new AdminPath(null, true);

    /**
     * @param mount where the operator's side is within the application, such as {@code /tollgate}
     */
    static AdminPath of(HttpServletRequest request, String mount) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        String within = within(uri, context);
        String below = within == null ? null : below(within, mount);
        if (below != null) {
            return new AdminPath(below, false);
        }
        if (plain(uri)) {
            return TRAFFIC;
        }
        String other = Paths.normalise(withoutParameters(uri));
        return below(other, Paths.normalise(context + mount)) == null ? TRAFFIC : DISGUISED;
    }

    /** What follows the context path, which some containers show without the escapes that it needs. */
    private static @Nullable String within(String uri, String context) {
        if (uri.startsWith(context)) {
            return uri.substring(context.length());
        }
        String escaped = escaped(context);
        return uri.startsWith(escaped) ? uri.substring(escaped.length()) : null;
    }

    private static String escaped(String context) {
        try {
            return new URI(null, null, context, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no context path: " + context, e);
        }
    }

    private static @Nullable String below(String path, String mount) {
        boolean there =
                path.startsWith(mount) && (path.length() == mount.length() || path.charAt(mount.length()) == '/');
        return there ? path.substring(mount.length()) : null;
    }

    /** Whether there is only one way to read it; most are so. */
    private static boolean plain(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || ((c == '/' || c == '.') && i > 0 && uri.charAt(i - 1) == '/')) {
                return false;
            }
        }
        return true;
    }

    /** Some servers cut segments at a semicolon, and read a backslash as a slash. */
    private static String withoutParameters(String uri) {
        StringBuilder out = new StringBuilder(uri.length());
        boolean parameter = false;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i) == '\\' ? '/' : uri.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
