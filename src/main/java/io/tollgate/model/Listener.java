package io.tollgate.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** An address that takes traffic. The runnable jar opens it; in a servlet container the container does. */
public record Listener(
        @Setting("Names the listener in logs.") String id,

        @Setting(value = "Where to listen, such as 0.0.0.0:8080 or [::]:8080; port 0 takes any free one.")
        Address address,

        @Setting(value = "What is spoken there.", defaultsTo = "[http1, h2c]", range = "http1, h2c")
        List<Protocol> protocols,

        @Setting(
                value =
                        "How long a client may be silent: between two requests, within one, or while it takes nothing of an"
                                + " answer. While a backend is waited for it does not count.",
                defaultsTo = "60s",
                range = "100ms to 1d")
        Duration idle,

        @Setting(value = "How large requests may be here, where it is not as everywhere.", defaultsTo = "{}")
        OwnLimits limits) {

    /** Protocols of a listener. */
    public enum Protocol {
        HTTP1,
        H2C;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Listener {
        protocols = List.copyOf(protocols);
        new Checks()
                .id(id)
                .require(
                        protocols.contains(Protocol.HTTP1),
                        "protocols",
                        "http1 is missing",
                        "write [http1] or [http1, h2c]")
                .range(idle, Duration.ofMillis(100), Duration.ofDays(1), "idle")
                .unique(protocols, Protocol::toString, "protocols", "")
                .done();
    }

    /** The same with the limits of another: what may change while it is open. */
    public Listener limitedAs(Listener other) {
        return new Listener(id, address, protocols, other.idle, other.limits);
    }
}
