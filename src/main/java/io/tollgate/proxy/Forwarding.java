package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ProxyHeader;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.HttpToken;
import io.tollgate.model.ProxyProtocol;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from and how it was asked, told to the backend in Forwarded (RFC 7239), X-Forwarded-* and Client-Cert
 * (RFC 9440). What the client itself claims there is believed only from a trusted proxy, and thrown away otherwise.
 */
final class Forwarding {
    private static final String CERTIFICATE = "Client-Cert";
    private static final String CHAIN = "Client-Cert-Chain";

    private static final Set<String> OWNED = Set.of(
            "client-cert",
            "client-cert-chain",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-request-id");

    private static final int MAX_ADDRESS = 45;

    private final Exchange exchange;
    private final boolean trusted;

    Forwarding(Exchange exchange, boolean trusted) {
        this.exchange = exchange;
        this.trusted = trusted;
    }

    /**
     * Whether Tollgate writes this field itself, or it is what many a backend takes for that: as CGI names its
     * variables, a line is as good as a hyphen (RFC 3875, section 4.1.18).
     */
    static boolean owns(String name) {
        char first = name.isEmpty() ? ' ' : name.charAt(0);
        boolean likely = switch (first) {
            case 'x', 'X', 'f', 'F' -> true;
            case 'c', 'C' -> name.length() == CERTIFICATE.length() || name.length() == CHAIN.length();
            default -> false;
        };
        return likely && OWNED.contains(name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The client, as a PROXY header names it; its port is known only where it connects itself. */
    static ProxyHeader header(Exchange exchange, ProxyProtocol form) {
        if (form == ProxyProtocol.NONE) {
            return ProxyHeader.OF_ITSELF;
        }
        RequestView request = exchange.request();
        String client = exchange.client();
        int port = client.equals(request.peerAddress()) ? request.peerPort() : 0;
        return ProxyHeader.of(client, port, request.localAddress(), request.localPort());
    }

    /**
     * The caller's address as a trusted peer tells it: the last one that is not a trusted proxy's, or the first of all.
     * X-Forwarded-For is asked first, for most proxies write that and pass on a caller's own Forwarded unread. Null when
     * there is none, or what is no address stands behind it.
     */
    static @Nullable String client(RequestView request, Predicate<String> trustedProxy) {
        List<String> hops = ForwardedHops.of(request);
        String client = null;
        for (int i = hops.size() - 1; i >= 0; i--) {
            String hop = hops.get(i);
            if (!address(hop)) {
                return null;
            }
            client = hop;
            if (!trustedProxy.test(hop)) {
                return client;
            }
        }
        return client;
    }

    /** The scheme that the client used. */
    String proto() {
        return heard("X-Forwarded-Proto", exchange.request().scheme());
    }

    /** Host and port as the client named them; empty when it named none. */
    String host() {
        return heard("X-Forwarded-Host", exchange.request().authority());
    }

    /**
     * @param prefix what was taken off the path; empty for nothing
     */
    void addTo(HttpFields.Mutable head, String prefix) {
        RequestView request = exchange.request();
        String peer = request.peerAddress();
        String host = host();
        head.add("X-Forwarded-For", chain("X-Forwarded-For", peer));
        head.add("X-Forwarded-Proto", proto());
        if (!host.isEmpty()) {
            head.add("X-Forwarded-Host", host);
        }
        head.add("X-Forwarded-Port", heard("X-Forwarded-Port", String.valueOf(request.localPort())));
        String before = heard("X-Forwarded-Prefix", "");
        String whole = (before.endsWith("/") ? before.substring(0, before.length() - 1) : before) + prefix;
        if (!whole.isEmpty()) {
            head.add("X-Forwarded-Prefix", whole);
        }
        head.add("Forwarded", forwarded(element(peer, request.authority(), request.scheme())));
        addCertificate(head);
    }

    /** A trusted proxy's own certificate says nothing of the client; only what that proxy says of it does. */
    private void addCertificate(HttpFields.Mutable head) {
        RequestView request = exchange.request();
        if (trusted) {
            request.headers(CERTIFICATE).forEach(line -> head.add(CERTIFICATE, line));
            request.headers(CHAIN).forEach(line -> head.add(CHAIN, line));
            return;
        }
        List<X509Certificate> shown = request.peerCertificates();
        if (!shown.isEmpty()) {
            head.add(CERTIFICATE, ClientCertificate.item(shown.get(0)));
        }
        if (shown.size() > 1) {
            head.add(CHAIN, ClientCertificate.list(shown.subList(1, shown.size())));
        }
    }

    /** What the proxy before says, if it is trusted and says it; else what is so here. */
    private String heard(String field, String here) {
        String said = trusted ? exchange.request().header(field) : null;
        return said == null ? here : said;
    }

    private String chain(String field, String last) {
        if (!trusted) {
            return last;
        }
        List<String> before = exchange.request().headers(field);
        return before.isEmpty() ? last : String.join(", ", before) + ", " + last;
    }

    /** What says other than X-Forwarded-For is a caller's own, which its proxy has not looked at. */
    private String forwarded(String last) {
        List<String> known = trusted ? ForwardedHops.ofList(exchange.request()) : List.of();
        List<String> said = known.isEmpty() ? known : ForwardedHops.ofStandard(exchange.request());
        if (said.isEmpty() || said.equals(known)) {
            return chain("Forwarded", last);
        }
        StringBuilder made = new StringBuilder();
        known.forEach(hop -> made.append("for=").append(node(hop)).append(", "));
        return made.append(last).toString();
    }

    private static String node(String hop) {
        if (hop.isEmpty()) {
            return "unknown";
        }
        return hop.indexOf(':') >= 0 ? "\"[" + hop + "]\"" : quoted(hop);
    }

    private static String element(String peer, String host, String scheme) {
        String who = "for=" + node(peer);
        return host.isEmpty() ? who + ";proto=" + scheme : who + ";host=" + quoted(host) + ";proto=" + scheme;
    }

    /** What is no token must be quoted, such as a host with a port; else it could end its element and begin another. */
    private static String quoted(String host) {
        return HttpToken.valid(host) ? host : "\"" + host.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Whether it is written as an address is. A name, such as {@code 1a.example}, might be looked up by who reads it. */
    private static boolean address(String text) {
        if (text.isEmpty() || text.length() > MAX_ADDRESS) {
            return false;
        }
        return text.indexOf(':') >= 0
                ? text.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0)
                : dottedQuad(text);
    }

    private static boolean dottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
