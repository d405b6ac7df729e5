package io.tollgate.proxy;

import io.tollgate.exchange.AddressText;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.ProxyHeader;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.HttpToken;
import io.tollgate.model.ProxyProtocol;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

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

    private static final KnownOrigins DIRECT = new KnownOrigins(Forwarding::direct);

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
     * @param prefix what was taken off the path; empty for nothing
     */
    void addTo(HttpFields.Mutable head, String prefix) {
        Origin origin = exchange.origin();
        if (!trusted && prefix.isEmpty()) {
            head.add(DIRECT.of(origin));
        } else {
            RequestView request = exchange.request();
            add(head, origin, list(request, origin), request.peerAddress(), origin.prefix() + prefix);
        }
        addCertificate(head);
    }

    /** Of a client that connects itself, for its peer is not trusted: then it is the peer. */
    private static HttpFields direct(Origin origin) {
        HttpFields.Mutable lines = HttpFields.build();
        add(lines, origin, origin.client(), origin.client(), "");
        return lines.asImmutable();
    }

    private static void add(HttpFields.Mutable head, Origin origin, String list, String peer, String prefix) {
        head.add(HttpHeader.X_FORWARDED_FOR, list);
        head.add(HttpHeader.X_FORWARDED_PROTO, origin.scheme());
        if (!origin.authority().isEmpty()) {
            head.add(HttpHeader.X_FORWARDED_HOST, origin.authority());
        }
        head.add(HttpHeader.X_FORWARDED_PORT, String.valueOf(origin.port()));
        if (!prefix.isEmpty()) {
            head.add("X-Forwarded-Prefix", prefix);
        }
        head.add(HttpHeader.FORWARDED, forwarded(peer, origin));
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

    /** A list that came is left as it was written. */
    private String list(RequestView request, Origin origin) {
        List<String> came = trusted ? request.headers("X-Forwarded-For") : List.of();
        List<String> before = came.isEmpty() ? origin.hops() : came;
        return before.isEmpty() ? request.peerAddress() : String.join(", ", before) + ", " + request.peerAddress();
    }

    /** The same in the standard's form. Every element says how the client asked: backends read one or another. */
    private static String forwarded(String peer, Origin origin) {
        String host = origin.authority();
        String how = (host.isEmpty() ? ";proto=" : ";host=" + quoted(host) + ";proto=") + origin.scheme();
        StringBuilder elements = new StringBuilder();
        for (String hop : origin.hops()) {
            elements.append("for=").append(node(hop)).append(how).append(", ");
        }
        return elements.append("for=").append(node(peer)).append(how).toString();
    }

    private static String node(String hop) {
        boolean version6 = hop.indexOf(':') >= 0 && AddressText.of(hop) != null;
        return version6 ? "\"[" + hop + "]\"" : quoted(hop);
    }

    /** What is no token must be quoted, such as a host with a port; else it could end its element and begin another. */
    private static String quoted(String host) {
        return HttpToken.valid(host) ? host : "\"" + host.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
