package io.tollgate.admin.ui;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.Arrays;
import java.util.List;

/**
 * Where a request points to, seen from the page's root, wherever the servlet is mapped.
 *
 * @param path begins with a slash; empty where the request named the prefix without the slash that ends it
 */
record Address(String path) {

    static Address of(HttpServletRequest request) {
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        boolean prefixed = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
        return new Address(prefixed ? info : request.getServletPath() + info);
    }

    /** What stands between the slashes; empty for the root. */
    List<String> segments() {
        return Arrays.stream(path.split("/", -1)).filter(s -> !s.isEmpty()).toList();
    }

    /** The relative way from here back to the root, {@code ./} at the least. */
    String base() {
        long depth = path.chars().filter(c -> c == '/').count() - 1;
        return depth <= 0 ? "./" : "../".repeat((int) depth);
    }
}
