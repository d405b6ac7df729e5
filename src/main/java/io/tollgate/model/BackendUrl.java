package io.tollgate.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a backend answers: scheme, host and port and nothing more, for the path belongs to the request.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or literal address, lower case, IPv6 without brackets
 * @param port 1 to 65535
 */
public record BackendUrl(String scheme, String host, int port) {

    /**
     * Reads {@code http://10.0.0.5:9001}.
     *
     * @throws IllegalArgumentException with what is wrong, when it is anything else
     */
    public static BackendUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a URL", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("\"" + text + "\" does not begin with http:// or https://");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" names no host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a backend's URL cannot hold a user or password");
        }
        String path = uri.getRawPath();
        if ((path != null && !path.isEmpty() && !path.equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("\"" + text + "\" has a path, query or fragment");
        }
        int port = uri.getPort() == -1 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is out of range");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new BackendUrl(scheme, bare.toLowerCase(Locale.ROOT), port);
    }

    /** Whether TLS is spoken there. */
    public boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port as a Host field would carry them. */
    public String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
