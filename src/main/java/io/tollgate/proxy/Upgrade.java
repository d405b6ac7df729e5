package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request asks that its connection go on as a WebSocket (RFC 6455, section 4.1). Other protocols are not
 * forwarded: over h2c, say, a client would come past route and guard.
 */
final class Upgrade {
    /** As it is written on the wire. */
    static final String WEBSOCKET = "websocket";

    private Upgrade() {}

    /** The protocol that it asks for, as a backend is to be asked; null for none. */
    static @Nullable String asked(Exchange exchange) {
        RequestView request = exchange.request();
        if (request.header("Upgrade") == null) {
            return null;
        }
        boolean asks = request.protocol().equals("HTTP/1.1")
                && request.method().equals("GET")
                && !exchange.lastOfConnection()
                && isOnly(request.headers("Upgrade"), WEBSOCKET)
                && FieldTokens.lists(request.headers("Connection"), "upgrade");
        return asks ? WEBSOCKET : null;
    }

    private static boolean isOnly(List<String> lines, String token) {
        return lines.size() == 1 && lines.get(0).strip().equalsIgnoreCase(token);
    }
}
