package io.tollgate.proxy;

import io.tollgate.exchange.RequestView;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.QuotedCSV;

/** The addresses that a request says it has come by, the caller's first; of Forwarded (RFC 7239) its {@code for}. */
final class ForwardedHops {
    private static final int MAX_HOPS = 32;
    private static final String FOR = "for=";

    private ForwardedHops() {}

    /** As they are written, be they addresses or not; ports and brackets left off. Of many only the last. */
    static List<String> of(RequestView request) {
        List<String> hops = ofList(request);
        return hops.isEmpty() ? ofStandard(request) : hops;
    }

    /** What X-Forwarded-For says. */
    static List<String> ofList(RequestView request) {
        List<String> hops = new ArrayList<>();
        for (String line : request.headers("X-Forwarded-For")) {
            for (String hop : line.split(",", -1)) {
                hops.add(bare(hop.strip()));
            }
        }
        return last(hops);
    }

    /** What Forwarded says. */
    static List<String> ofStandard(RequestView request) {
        List<String> hops = new ArrayList<>();
        for (String line : request.headers("Forwarded")) {
            for (String element : new QuotedCSV(true, line)) {
                hops.add(bare(node(element)));
            }
        }
        return last(hops);
    }

    private static List<String> last(List<String> hops) {
        return hops.size() <= MAX_HOPS ? hops : hops.subList(hops.size() - MAX_HOPS, hops.size());
    }

    private static String node(String element) {
        for (String pair : element.split(";", -1)) {
            String stripped = pair.strip();
            if (stripped.regionMatches(true, 0, FOR, 0, FOR.length())) {
                return QuotedCSV.unquote(stripped.substring(FOR.length()).strip());
            }
        }
        return "";
    }

    /** Without the brackets that IPv6 needs beside a port, and without the port. */
    private static String bare(String node) {
        int end = node.indexOf(']');
        if (node.startsWith("[") && end > 0) {
            return node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon > 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
