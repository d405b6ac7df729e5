package io.tollgate.proxy;

import io.tollgate.exchange.RequestView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.QuotedCSV;

/**
 * What one proxy wrote of whoever asked it. Whatever it did not write is empty.
 *
 * @param node who asked, be it an address or not; ports and brackets left off
 */
record ForwardedHop(String node, String proto, String host, String port) {
    private static final int MOST = 32;
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";

    /**
     * What proxies wrote into a request, the first one first; of many only the last. X-Forwarded-* where there is any of
     * them, and only else Forwarded: most proxies write the former, and pass on unread what a client says in the latter.
     */
    static List<ForwardedHop> of(RequestView request) {
        List<ForwardedHop> hops = anyOf(request, FOR, PROTO, HOST, PORT) ? ofLists(request) : ofStandard(request);
        return hops.size() <= MOST ? hops : hops.subList(hops.size() - MOST, hops.size());
    }

    private static boolean anyOf(RequestView request, String... names) {
        return Arrays.stream(names).anyMatch(name -> request.header(name) != null);
    }

    private static List<ForwardedHop> ofLists(RequestView request) {
        List<String> nodes = list(request, FOR);
        List<String> protos = list(request, PROTO);
        List<String> hosts = list(request, HOST);
        List<String> ports = list(request, PORT);
        int count = Math.max(1, nodes.size());
        List<ForwardedHop> hops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hops.add(new ForwardedHop(
                    bare(at(nodes, i, count)), at(protos, i, count), at(hosts, i, count), at(ports, i, count)));
        }
        return hops;
    }

    /** Lists are alike at their end, where each proxy adds to them; what is missing is missing at the front. */
    private static String at(List<String> values, int place, int count) {
        int index = place - (count - values.size());
        return index < 0 ? "" : values.get(index);
    }

    private static List<String> list(RequestView request, String name) {
        List<String> values = new ArrayList<>();
        for (String line : request.headers(name)) {
            for (String value : line.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }

    /** RFC 7239, section 4. */
    private static List<ForwardedHop> ofStandard(RequestView request) {
        List<ForwardedHop> hops = new ArrayList<>();
        for (String line : request.headers("Forwarded")) {
            for (String element : new QuotedCSV(true, line)) {
                hops.add(new ForwardedHop(
                        bare(parameter(element, "for=")),
                        parameter(element, "proto="),
                        parameter(element, "host="),
                        ""));
            }
        }
        return hops;
    }

    /** One of an element's pairs; a semicolon in quotes ends none, for a host in quotes may be the client's choice. */
    private static String parameter(String element, String name) {
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= element.length(); i++) {
            char c = i == element.length() ? ';' : element.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && (!quoted || i == element.length())) {
                String pair = element.substring(from, i).strip();
                if (pair.regionMatches(true, 0, name, 0, name.length())) {
                    return QuotedCSV.unquote(pair.substring(name.length()).strip());
                }
                from = i + 1;
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
