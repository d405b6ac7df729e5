package io.tollgate.admin.auth;

import io.tollgate.model.Cidr;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Tells requests that a browser sends for another site's page from those of our own. */
final class ForeignRequests {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private ForeignRequests() {}

    /** RFC 9110, section 9.2.1: whether the method asks for a change. */
    static boolean unsafe(HttpServletRequest request) {
        return !SAFE.contains(request.getMethod());
    }

    /**
     * Whether a browser says that another site's page made it send this. A client that is no browser says nothing and
     * passes. The order is that of Go's {@code http.CrossOriginProtection}: {@code Sec-Fetch-Site} where the browser
     * sends it, which it does to trustworthy addresses only; {@code Origin} against the authority otherwise.
     */
    static boolean crossSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !sameAuthority(origin, request);
    }

    /**
     * Whether the name that the client used cannot be another site's. A page of a site whose name was made to point
     * here (DNS rebinding) would otherwise be of one origin with us.
     */
    static boolean localName(HttpServletRequest request) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            Cidr.parse(host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean sameAuthority(String origin, HttpServletRequest request) {
        try {
            URI uri = new URI(origin);
            String host = request.getServerName();
            String bare = host.startsWith("[") || host.indexOf(':') < 0 ? host : "[" + host + "]";
            int standard = "https".equals(uri.getScheme()) ? 443 : 80;
            int port = uri.getPort() == -1 ? standard : uri.getPort();
            // Behind a proxy that ends TLS, our own idea of the standard port is that of http.
            boolean bothStandard =
                    uri.getPort() == -1 && (request.getServerPort() == 80 || request.getServerPort() == 443);
            return bare.equalsIgnoreCase(uri.getHost()) && (port == request.getServerPort() || bothStandard);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
