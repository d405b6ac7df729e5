package io.tollgate.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a backend answers: scheme, host and port and nothing more, for the path belongs to the request. Or a socket of
 * this machine, by its file.
 *
 * @param scheme {@code http}, {@code https} or {@code unix}
 * @param host a name or literal address, lower case, IPv6 without brackets; of a unix socket the file's absolute path
 * @param port 1 to 65535; 0 for a unix socket
 * @param serverName what led to its address and is therefore asked for in TLS (SNI), and must be borne by certificates;
 *     empty where the host is asked for. No part of the text
 */
public record BackendUrl(String scheme, String host, int port, String serverName) {

    private static final String UNIX = "unix";
    private static final String HTTPS = "https";

    /** What the system takes (sun_path in unix(7) has 108 bytes, the last of which ends it). */
    private static final int LONGEST_PATH = 107;

    /** One whose host is asked for. */
    public BackendUrl(String scheme, String host, int port) {
        this(scheme, host, port, "");
    }

    /**
     * Reads {@code http://10.0.0.5:9001} or {@code unix:/run/app.sock}.
     *
     * @throws IllegalArgumentException with what is wrong, when it is anything else
     */
    public static BackendUrl parse(String text) {
        if (text.startsWith(UNIX + ":")) {
            return ofSocket(text.substring(UNIX.length() + 1));
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a URL", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals(HTTPS)) {
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
        int port = uri.getPort() == -1 ? (scheme.equals(HTTPS) ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is out of range");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new BackendUrl(scheme, bare.toLowerCase(Locale.ROOT), port);
    }

    private static BackendUrl ofSocket(String path) {
        boolean absolute = path.startsWith("/") && !path.startsWith("//") && !path.endsWith("/");
        if (!absolute || path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("\"" + path + "\" is not the absolute path of a socket");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new IllegalArgumentException("the path of a socket cannot be longer than " + LONGEST_PATH + " bytes");
        }
        return new BackendUrl(UNIX, path, 0);
    }

    /** Whether TLS is spoken there. */
    public boolean secure() {
        return scheme.equals(HTTPS);
    }

    /** The file of a unix socket; null for what is reached by host and port. */
    public @Nullable Path socket() {
        return scheme.equals(UNIX) ? Path.of(host) : null;
    }

    /** Host and port as a Host field would carry them; a unix socket has neither, and is called localhost. */
    public String authority() {
        if (scheme.equals(UNIX)) {
            return "localhost";
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Host and port, or the socket: what tells it from others of the same scheme. */
    public String place() {
        return scheme.equals(UNIX) ? toString() : authority();
    }

    @Override
    public String toString() {
        return scheme.equals(UNIX) ? scheme + ":" + host : scheme + "://" + authority();
    }
}
