package io.tollgate.model;

import java.time.Duration;
import java.util.Locale;

/** Whether and how a caller stays with its backend. */
@Shorthand("type")
public record AffinitySpec(
        @Setting(
                value = "none: each request is picked anew. cookie: a sealed cookie of Tollgate's own ties the caller.",
                defaultsTo = "none",
                range = "none, cookie")
        Type type,

        @Setting(value = "The cookie's name.", defaultsTo = "TOLLGATE")
        String name,

        @Setting(
                value = "How long a tie lasts without a request; also what makes a caller a session.",
                defaultsTo = "30m",
                range = "1s to 30d")
        Duration idle,

        @Setting(value = "How long a tie lasts at most.", defaultsTo = "12h", range = "1s to 365d")
        Duration max,

        @Setting(
                value = "The cookie's Secure attribute; auto follows the client's scheme.",
                defaultsTo = "auto",
                range = "auto, always, never")
        Secure secure,

        @Setting(value = "The cookie's SameSite attribute.", defaultsTo = "Lax", range = "Lax, Strict, None")
        SameSite sameSite) {

    /** The kinds of affinity. */
    public enum Type {
        NONE,
        COOKIE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When the cookie is marked Secure. */
    public enum Secure {
        AUTO,
        ALWAYS,
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** RFC 6265bis, section 5.6.7. */
    public enum SameSite {
        LAX("Lax"),
        STRICT("Strict"),
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public AffinitySpec {
        new Checks()
                .require(
                        HttpToken.valid(name) && name.length() <= 64,
                        "name",
                        "\"" + name + "\" is not a cookie name",
                        "write 1 to 64 letters, digits, '-' or '_'")
                .range(idle, Duration.ofSeconds(1), Duration.ofDays(30), "idle")
                .range(max, Duration.ofSeconds(1), Duration.ofDays(365), "max")
                .requireTogether(
                        max.compareTo(idle) >= 0,
                        "max",
                        "shorter than idle",
                        "write at least " + Durations.format(idle))
                .requireTogether(
                        sameSite != SameSite.NONE || secure != Secure.NEVER,
                        "secure",
                        "browsers refuse SameSite=None without Secure",
                        "write auto or always")
                .done();
    }
}
