package io.tollgate.model;

import java.util.Map;

/** What a route changes of the cookies that backends set. Tollgate's own are left alone. */
public record CookieRewrite(
        @Setting(
                value =
                        "Domains that backends name, and what the client is told in their place: a domain, or \"\" for the host that it asked. \"*\" is any domain.",
                defaultsTo = "{}")
        Map<String, String> domain,

        @Setting(
                value =
                        "auto: where a prefix of the request's path was replaced, a cookie's Path gets it back. never: it stays as it is.",
                defaultsTo = "auto",
                range = "auto, never")
        Restore path) {

    /** Stands in the file for every domain that has no entry of its own. */
    public static final String ANY = "*";

    /** Only what the request's path asks for. */
    public static final CookieRewrite DEFAULT = new CookieRewrite(Map.of(), Restore.AUTO);

    public CookieRewrite {
        domain = Map.copyOf(domain);
        Checks checks = new Checks();
        domain.forEach((from, to) -> checks.require(
                        from.equals(ANY) || domain(from),
                        "domain." + from,
                        "\"" + from + "\" is not a domain",
                        "write one such as shop.internal, in lower case, or \"*\"")
                .require(
                        to.isEmpty() || domain(to),
                        "domain." + from,
                        "\"" + to + "\" is not a domain",
                        "write one such as shop.example.com, or \"\" for the host that the client asked"));
        checks.done();
    }

    private static boolean domain(String name) {
        return MatchSpec.hostName(name) && !name.startsWith(".");
    }
}
