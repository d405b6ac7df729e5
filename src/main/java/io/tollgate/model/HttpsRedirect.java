package io.tollgate.model;

/**
 * Whether plain requests are sent to the same address by TLS, as operators write it: {@code true}, {@code false}, or the
 * port to send them to.
 *
 * @param port 1 to 65535; 0 where they are served as they are
 */
public record HttpsRedirect(int port) {
    /** Plain requests are served. */
    public static final HttpsRedirect OFF = new HttpsRedirect(0);

    /** Where {@code https} URLs lead that name no port. */
    public static final int USUAL_PORT = 443;

    public HttpsRedirect {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is out of range");
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is neither true, false nor a port
     */
    public static HttpsRedirect parse(String text) {
        return switch (text) {
            case "true" -> new HttpsRedirect(USUAL_PORT);
            case "false" -> OFF;
            default -> new HttpsRedirect(port(text));
        };
    }

    /** Whether plain requests are sent on. */
    public boolean on() {
        return port != 0;
    }

    private static int port(String text) {
        boolean digits = !text.isEmpty()
                && text.length() <= 5
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new IllegalArgumentException("\"" + text + "\" is neither true, false nor a port");
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return port == 0 ? "false" : port == USUAL_PORT ? "true" : String.valueOf(port);
    }
}
