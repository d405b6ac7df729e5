package io.tollgate.proxy;

import io.tollgate.affinity.CookieLine;
import io.tollgate.affinity.Ties;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.AdminSettings;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.upstream.Upstream;
import java.util.Collection;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The field lines that a backend gets, and its target. Built once an exchange, the same for every attempt. */
final class RequestHead {
    private static final HttpField VIA_11 = new HttpField(HttpHeader.VIA, "1.1 tollgate");
    private static final HttpField VIA_2 = new HttpField(HttpHeader.VIA, "2.0 tollgate");
    private static final HttpField VIA_10 = new HttpField(HttpHeader.VIA, "1.0 tollgate");

    private static final HttpField TE_TRAILERS = new HttpField(HttpHeader.TE, "trailers");
    private static final HttpField CONNECTION_TE = new HttpField(HttpHeader.CONNECTION, "TE");
    private static final HttpField CONNECTION_UPGRADE = new HttpField(HttpHeader.CONNECTION, "Upgrade");
    private static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, "close");

    /** A browser's lines, and those that are added. */
    private static final int USUAL_LINES = 32;

    private final HttpFields.Mutable head = HttpFields.build(USUAL_LINES);
    private final HopByHop hop;
    private final Collection<Ties> ties;

    /** The client waits for the backend's word on its body. */
    private final boolean asked;

    private final boolean http2;

    /** Those who pass it on are counted. */
    private final boolean counted;

    private @Nullable StringBuilder crumbs;

    private RequestHead(RequestView request, Collection<Ties> ties, Upstream.@Nullable RequestBody body) {
        this.hop = HopByHop.of(request.headers("Connection"));
        this.ties = ties;
        this.asked = body != null && body.awaitsContinue();
        this.http2 = request.protocol().startsWith("HTTP/2");
        this.counted = MaxForwards.bounds(request.method());
    }

    /**
     * @param container reads the request's lines
     * @param ties whose cookies are not passed on: of all pools, for a browser sends a cookie to every path of its host
     * @param body what follows, or null; its length is set by whoever sends it
     * @param rewriting what the route changes
     * @param replaced whether it has changed the path
     * @param upgrade the protocol that the backend is asked to go on in; null for none
     */
    static HttpFields of(
            Exchange exchange,
            Container container,
            Collection<Ties> ties,
            Forwarding forwarding,
            Upstream.@Nullable RequestBody body,
            Rewriting rewriting,
            boolean replaced,
            @Nullable String upgrade) {
        RequestView request = exchange.request();
        RequestHead made = new RequestHead(request, ties, body);
        String host = rewriting.host().isEmpty() ? request.authority() : rewriting.host();
        if (!host.isEmpty()) {
            made.head.add(new HttpField(HttpHeader.HOST, host));
        }
        container.eachField(request, made::copy);
        made.joinCrumbs();
        if (upgrade == null) {
            made.askForTrailers(request);
        } else {
            made.head.add(CONNECTION_UPGRADE);
            made.head.add(new HttpField(HttpHeader.UPGRADE, upgrade));
        }
        forwarding.addTo(made.head, replaced ? rewriting.prefix() : "");
        made.head.add(new HttpField((HttpHeader) null, "X-Request-Id", exchange.id()));
        made.head.add(via(request.protocol()));
        EditedFields.apply(rewriting.toBackend(), made.head);
        if (exchange.lastOfConnection()) {
            made.head.add(CLOSE);
        }
        return made.head.asImmutable();
    }

    /**
     * Path and query exactly as they came.
     *
     * @param path in place of the one that came; null for that
     */
    static String target(RequestView request, @Nullable String path) {
        String asked = path == null ? request.rawPath() : path;
        String query = request.rawQuery();
        return query == null ? asked : asked + "?" + query;
    }

    private void copy(HttpField field) {
        if (hop.stops(field) || Forwarding.owns(field.getName())) {
            return;
        }
        HttpHeader known = field.getHeader();
        if (known == HttpHeader.COOKIE) {
            copyCookies(field.getName(), value(field));
        } else if (known == HttpHeader.MAX_FORWARDS && counted) {
            head.add(new HttpField(known, field.getName(), MaxForwards.next(value(field))));
        } else if (!ends(known, field)) {
            head.add(field);
        }
    }

    /** Whether what it says is for Tollgate, or said anew by whoever sends the head. */
    private boolean ends(@Nullable HttpHeader known, HttpField field) {
        return known == HttpHeader.HOST
                || known == HttpHeader.CONTENT_LENGTH
                || (known == HttpHeader.EXPECT && !asked && Expectation.continues(value(field)));
    }

    private static String value(HttpField field) {
        String value = field.getValue();
        return value == null ? "" : value;
    }

    /** A client that takes fields after a body may be sent those of the backend, which is asked for them on its hop. */
    private void askForTrailers(RequestView request) {
        if (FieldTokens.lists(request.headers("TE"), "trailers")) {
            head.add(TE_TRAILERS);
            head.add(CONNECTION_TE);
        }
    }

    /** Without the cookies that are Tollgate's own. */
    private void copyCookies(String name, String line) {
        String rest = CookieLine.without(line, AdminSettings.SESSION_COOKIE);
        for (Ties each : ties) {
            rest = rest == null ? null : each.strip(rest);
        }
        if (rest == null) {
            return;
        }
        if (http2) {
            StringBuilder before = crumbs;
            crumbs = before == null
                    ? new StringBuilder(rest)
                    : before.append("; ").append(rest);
        } else {
            head.add(new HttpField(HttpHeader.COOKIE, name, rest));
        }
    }

    /** HTTP/2 may split a Cookie line; outside of it the parts must be one again (RFC 9113, section 8.2.3). */
    private void joinCrumbs() {
        if (crumbs != null) {
            head.add(new HttpField(HttpHeader.COOKIE, crumbs.toString()));
        }
    }

    private static HttpField via(String protocol) {
        if (protocol.equals("HTTP/1.1")) {
            return VIA_11;
        }
        return protocol.startsWith("HTTP/2") ? VIA_2 : VIA_10;
    }
}
