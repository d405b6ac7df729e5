package io.tollgate.proxy;

import io.tollgate.affinity.Ties;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The field lines that a backend gets, and its target. Built once an exchange, the same for every attempt. */
final class RequestHead {
    private static final HttpField VIA_11 = new HttpField(HttpHeader.VIA, "1.1 tollgate");
    private static final HttpField VIA_2 = new HttpField(HttpHeader.VIA, "2.0 tollgate");
    private static final HttpField VIA_10 = new HttpField(HttpHeader.VIA, "1.0 tollgate");

    private RequestHead() {}

    /**
     * @param ties whose cookie is not passed on; null when the pool ties nobody
     * @param trusted whether the peer's own word on whom it forwards for is believed
     * @param hasBody whether a body follows; its length is set by whoever sends it
     */
    static HttpFields of(Exchange exchange, @Nullable Ties ties, boolean trusted, boolean hasBody) {
        RequestView request = exchange.request();
        HopByHop hop = HopByHop.of(request.headers("Connection"));
        HttpFields.Mutable head = HttpFields.build();
        String authority = request.authority();
        if (!authority.isEmpty()) {
            head.add(new HttpField(HttpHeader.HOST, authority));
        }
        request.eachHeader((name, value) -> copy(head, name, value, hop, ties, hasBody));
        new Forwarding(exchange, trusted).addTo(head);
        head.add(new HttpField("X-Request-Id", exchange.id()));
        head.add(via(request.protocol()));
        return head.asImmutable();
    }

    /** Path and query exactly as they came. */
    static String target(RequestView request) {
        String query = request.rawQuery();
        return query == null ? request.rawPath() : request.rawPath() + "?" + query;
    }

    private static void copy(
            HttpFields.Mutable head, String name, String value, HopByHop hop, @Nullable Ties ties, boolean hasBody) {
        if (hop.stops(name) || Forwarding.owns(name)) {
            return;
        }
        HttpHeader known = HttpHeader.CACHE.get(name);
        if (known == HttpHeader.HOST || known == HttpHeader.EXPECT) {
            // The body follows at once, so nobody has to be asked whether it may (RFC 9110, 10.1.1).
            return;
        }
        if (known == HttpHeader.CONTENT_LENGTH && hasBody) {
            return;
        }
        if (known == HttpHeader.COOKIE && ties != null) {
            String rest = ties.strip(value);
            if (rest != null) {
                head.add(new HttpField(known, name, rest));
            }
            return;
        }
        head.add(new HttpField(known, name, value));
    }

    private static HttpField via(String protocol) {
        if (protocol.equals("HTTP/1.1")) {
            return VIA_11;
        }
        return protocol.startsWith("HTTP/2") ? VIA_2 : VIA_10;
    }
}
