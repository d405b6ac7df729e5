package io.tollgate.rewrite;

import io.tollgate.exchange.Hosts;
import io.tollgate.exchange.Origin;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.CookieRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.Restore;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one answer's field lines: what a backend calls itself turns into what its client called it.
 * Immutable.
 */
public final class AnswerRewriting {
    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final String BLANKS = " \t";

    private final ResponseRewrite spec;
    private final FieldEdits edits;
    private final Asked asked;
    private final Origin client;

    /**
     * How the backend was asked.
     *
     * @param host the Host it was given in place of the client's; empty for the client's
     * @param replaced the prefix that was replaced in the path; null for none
     */
    public record Asked(
            BackendUrl backend, String host, @Nullable PrefixSwap replaced) {}

    AnswerRewriting(ResponseRewrite spec, FieldEdits edits, Asked asked, Origin client) {
        this.spec = spec;
        this.edits = edits;
        this.asked = asked;
        this.client = client;
    }

    /** The lines that go and come, when values have been rewritten. */
    public FieldEdits edits() {
        return edits;
    }

    /** The value of Location or Content-Location (RFC 9110, sections 10.2.2 and 8.7) for the client. */
    public String location(String reference) {
        if (spec.location() == Restore.NEVER) {
            return reference;
        }
        if (reference.startsWith("/") && !reference.startsWith("//")) {
            return target(reference);
        }
        int slashes = reference.indexOf("//");
        return slashes == 0 || hasScheme(reference, slashes - 1) ? url(reference, slashes) : reference;
    }

    /**
     * The value of Refresh for the client: a pause in seconds, and perhaps an address, as browsers read it (HTML Living
     * Standard, section 4.2.5.3).
     */
    public String refresh(String value) {
        int pause = skipped(value, 0, "0123456789.");
        int from = skipped(value, pause, BLANKS);
        if (from < value.length() && (value.charAt(from) == ';' || value.charAt(from) == ',')) {
            from = skipped(value, from + 1, BLANKS);
        }
        if (from == pause) {
            return value;
        }
        int named = value.regionMatches(true, from, "url", 0, 3) ? skipped(value, from + 3, BLANKS) : value.length();
        if (named < value.length() && value.charAt(named) == '=') {
            from = skipped(value, named + 1, BLANKS);
        }
        int end = value.length();
        if (from < end && (value.charAt(from) == '"' || value.charAt(from) == '\'')) {
            int closing = value.indexOf(value.charAt(from), from + 1);
            end = closing < 0 ? end : closing;
            from++;
        }
        String address = value.substring(from, end);
        String wanted = location(address);
        return wanted.equals(address) ? value : value.substring(0, from) + wanted + value.substring(end);
    }

    private static int skipped(String text, int from, String what) {
        int at = from;
        while (at < text.length() && what.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** Whether a scheme ends there (RFC 3986, section 3.1); paths and queries may hold two slashes, too. */
    private static boolean hasScheme(String reference, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = reference.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || (c != '+' && c != '-' && c != '.' && !(c >= '0' && c <= '9')))) {
                return false;
            }
        }
        return colon > 0 && reference.charAt(colon) == ':';
    }

    /**
     * @param slashes where two of them begin the authority
     */
    private String url(String url, int slashes) {
        String scheme = slashes == 0
                ? asked.backend().scheme()
                : url.substring(0, slashes - 1).toLowerCase(Locale.ROOT);
        int end = slashes + 2;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(slashes + 2, end);
        String rest = url.substring(end);
        if (backends(scheme, authority)) {
            return restored(slashes == 0 ? "//" : client.scheme() + "://", client.authority(), rest);
        }
        if (asked(scheme, authority)) {
            // A backend that sends on to TLS is heeded; by which port clients come by TLS is not known here.
            return scheme.equals(HTTPS) && !client.scheme().equals(HTTPS)
                    ? restored("https://", Hosts.of(client.authority()), rest)
                    : restored(client.scheme() + "://", client.authority(), rest);
        }
        return same(scheme, authority, client.authority()) ? url.substring(0, end) + target(rest) : url;
    }

    private String restored(String scheme, String authority, String rest) {
        return authority.isEmpty()
                ? target(rest.startsWith("/") ? rest : "/" + rest)
                : scheme + authority + target(rest);
    }

    /** Whether that is the backend, as it was spoken to. */
    private boolean backends(String scheme, String authority) {
        return scheme.equals(asked.backend().scheme())
                && (same(scheme, authority, asked.backend().authority()) || asked(scheme, authority));
    }

    /** Whether that is what the backend was told to be; it may know by X-Forwarded-Proto how its client came. */
    private boolean asked(String scheme, String authority) {
        return !asked.host().isEmpty()
                && (scheme.equals(HTTP) || scheme.equals(HTTPS))
                && same(scheme, authority, asked.host());
    }

    /** A path with what may follow it, the prefix of its path restored. */
    private String target(String rest) {
        PrefixSwap swap = asked.replaced();
        if (swap == null) {
            return rest;
        }
        int end = 0;
        while (end < rest.length() && "?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return swap.back(rest.substring(0, end), client.prefix()) + rest.substring(end);
    }

    private static boolean same(String scheme, String one, String other) {
        return !one.isEmpty() && withPort(scheme, one).equalsIgnoreCase(withPort(scheme, other));
    }

    private static String withPort(String scheme, String authority) {
        boolean port = authority.indexOf(':', authority.lastIndexOf(']') + 1) >= 0;
        return port ? authority : authority + (scheme.equals(HTTPS) ? ":443" : ":80");
    }

    /** A Set-Cookie line (RFC 6265, section 4.1) of a backend for the client. */
    public String cookie(String line) {
        PrefixSwap swap = spec.cookies().path() == Restore.NEVER ? null : asked.replaced();
        Map<String, String> domains = spec.cookies().domain();
        if (swap == null && domains.isEmpty()) {
            return line;
        }
        return SetCookieLine.with(line, (name, value) -> {
            if (swap != null && name.equals("path") && value.startsWith("/")) {
                return cookiePath(swap.back(value, client.prefix()), value);
            }
            return name.equals("domain") ? domain(domains, value) : value;
        });
    }

    /** A path without a slash at its end takes in the one with it, not the other way round (RFC 6265, section 5.1.4). */
    private static String cookiePath(String back, String path) {
        return path.equals("/") && back.length() > 1 ? back.substring(0, back.length() - 1) : back;
    }

    private static @Nullable String domain(Map<String, String> domains, String domain) {
        String name = (domain.startsWith(".") ? domain.substring(1) : domain).toLowerCase(Locale.ROOT);
        String to = domains.containsKey(name) ? domains.get(name) : domains.get(CookieRewrite.ANY);
        return to == null ? domain : to.isEmpty() ? null : to;
    }
}
