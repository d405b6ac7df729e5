package io.tollgate.admin.auth;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where the admin side lives within its web application.
 *
 * @param prefix empty when it has the application to itself, else such as {@code /tollgate}; no slash at its end
 */
public record Mount(String prefix) {
    /** The whole application. */
    public static final Mount ROOT = new Mount("");

    public Mount {
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new IllegalArgumentException("\"" + prefix + "\" does not begin with a slash, or ends with one");
        }
    }

    /**
     * The path below the mount, decoded and normalised as the container did for choosing the servlet; nothing else may
     * decide who is let through.
     *
     * @throws IllegalArgumentException when the container finds the path ambiguous
     */
    String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = request.getServletPath() + (info == null ? "" : info);
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }

    /** Path and query as the client wrote them, relative to the mount; empty for its root, or when it is none of ours. */
    String target(HttpServletRequest request) {
        String root = cookiePath(request);
        String uri = request.getRequestURI();
        if (!uri.startsWith(root)) {
            return "";
        }
        String query = request.getQueryString();
        return uri.substring(root.length()) + (query == null ? "" : "?" + query);
    }

    /** The way from a request's own path to something at the mount, so that it holds behind any rewriting proxy. */
    String relative(HttpServletRequest request, String name) {
        String below = path(request);
        long depth = below.chars().skip(1).filter(c -> c == '/').count();
        return "../".repeat((int) depth) + name;
    }

    /** The mount's own path with a slash at its end. */
    String cookiePath(HttpServletRequest request) {
        return request.getContextPath() + prefix + "/";
    }
}
