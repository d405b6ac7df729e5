package io.tollgate.proxy;

import io.tollgate.exchange.AddressText;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.RequestView;
import io.tollgate.guard.HostCheck;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds how the client asked: what the proxies before say, as far as they are trusted, else what is so here. */
final class Origins {
    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final int HIGHEST_PORT = 65_535;

    private Origins() {}

    /**
     * The one reading of that request.
     *
     * @param trusted whether the proxy of that literal address is believed
     */
    static Origin of(RequestView request, Predicate<String> trusted) {
        if (!trusted.test(request.peerAddress())) {
            return Origin.of(request);
        }
        List<ForwardedHop> hops = ForwardedHop.of(request);
        List<ForwardedHop> believed = believed(hops, trusted);
        String client = client(believed);
        String scheme = first(believed, hop -> scheme(hop.proto()));
        String authority = first(believed, hop -> HostCheck.sound(hop.host()) ? hop.host() : null);
        Integer port = first(believed, hop -> port(hop.port()));
        String asked = authority == null ? request.authority() : authority;
        String by = scheme == null ? request.scheme() : scheme;
        boolean elsewhere = scheme != null || authority != null;
        return new Origin(
                client == null ? request.peerAddress() : client,
                by,
                asked,
                port != null ? port : elsewhere ? portOf(asked, by) : request.localPort(),
                hops.stream()
                        .map(ForwardedHop::node)
                        .filter(node -> !node.isEmpty())
                        .toList(),
                prefix(request));
    }

    /** The client's address as a trusted peer tells it; null when none is told that is one. */
    static @Nullable String client(RequestView request, Predicate<String> trusted) {
        return trusted.test(request.peerAddress()) ? client(believed(ForwardedHop.of(request), trusted)) : null;
    }

    /** From what the first trusted proxy wrote, which tells of the client; what is before that, the client wrote itself. */
    private static List<ForwardedHop> believed(List<ForwardedHop> hops, Predicate<String> trusted) {
        int from = Math.max(0, hops.size() - 1);
        while (from > 0 && trusted.test(hops.get(from).node())) {
            from--;
        }
        return hops.subList(from, hops.size());
    }

    private static @Nullable String client(List<ForwardedHop> believed) {
        return believed.isEmpty() ? null : AddressText.of(believed.get(0).node());
    }

    /** What is nearest to the client. */
    private static <T> @Nullable T first(List<ForwardedHop> believed, Function<ForwardedHop, @Nullable T> what) {
        for (ForwardedHop hop : believed) {
            T said = what.apply(hop);
            if (said != null) {
                return said;
            }
        }
        return null;
    }

    /** Some proxies name what a WebSocket begins with by its own schemes. */
    private static @Nullable String scheme(String proto) {
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case HTTPS, "wss" -> HTTPS;
            case HTTP, "ws" -> HTTP;
            default -> null;
        };
    }

    private static @Nullable Integer port(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        return port == 0 || port > HIGHEST_PORT ? null : port;
    }

    private static int portOf(String authority, String scheme) {
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        Integer named = colon < 0 ? null : port(authority.substring(colon + 1));
        return named != null ? named : scheme.equals(HTTPS) ? 443 : 80;
    }

    private static String prefix(RequestView request) {
        String said = request.header("X-Forwarded-Prefix");
        if (said == null || !said.startsWith("/")) {
            return "";
        }
        return said.endsWith("/") ? said.substring(0, said.length() - 1) : said;
    }
}
