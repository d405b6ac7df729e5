package io.tollgate.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** How a pool's backends are asked whether they are well. */
public record ProbeSpec(
        @Setting(
                value =
                        "http sends a GET and judges the status; tcp only connects; grpc asks the health service of gRPC; none believes in all.",
                defaultsTo = "http",
                range = "http, tcp, grpc, none")
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
                value =
                        "The Host field of an http probe, or the authority of a grpc one; empty takes the backend's own host and port.",
                defaultsTo = "\"\"")
        String host,

        @Setting(
                value = "The port of the backend's host that is asked; 0 for the backend's own.",
                defaultsTo = "0",
                range = "0 to 65535")
        int port,

        @Setting(value = "Further fields of an http or grpc probe, such as Authorization.", defaultsTo = "{}")
        Map<String, String> headers,

        @Setting(
                value =
                        "A text that the first 64 KiB of a good http answer must hold, as it stands there in UTF-8; empty for any.",
                defaultsTo = "\"\"")
        String body,

        @Setting(
                value = "The service that a grpc probe asks about, such as shop.v1.Cart; empty for the whole server.",
                defaultsTo = "\"\"",
                range = "up to 256 characters")
        String service) {
    private static final int LONGEST_BODY = 1024;
    private static final int LONGEST_SERVICE = 256;
    private static final String ROOT = "/";
    private static final StatusRange GOOD = new StatusRange(200, 399);

    /** The kinds of probe. */
    public enum Type {
        HTTP,
        TCP,
        GRPC,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ProbeSpec {
        headers = Map.copyOf(headers);
        Checks checks = new Checks();
        headers.forEach((name, value) -> HeaderEdits.line(checks, "headers", name, value, "write host beside headers"));
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
                .require(
                        service.length() <= LONGEST_SERVICE && service.chars().allMatch(c -> c > 0x20 && c < 0x7f),
                        "service",
                        "\"" + service + "\" is not a service",
                        "write its full name as in the .proto file, such as shop.v1.Cart")
                .requireTogether(
                        service.isEmpty() || type == Type.GRPC,
                        "service",
                        "stands beside type " + type,
                        "write type: grpc, or leave it out");
        if (type == Type.GRPC) {
            onlyOfGrpc(checks, path, expect, body, headers);
        } else if (type != Type.HTTP) {
            onlyOfRequests(checks, type, path, expect, host, headers, body);
            checks.requireTogether(
                    port == 0 || type != Type.NONE, "port", "stands beside type none", "leave it out, for nobody asks");
        }
        checks.done();
    }

    private static void onlyOfGrpc(
            Checks checks, String path, StatusRange expect, String body, Map<String, String> headers) {
        String beside = "stands beside type grpc";
        checks.requireTogether(path.equals(ROOT), "path", beside, "leave it out, for service says what is asked about")
                .requireTogether(
                        expect.equals(GOOD), "expect", beside, "leave it out, for the answer itself says who is well")
                .requireTogether(
                        body.isEmpty(), "body", beside, "leave it out, for the answer itself says who is well");
        headers.keySet()
                .forEach(name -> checks.requireTogether(
                        !ofGrpcItself(name.toLowerCase(Locale.ROOT)),
                        "headers." + name,
                        "\"" + name + "\" is of gRPC itself",
                        "leave it out, for Tollgate writes it"));
    }

    private static void onlyOfRequests(
            Checks checks,
            Type type,
            String path,
            StatusRange expect,
            String host,
            Map<String, String> headers,
            String body) {
        String beside = "stands beside type " + type;
        String fix = "write type: http, or leave it out";
        checks.requireTogether(path.equals(ROOT), "path", beside, fix)
                .requireTogether(expect.equals(GOOD), "expect", beside, fix)
                .requireTogether(host.isEmpty(), "host", beside, fix)
                .requireTogether(headers.isEmpty(), "headers", beside, fix)
                .requireTogether(body.isEmpty(), "body", beside, fix);
    }

    private static boolean ofGrpcItself(String field) {
        return field.startsWith("grpc-") || field.equals("content-type");
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
        this(type, path, interval, timeout, rise, fall, expect, host, 0, Map.of(), "", "");
    }

    /** Whom it asks about the backend of that address, whose certificates bear the same name on every port. */
    public BackendUrl target(BackendUrl backend) {
        return port == 0 ? backend : new BackendUrl(backend.scheme(), backend.host(), port, backend.serverName());
    }
}
