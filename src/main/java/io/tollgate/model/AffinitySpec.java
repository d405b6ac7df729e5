package io.tollgate.model;

import java.time.Duration;
import java.util.Locale;

/** Whether and how a caller stays with its backend. */
@Shorthand("type")
public record AffinitySpec(
        @Setting(
                value =
                        "none: each request is picked anew. cookie: a sealed cookie of Tollgate's own ties the caller. app-cookie: the application's own session does, by its cookie or as a path parameter. source: the caller's address does.",
                defaultsTo = "none",
                range = "none, cookie, app-cookie, source")
        Type type,

        @Setting(
                value = "The cookie's name; for app-cookie the application's, such as JSESSIONID.",
                defaultsTo = "TOLLGATE")
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
        SameSite sameSite,

        @Setting(
                value =
                        "What becomes of a caller whose backend is down or ejected. move: another serves it, and it is tied to that one. refuse: it gets 503 until its own is back.",
                defaultsTo = "move",
                range = "move, refuse")
        WhenDown whenDown,

        @Setting(
                value =
                        "Of app-cookie: the name of a sealed cookie of Tollgate's own, by which its ties survive a restart; empty for none.",
                defaultsTo = "TOLLGATE")
        String companion,

        @Setting(
                value = "The Domain attribute of Tollgate's own cookie; empty for the host that the client asked.",
                defaultsTo = "\"\"")
        String domain,

        @Setting(value = "The Path attribute of Tollgate's own cookie.", defaultsTo = "/")
        String path,

        @Setting(
                value =
                        "Whether Tollgate's own cookie is kept apart by the site it is embedded in (CHIPS); only where it is Secure.",
                defaultsTo = "false")
        boolean partitioned) {
    private static final String WRITE_NAME = "write 1 to 64 letters, digits, '-' or '_'";
    private static final String OWN_NAME = "TOLLGATE";
    private static final String WHOLE_SITE = "/";

    /** The kinds of affinity. */
    public enum Type {
        NONE,
        COOKIE,
        APP_COOKIE,
        SOURCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What becomes of a caller whose backend cannot serve. */
    public enum WhenDown {
        MOVE,
        REFUSE;

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
        Checks checks = new Checks()
                .require(cookieName(name), "name", "\"" + name + "\" is not a cookie name", WRITE_NAME)
                .require(
                        companion.isEmpty() || cookieName(companion),
                        "companion",
                        "\"" + companion + "\" is not a cookie name",
                        WRITE_NAME)
                .require(
                        domain.isEmpty() || MatchSpec.hostName(domain),
                        "domain",
                        "\"" + domain + "\" is not a domain",
                        "write one such as example.com, in lower case, or \"\" for the host that the client asked")
                .require(
                        path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ';'),
                        "path",
                        "\"" + path + "\" is not a path",
                        "write one that begins with /, such as /shop")
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
                .requireTogether(
                        !partitioned || secure != Secure.NEVER,
                        "secure",
                        "browsers refuse Partitioned without Secure",
                        "write auto or always");
        if (type == Type.APP_COOKIE) {
            checks.requireTogether(
                            !name.equals(OWN_NAME),
                            "name",
                            "the application's cookie is not named",
                            "write its name, such as JSESSIONID, PHPSESSID or connect.sid")
                    .requireTogether(
                            !name.equals(companion) || name.equals(OWN_NAME),
                            "companion",
                            "the name of the application's own cookie",
                            "write another, or \"\" for none");
        } else {
            checks.requireTogether(
                    companion.equals(OWN_NAME),
                    "companion",
                    "stands beside type " + type,
                    "write type: app-cookie, or leave it out");
        }
        if (type == Type.SOURCE) {
            String fix = "leave it out, for no cookie is set";
            String beside = "stands beside type source";
            checks.requireTogether(name.equals(OWN_NAME), "name", beside, fix)
                    .requireTogether(domain.isEmpty(), "domain", beside, fix)
                    .requireTogether(path.equals(WHOLE_SITE), "path", beside, fix)
                    .requireTogether(!partitioned, "partitioned", beside, fix);
        }
        checks.done();
    }

    /** One whose cookie is for all of the host that the client asked, and whose callers move when their backend is down. */
    public AffinitySpec(Type type, String name, Duration idle, Duration max, Secure secure, SameSite sameSite) {
        this(type, name, idle, max, secure, sameSite, WhenDown.MOVE, OWN_NAME, "", WHOLE_SITE, false);
    }

    /** The name of the cookie that Tollgate itself sets and backends do not see; empty when it sets none. */
    public String ownCookie() {
        return switch (type) {
            case COOKIE -> name;
            case APP_COOKIE -> companion;
            case NONE, SOURCE -> "";
        };
    }

    private static boolean cookieName(String name) {
        return HttpToken.valid(name) && name.length() <= 64;
    }
}
