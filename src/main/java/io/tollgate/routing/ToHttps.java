package io.tollgate.routing;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Hosts;
import io.tollgate.exchange.RequestView;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.HttpsRedirect;
import io.tollgate.model.Listener;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Sends whoever comes without TLS to the same address with it, where the listener asks for that. The status is 308, by
 * which a client repeats its request as it was, body and all (RFC 9110, section 15.4.9). A request that a trusted proxy
 * took by TLS has come by TLS; else the two would send it round in a circle.
 */
public final class ToHttps implements Stage {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?%";

    private final Map<String, Integer> ports = new HashMap<>();

    public ToHttps(List<Listener> listeners) {
        for (Listener listener : listeners) {
            if (listener.redirectToHttps().on()) {
                ports.put(listener.id(), listener.redirectToHttps().port());
            }
        }
    }

    @Override
    public Verdict handle(Exchange exchange) {
        Integer port = ports.get(exchange.listener());
        if (port == null || exchange.origin().scheme().equals("https")) {
            return Verdict.GO_ON;
        }
        String host = Hosts.of(exchange.origin().authority());
        if (!sound(host)) {
            return Verdict.Answer.error(ErrorReason.BAD_REQUEST);
        }
        String where = "https://" + host + (port == HttpsRedirect.USUAL_PORT ? "" : ":" + port);
        return new Verdict.Answer(308, null, Map.of("Location", where + target(exchange.request())), "");
    }

    private static boolean sound(String host) {
        return !host.isEmpty()
                && host.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '-'
                                || c == '_'
                                || c == ':'
                                || c == '['
                                || c == ']');
    }

    private static String target(RequestView request) {
        if (!request.rawPath().startsWith("/")) {
            return "/";
        }
        String query = request.rawQuery();
        return encoded(query == null ? request.rawPath() : request.rawPath() + "?" + query);
    }

    /** Clients send what may not stand in a URI, and a field could not carry all of it. */
    private static String encoded(String target) {
        if (target.chars().allMatch(ToHttps::plain)) {
            return target;
        }
        StringBuilder out = new StringBuilder(target.length() + 16);
        for (byte each : target.getBytes(StandardCharsets.UTF_8)) {
            if (plain(each)) {
                out.append((char) each);
            } else {
                out.append('%').append(HEX.toHexDigits(each));
            }
        }
        return out.toString();
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
