package io.tollgate.model;

/**
 * Where to listen.
 *
 * @param host a literal IPv4 or IPv6 address (without brackets); never a name, so that nothing waits for DNS
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
        Cidr.parse(host);
        return new Address(host, port(text.substring(colon + 1), text));
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
