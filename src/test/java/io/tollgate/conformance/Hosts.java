package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawSocket;
import java.util.List;

/** The Host field. */
final class Hosts implements Family {
    private static final String HOST = "RFC 9110, 7.2";
    private static final String BAD = "RFC 9112, 3.2";

    @Override
    public String subject() {
        return "Host";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                passes("host-name", "A name passes.", "shop.example"),
                passes("host-port", "A port passes with its name.", "shop.example:8080"),
                passes("host-default-port", "The usual port is not taken away.", "shop.example:80"),
                passes("host-case", "A name passes in its letters.", "SHOP.Example"),
                passes("host-dot", "A name with a dot at its end passes.", "shop.example."),
                passes("host-underscore", "A name with an underscore passes.", "my_shop.example"),
                passes("host-punycode", "A name in Punycode passes.", "xn--bcher-kva.example"),
                passes("host-single-label", "A name of one label passes.", "localhost"),
                passes("host-digits", "A name of digits passes.", "1a.2b"),
                passes("host-ipv4", "An IPv4 address passes.", "192.0.2.7:81"),
                passes("host-ipv6", "An IPv6 address passes.", "[2001:db8::1]"),
                passes("host-ipv6-port", "An IPv6 address with a port passes.", "[2001:db8::1]:8080"),
                new Case("host-first", HOST, "The backend gets Host before all other fields.", scene -> {
                    Message seen =
                            scene.forward(RawSocket.lines("GET / HTTP/1.1", "X-First: 1", "Accept: a", "Host: a.test"));
                    assertEquals("Host: a.test", seen.head().fields().lines().get(0));
                }),
                new Case(
                        "host-name-case",
                        "RFC 9110, 5.1",
                        "The field is known in any case, and is there once.",
                        scene -> assertEquals(
                                List.of("a.test"),
                                scene.forward(RawSocket.lines("GET / HTTP/1.1", "hOST: a.test"))
                                        .all("Host"))),
                new Case(
                        "host-space",
                        "RFC 9112, 5.1",
                        "White space around the value is no part of it.",
                        scene -> assertEquals(
                                List.of("a.test"),
                                scene.forward(RawSocket.lines("GET / HTTP/1.1", "Host: \t a.test \t"))
                                        .all("Host"))),
                new Case(
                        "host-old-client",
                        HOST,
                        "A client of HTTP/1.0 need not send it, and the backend gets one all the same.",
                        scene -> assertEquals(
                                1,
                                scene.forward("GET / HTTP/1.0\r\n\r\n")
                                        .all("Host")
                                        .size())),
                new Case(
                        "host-not-the-backends",
                        HOST,
                        "It is the client's, not the backend's address.",
                        scene -> assertTrue(scene.forward(Scene.request("GET /")).all("Host").stream()
                                .noneMatch(host -> scene.backend().url().endsWith(host)))),
                refused("host-none", "Without it a request is refused."),
                refused("host-two", "Two of them are refused.", "Host: a.test", "Host: b.test"),
                refused("host-twice", "The same twice is refused.", "Host: a.test", "Host: a.test"),
                refused("host-list", "A list is refused.", "Host: a.test, b.test"),
                refused("host-inner-space", "A space within is refused.", "Host: a b"),
                refused("host-path", "A slash is refused.", "Host: a.test/b"),
                refused("host-user", "A user's name is refused.", "Host: user@a.test"),
                refused("host-query", "A question mark is refused.", "Host: a.test?b"),
                refused("host-bad-port", "A port that is no number is refused.", "Host: a.test:b"),
                refused("host-bad-ipv6", "Half a bracket is refused.", "Host: [::1"),
                refused("host-bare-ipv6", "An IPv6 address without brackets is refused.", "Host: ::1"));
    }

    private static Case passes(String id, String sentence, String host) {
        return new Case(
                id,
                HOST,
                sentence,
                scene -> assertEquals(
                        List.of(host),
                        scene.forward(RawSocket.lines("GET / HTTP/1.1", "Host: " + host))
                                .all("Host")));
    }

    private static Case refused(String id, String sentence, String... lines) {
        String fields = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return new Case(id, BAD, sentence, scene -> scene.refused("GET / HTTP/1.1\r\n" + fields + "\r\n", 400));
    }
}
