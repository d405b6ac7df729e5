package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawSocket;
import java.util.List;

/** Whom a request comes from: told by Tollgate, and by others only where they are trusted. */
final class ForwardedFor implements Family {
    private static final String FORWARDED = "RFC 7239, 4";
    private static final String TRUST = "RFC 7239, 8.1";

    @Override
    public String subject() {
        return "Forwarded and X-Forwarded-*";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                says("forwarded-for", "The caller's address.", "X-Forwarded-For", "127.0.0.1"),
                says("forwarded-proto", "The scheme.", "X-Forwarded-Proto", "http"),
                says("forwarded-host", "The host that was asked for.", "X-Forwarded-Host", "a.test"),
                new Case(
                        "forwarded-port",
                        FORWARDED,
                        "Told to the backend: The port that was asked.",
                        scene -> assertEquals(
                                List.of(String.valueOf(scene.stand().port())),
                                scene.forward(request("GET /")).all("X-Forwarded-Port"))),
                says(
                        "forwarded-standard",
                        "All of it in the standard's form.",
                        "Forwarded",
                        "for=127.0.0.1;host=a.test;proto=http"),
                new Case("forwarded-host-port", "RFC 7239, 5.3", "A host with a port is quoted.", scene -> {
                    Message seen = scene.forward(RawSocket.lines("GET / HTTP/1.1", "Host: a.test:81"));
                    assertEquals(List.of("for=127.0.0.1;host=\"a.test:81\";proto=http"), seen.all("Forwarded"));
                    assertEquals(List.of("a.test:81"), seen.all("X-Forwarded-Host"));
                }),
                new Case(
                        "forwarded-host-ipv6",
                        "RFC 7239, 5.3",
                        "So is a host that is an IPv6 address.",
                        scene -> assertEquals(
                                List.of("for=127.0.0.1;host=\"[::1]\";proto=http"),
                                scene.forward(RawSocket.lines("GET / HTTP/1.1", "Host: [::1]"))
                                        .all("Forwarded"))),
                new Case(
                        "forwarded-absolute",
                        FORWARDED,
                        "The host of an absolute form is told as any.",
                        scene -> assertEquals(
                                List.of("b.test"),
                                scene.forward(RawSocket.lines("GET http://b.test/ HTTP/1.1", "Host: b.test"))
                                        .all("X-Forwarded-Host"))),
                ignored("forwarded-for-stranger", "X-Forwarded-For", "X-Forwarded-For: 6.6.6.6", "127.0.0.1"),
                ignored("forwarded-proto-stranger", "X-Forwarded-Proto", "X-Forwarded-Proto: https", "http"),
                ignored("forwarded-host-stranger", "X-Forwarded-Host", "X-Forwarded-Host: evil", "a.test"),
                ignored(
                        "forwarded-standard-stranger",
                        "Forwarded",
                        "Forwarded: for=6.6.6.6;proto=https",
                        "for=127.0.0.1;host=a.test;proto=http"),
                ignored("forwarded-case-stranger", "X-Forwarded-For", "x-FORWARDED-for: 6.6.6.6", "127.0.0.1"),
                new Case(
                        "forwarded-lines-stranger",
                        TRUST,
                        "A stranger's several lines are not believed.",
                        scene -> assertEquals(
                                List.of("127.0.0.1"),
                                scene.forward(request("GET /", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 7.7.7.7"))
                                        .all("X-Forwarded-For"))),
                new Case(
                        "forwarded-port-stranger",
                        TRUST,
                        "A stranger's X-Forwarded-Port is not believed.",
                        scene -> assertEquals(
                                List.of(String.valueOf(scene.stand().port())),
                                scene.forward(request("GET /", "X-Forwarded-Port: 1"))
                                        .all("X-Forwarded-Port"))),
                new Case(
                        "forwarded-line-stranger",
                        "RFC 3875, 4.1.18",
                        "A stranger's X_Forwarded_For, which CGI takes for the same, reaches nobody.",
                        scene -> assertEquals(
                                List.of(),
                                scene.forward(request("GET /", "X_Forwarded_For: 6.6.6.6"))
                                        .all("X_Forwarded_For"))),
                new Case("forwarded-id-stranger", TRUST, "A stranger's X-Request-Id is not believed.", scene -> {
                    List<String> ids = scene.forward(request("GET /", "X-Request-Id: mine"))
                            .all("X-Request-Id");
                    assertEquals(1, ids.size());
                    assertTrue(!ids.contains("mine"), "believed");
                }),
                trusted(
                        "forwarded-for-trusted",
                        "To a proxy's list its own address is added.",
                        "X-Forwarded-For",
                        "192.0.2.1, 127.0.0.2",
                        "X-Forwarded-For: 192.0.2.1"),
                trusted(
                        "forwarded-for-trusted-list",
                        "A list stays in its order.",
                        "X-Forwarded-For",
                        "192.0.2.1, 192.0.2.2, 127.0.0.2",
                        "X-Forwarded-For: 192.0.2.1, 192.0.2.2"),
                trusted(
                        "forwarded-for-trusted-lines",
                        "Several lines are one list.",
                        "X-Forwarded-For",
                        "192.0.2.1, 192.0.2.2, 127.0.0.2",
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Forwarded-For: 192.0.2.2"),
                trusted(
                        "forwarded-for-trusted-none",
                        "A proxy that names nobody is named itself.",
                        "X-Forwarded-For",
                        "127.0.0.2"),
                trusted(
                        "forwarded-proto-trusted",
                        "The scheme that a proxy names passes.",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Proto: https"),
                trusted(
                        "forwarded-host-trusted",
                        "So does the host.",
                        "X-Forwarded-Host",
                        "shop.test",
                        "X-Forwarded-Host: shop.test"),
                trusted(
                        "forwarded-port-trusted",
                        "So does the port.",
                        "X-Forwarded-Port",
                        "443",
                        "X-Forwarded-Port: 443"),
                trusted(
                        "forwarded-id-trusted",
                        "So does the request's id.",
                        "X-Request-Id",
                        "abc-123",
                        "X-Request-Id: abc-123"),
                trusted(
                        "forwarded-standard-trusted",
                        "To the standard's form an element is added, and each says how the client asked.",
                        "Forwarded",
                        "for=192.0.2.1;host=a.test;proto=https, for=127.0.0.2;host=a.test;proto=https",
                        "Forwarded: for=192.0.2.1;proto=https"),
                trusted(
                        "forwarded-standard-quoted",
                        "Its quoted strings are read.",
                        "Forwarded",
                        "for=\"[2001:db8::1]\";host=\"shop.test:81\";proto=http,"
                                + " for=127.0.0.2;host=\"shop.test:81\";proto=http",
                        "Forwarded: for=\"[2001:db8::1]:4711\";by=\"a,b;for=c\";host=\"shop.test:81\""),
                trusted(
                        "forwarded-standard-to-list",
                        "What one form says, the other says too: by Forwarded alone.",
                        "X-Forwarded-Proto",
                        "https",
                        "Forwarded: for=192.0.2.1;proto=https"),
                trusted(
                        "forwarded-list-to-standard",
                        "What one form says, the other says too: by X-Forwarded-* alone.",
                        "Forwarded",
                        "for=192.0.2.1;host=shop.test;proto=https, for=127.0.0.2;host=shop.test;proto=https",
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: shop.test"),
                trusted(
                        "forwarded-both",
                        "Where both forms come, Forwarded is not believed: a client may have written it.",
                        "X-Forwarded-Proto",
                        "http",
                        "X-Forwarded-For: 192.0.2.1",
                        "Forwarded: for=192.0.2.1;proto=https"),
                new Case(
                        "forwarded-prefix-stranger",
                        TRUST,
                        "A stranger's X-Forwarded-Prefix is not believed.",
                        scene -> assertEquals(
                                List.of(),
                                scene.forward(request("GET /", "X-Forwarded-Prefix: /a"))
                                        .all("X-Forwarded-Prefix"))),
                new Case("forwarded-others", "RFC 9110, 7.6", "Fields with like names pass.", scene -> {
                    List<String> lines = List.of("X-Forwarded-Server: a", "X-Forwarded: b", "Forwarded-For: c");
                    Message seen = scene.forward(request("GET /", lines.toArray(String[]::new)));
                    assertEquals(lines.stream().map(Message::lower).toList(), seen.named(lines));
                }));
    }

    private static Case says(String id, String what, String name, String expected) {
        return new Case(
                id,
                FORWARDED,
                "Told to the backend: " + what,
                scene -> assertEquals(
                        List.of(expected), scene.forward(request("GET /")).all(name)));
    }

    private static Case ignored(String id, String name, String line, String expected) {
        String claimed = line.substring(0, line.indexOf(':'));
        return new Case(
                id,
                TRUST,
                "A stranger's " + claimed + " is not believed.",
                scene -> assertEquals(
                        List.of(expected), scene.forward(request("GET /", line)).all(name)));
    }

    private static Case trusted(String id, String sentence, String name, String expected, String... lines) {
        return new Case(
                id,
                FORWARDED,
                sentence,
                scene -> assertEquals(
                        expected,
                        String.join(
                                ", ",
                                scene.forward(scene.connectTrusted(), request("GET /", lines))
                                        .all(name))));
    }
}
