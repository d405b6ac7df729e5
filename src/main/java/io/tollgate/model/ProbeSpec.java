package io.tollgate.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** How a pool's backends are asked whether they are well. */
public record ProbeSpec(
        @Setting(
                value = "http sends a GET and judges the status; tcp only connects; none believes in all.",
                defaultsTo = "http",
                range = "http, tcp, none")
        Type type,

        @Setting(value = "What an http probe asks for.", defaultsTo = "/")
        String path,

        @Setting(value = "From one probe to the next; spread by 10 %.", defaultsTo = "5s", range = "100ms to 1h")
        Duration interval,

        @Setting(value = "How long an answer may take.", defaultsTo = "2s", range = "10ms to 1m")
        Duration timeout,

        @Setting(value = "Good results in a row that make a backend up.", defaultsTo = "2", range = "1 to 100")
        int rise,

        @Setting(value = "Bad results in a row that make a backend down.", defaultsTo = "3", range = "1 to 100")
        int fall,

        @Setting(value = "The statuses that are good, such as 200-399 or 204.", defaultsTo = "200-399")
        StatusRange expect,

        @Setting(
                value = "The Host field of an http probe; empty takes the backend's own host and port.",
                defaultsTo = "\"\"")
        String host,

        @Setting(
                value = "The port of the backend's host that is asked; 0 for the backend's own.",
                defaultsTo = "0",
                range = "0 to 65535")
        int port,

        @Setting(value = "Further fields of an http probe, such as Authorization.", defaultsTo = "{}")
        Map<String, String> headers,

        @Setting(
                value =
                        "A text that the first 64 KiB of a good http answer must hold, as it stands there in UTF-8; empty for any.",
                defaultsTo = "\"\"")
        String body) {
    private static final int LONGEST_BODY = 1024;

    /** The kinds of probe. */
    public enum Type {
        HTTP,
        TCP,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ProbeSpec {
        headers = Map.copyOf(headers);
        Checks checks = new Checks();
        headers.forEach((name, value) -> HeaderEdits.line(checks, "headers", name, value));
        checks.require(
                        path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#'),
                        "path",
                        "\"" + path + "\" is not a path",
                        "write a path that begins with /, percent-encoded where needed")
                .range(interval, Duration.ofMillis(100), Duration.ofHours(1), "interval")
                .range(timeout, Duration.ofMillis(10), Duration.ofMinutes(1), "timeout")
                .range(rise, 1, 100, "rise")
                .range(fall, 1, 100, "fall")
                .require(
                        host.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '/'),
                        "host",
                        "\"" + host + "\" is not a host",
                        "write a host name, with a port if the backend wants one")
                .range(port, 0, 65_535, "port")
                .require(
                        body.length() <= LONGEST_BODY,
                        "body",
                        body.length() + " characters are too many",
                        "write at most " + LONGEST_BODY)
                .done();
    }

    /** One that asks the backend's own port, and judges the status alone. */
    public ProbeSpec(
            Type type,
            String path,
            Duration interval,
            Duration timeout,
            int rise,
            int fall,
            StatusRange expect,
            String host) {
        this(type, path, interval, timeout, rise, fall, expect, host, 0, Map.of(), "");
    }

    /** Whom it asks about the backend of that address. */
    public BackendUrl target(BackendUrl backend) {
        return port == 0 ? backend : new BackendUrl(backend.scheme(), backend.host(), port);
    }
}
