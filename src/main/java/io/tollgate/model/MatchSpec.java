package io.tollgate.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes: all conditions given must hold; one that is left out always holds. */
public record MatchSpec(
        @Setting(
                value = "Host names, any of which; *.example.com takes every name under it. Ports are ignored.",
                defaultsTo = "[]")
        List<String> host,

        @Setting(value = "The path, judged in its normalised form.", defaultsTo = "null") @Nullable
        PathMatch path,

        @Setting(value = "Methods, any of which.", defaultsTo = "[]")
        List<String> method,

        @Setting(value = "Fields and the value that one of their lines must equal; \"*\" for any.", defaultsTo = "{}")
        Map<String, String> header,

        @Setting(value = "Cookies and the value each must equal; \"*\" for any.", defaultsTo = "{}")
        Map<String, String> cookie,

        @Setting(
                value = "Query parameters and the value that one must equal, decoded; \"*\" for any.",
                defaultsTo = "{}")
        Map<String, String> query) {

    public MatchSpec {
        host = host.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
        method = List.copyOf(method);
        header = Map.copyOf(header);
        cookie = Map.copyOf(cookie);
        query = Map.copyOf(query);
        Checks checks = new Checks();
        for (int i = 0; i < host.size(); i++) {
            checks.require(
                    hostPattern(host.get(i)),
                    "host[" + i + "]",
                    "\"" + host.get(i) + "\" is not a host name",
                    "write one such as shop.example.com or *.example.com, without a port");
        }
        for (int i = 0; i < method.size(); i++) {
            checks.require(
                    HttpToken.valid(method.get(i)),
                    "method[" + i + "]",
                    "\"" + method.get(i) + "\" is not a method",
                    "write one such as GET");
        }
        for (String name : header.keySet()) {
            checks.require(
                    HttpToken.valid(name),
                    "header." + name,
                    "\"" + name + "\" is not a field name",
                    "write one such as X-Beta");
        }
        for (String name : cookie.keySet()) {
            checks.require(
                    HttpToken.valid(name),
                    "cookie." + name,
                    "\"" + name + "\" is not a cookie name",
                    "write one such as beta");
        }
        checks.done();
    }

    /** Whether it holds for every request. */
    public boolean takesAll() {
        boolean anyPath = path == null || path.prefix().equals("/");
        return anyPath && host.isEmpty() && method.isEmpty() && header.isEmpty() && cookie.isEmpty() && query.isEmpty();
    }

    private static boolean hostPattern(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.length() > 2;
        }
        return hostName(name);
    }

    /** Whether it is a name in lower case, or an IPv4 address. */
    static boolean hostName(String name) {
        return !name.isEmpty()
                && name.length() <= 253
                && name.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_');
    }
}
