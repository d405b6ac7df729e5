package io.tollgate.model;

/**
 * Where to listen.
 *
 * @param host a literal IPv4 or IPv6 address (canonical, without brackets); never a name, so that nothing waits for
 *     DNS
 * @param port 0 to 65535; 0 takes any free one
 */
public record Address(String host, int port) {

    /**
     * Reads {@code 127.0.0.1:9090} or {@code [::1]:9090}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" needs brackets around its IPv6 address");
        }
        if (host.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address and port");
        }
        return new Address(canonical(host, text), port(text.substring(colon + 1), text));
    }

    private static String canonical(String host, String whole) {
        try {
            return Cidr.parse(host).block().toCanonicalString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + whole + "\" does not begin with an address", e);
        }
    }

    /** Whether one machine could not listen on both at once: the same port, and the same address or one for all. */
    public boolean overlaps(Address other) {
        return port != 0 && port == other.port && (host.equals(other.host) || covers(other) || other.covers(this));
    }

    private boolean covers(Address other) {
        return host.equals("::") || (host.equals("0.0.0.0") && other.host.indexOf(':') < 0);
    }

    private static int port(String digits, String whole) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + whole + "\" has no port number");
        }
        int port = Integer.parseInt(digits);
        if (port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is out of range");
        }
        return port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
