package io.tollgate.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A name whose addresses are backends. Immutable. */
public record DnsDiscovery(
        @Setting(
                "The name that is looked up, such as shop.internal, or for srv _http._tcp.shop.internal; as it is, for no search domain is added to it.")
        String name,

        @Setting(
                value =
                        "a: the IPv4 addresses of the name. aaaa: its IPv6 addresses. both: all. srv: the hosts and ports that its SRV records tell; their priority becomes the tier, their weight the weight.",
                defaultsTo = "both",
                range = "a, aaaa, both, srv")
        Type type,

        @Setting(
                value =
                        "The port that all of them listen on; 0 means 80, and 443 with https. For srv the records tell it.",
                defaultsTo = "0",
                range = "0 to 65535")
        int port,

        @Setting(
                value =
                        "What is spoken to them. With https the name is asked for (SNI) and certificates must bear it, unless the pool's tls.serverName says another.",
                defaultsTo = "http",
                range = "http, https")
        Scheme scheme,

        @Setting(
                value =
                        "Name servers, such as 10.0.0.2:53, asked in this order until one answers; without any, those of the system.",
                defaultsTo = "[]")
        List<Address> resolver,

        @Setting(
                value = "The least time from one look to the next, however short the answer's TTL.",
                defaultsTo = "5s",
                range = "1s to 1h")
        Duration minInterval,

        @Setting(
                value = "The longest time from one look to the next, however long the answer's TTL.",
                defaultsTo = "5m",
                range = "1s to 1d")
        Duration maxInterval,

        @Setting(value = "What the backends are besides their addresses.", defaultsTo = "{}")
        BackendTemplate template) {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    /** Which records are asked for. */
    public enum Type {
        A,
        AAAA,
        BOTH,
        SRV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is spoken to what is found. */
    public enum Scheme {
        HTTP,
        HTTPS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DnsDiscovery {
        resolver = List.copyOf(resolver);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        new Checks()
                .require(
                        isName(name),
                        "name",
                        "\"" + name + "\" is not a name",
                        "write a whole one such as shop.internal, and addresses under backends")
                .range(port, 0, 65_535, "port")
                .requireTogether(type != Type.SRV || port == 0, "port", "is told by the records of srv", "leave it out")
                .range(minInterval, Duration.ofSeconds(1), Duration.ofHours(1), "minInterval")
                .range(maxInterval, Duration.ofSeconds(1), Duration.ofDays(1), "maxInterval")
                .requireTogether(
                        minInterval.compareTo(maxInterval) <= 0,
                        "maxInterval",
                        "is shorter than minInterval",
                        "write a longer one")
                .unique(resolver, Address::toString, "resolver", "")
                .done();
    }

    /** Where they listen. */
    public int portInUse() {
        return port > 0 ? port : scheme == Scheme.HTTPS ? 443 : 80;
    }

    /**
     * The name that certificates are checked for: the domain that was asked for, never a host that only the answer names
     * (RFC 6125, section 6.2.1).
     */
    public String serverName() {
        String rest = name;
        while (type == Type.SRV && rest.startsWith("_") && rest.indexOf('.') > 0) {
            rest = rest.substring(rest.indexOf('.') + 1);
        }
        return rest;
    }

    private static boolean isName(String text) {
        String[] labels = text.split("\\.", -1);
        for (String label : labels) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || !label.chars().allMatch(DnsDiscovery::isOfName)) {
                return false;
            }
        }
        return text.length() <= LONGEST_NAME
                && !labels[labels.length - 1].chars().allMatch(Character::isDigit);
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
