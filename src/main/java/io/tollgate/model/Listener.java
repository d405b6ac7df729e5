package io.tollgate.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An address that takes traffic. The runnable jar opens it; in a servlet container the container does. */
public record Listener(
        @Setting("Names the listener in logs.") String id,

        @Setting(
                value =
                        "Where to listen, such as 0.0.0.0:8080 for IPv4 or [::]:8080 for both; port 0 takes any free one.")
        Address address,

        @Setting(
                value = "What is spoken there; with tls, the default is [http1, h2].",
                defaultsTo = "[http1, h2c]",
                range = "http1, h2, h2c")
        List<Protocol> protocols,

        @Setting(
                value =
                        "How long a client may be silent: between two requests, within one, or while it takes nothing of an"
                                + " answer. While a backend is waited for it does not count.",
                defaultsTo = "60s",
                range = "100ms to 1d")
        Duration idle,

        @Setting(
                value =
                        "How long a client may take over the head of a request, from its first byte to its end, however"
                                + " steadily it comes; and before that over the PROXY header and the handshake of TLS. More is answered with 408.",
                defaultsTo = "20s",
                range = "100ms to 1d")
        Duration headTime,

        @Setting(value = "How large requests may be here, where it is not as everywhere.", defaultsTo = "{}")
        OwnLimits limits,

        @Setting(value = "How TLS is spoken; without it, nothing is encrypted.", defaultsTo = "null") @Nullable
        ListenerTls tls,

        @Setting(
                value =
                        "true sends whoever comes without TLS to the same address with it, by 308; a number sends them to that port.",
                defaultsTo = "false",
                range = "true, false, 1 to 65535")
        HttpsRedirect redirectToHttps,

        @Setting(
                value =
                        "Addresses of the proxies before this listener that begin each connection with a PROXY header (version 1 or 2), which is believed. Whoever else connects is turned away. Empty: there is no such header.",
                defaultsTo = "[]")
        List<Cidr> proxyProtocol) {

    /** Protocols of a listener. */
    public enum Protocol {
        HTTP1,
        /** HTTP/2 over TLS. */
        H2,
        /** HTTP/2 without TLS. */
        H2C;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration HEAD_TIME = Duration.ofSeconds(20);

    private static final List<Protocol> PLAIN = List.of(Protocol.HTTP1, Protocol.H2C);
    private static final List<Protocol> ENCRYPTED = List.of(Protocol.HTTP1, Protocol.H2);

    public Listener {
        boolean plain = protocols.size() == PLAIN.size() && protocols.containsAll(PLAIN);
        protocols = tls != null && plain ? ENCRYPTED : List.copyOf(protocols);
        proxyProtocol = List.copyOf(proxyProtocol);
        new Checks()
                .id(id)
                .require(
                        protocols.contains(Protocol.HTTP1),
                        "protocols",
                        "http1 is missing",
                        "write [http1], [http1, h2] or [http1, h2c]")
                .range(idle, Duration.ofMillis(100), Duration.ofDays(1), "idle")
                .range(headTime, Duration.ofMillis(100), Duration.ofDays(1), "headTime")
                .unique(protocols, Protocol::toString, "protocols", "")
                .requireTogether(
                        tls == null || !protocols.contains(Protocol.H2C),
                        "protocols",
                        "h2c is HTTP/2 without TLS, and there is tls",
                        "write h2 in its place")
                .requireTogether(
                        tls != null || !protocols.contains(Protocol.H2),
                        "protocols",
                        "h2 is HTTP/2 over TLS, and there is no tls",
                        "write h2c in its place, or add tls")
                .requireTogether(
                        tls == null || !redirectToHttps.on(),
                        "redirectToHttps",
                        "would send clients of TLS round in a circle",
                        "write it at the listener without tls")
                .done();
    }

    /** One in the open. */
    public Listener(String id, Address address, List<Protocol> protocols, Duration idle, OwnLimits limits) {
        this(id, address, protocols, idle, HEAD_TIME, limits, null, HttpsRedirect.OFF, List.of());
    }

    /**
     * Whether the other is this one as far as its socket and what is spoken there go; all else may change while it is
     * open.
     */
    public boolean opensAs(Listener other) {
        return id.equals(other.id)
                && address.equals(other.address)
                && protocols.equals(other.protocols)
                && (tls == null) == (other.tls == null)
                && proxyProtocol.isEmpty() == other.proxyProtocol.isEmpty();
    }
}
