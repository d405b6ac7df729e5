package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawSocket;
import java.util.Arrays;
import java.util.List;

/** Cookies both ways; Tollgate's own is nobody else's. */
final class Cookies implements Family {
    private static final String COOKIE = "RFC 6265, 4.2.1";
    private static final String SET = "RFC 6265, 4.1.1";
    private static final String FOLD = "RFC 6265, 3";

    @Override
    public String subject() {
        return "Cookies";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                sent("cookie-one", COOKIE, "One cookie.", "Cookie: a=1"),
                sent("cookie-several", COOKIE, "Several cookies.", "Cookie: a=1; b=2; c=3"),
                sent("cookie-quoted", COOKIE, "Quotation marks.", "Cookie: a=\"q v\"; b=\"2\""),
                sent("cookie-comma", COOKIE, "Commas.", "Cookie: a=1,2; b=3"),
                sent("cookie-equals", COOKIE, "Equals signs in a value.", "Cookie: a=b=c==; d="),
                sent("cookie-spaces", COOKIE, "Odd spaces.", "Cookie: a=1;b=2;  c=3 ;d=4"),
                sent("cookie-no-value", COOKIE, "What has no name or no value.", "Cookie: a; =b; ;"),
                sent("cookie-same", COOKIE, "The same name twice.", "Cookie: a=1; a=2"),
                sent("cookie-high", COOKIE, "Bytes above 127.", "Cookie: a=caf\u00e9"),
                sent("cookie-json", COOKIE, "What is no cookie's value.", "Cookie: a={\"b\":[1, 2]}|c"),
                sent("cookie-long", COOKIE, "4,000 bytes.", "Cookie: a=" + "b".repeat(4_000)),
                sent("cookie-lines", "RFC 9110, 5.2", "Several lines.", "Cookie: a=1", "Cookie: b=2; c=3"),
                set("set-cookie-one", SET, "One cookie.", "Set-Cookie: a=1; Path=/; HttpOnly"),
                set(
                        "set-cookie-several",
                        FOLD,
                        "Several, each in its line and in order.",
                        "Set-Cookie: b=1",
                        "Set-Cookie: a=2",
                        "Set-Cookie: b=3"),
                set("set-cookie-quoted", SET, "Quotation marks.", "Set-Cookie: a=\"q v\"; Path=/"),
                set(
                        "set-cookie-expires",
                        SET,
                        "The comma in a date.",
                        "Set-Cookie: a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT"),
                set(
                        "set-cookie-case",
                        SET,
                        "The letters of attributes.",
                        "Set-Cookie: a=1; PATH=/; httponly; SameSite=lax"),
                set(
                        "set-cookie-unknown",
                        SET,
                        "Attributes that nobody knows.",
                        "Set-Cookie: a=1; Partitioned; Priority=High"),
                set("set-cookie-spaces", SET, "Odd spaces.", "Set-Cookie: a = 1 ;Path=/ ; Secure"),
                set("set-cookie-empty", SET, "An empty value.", "Set-Cookie: a=; Max-Age=0"),
                set("set-cookie-odd", SET, "What is no cookie.", "Set-Cookie: nonsense"),
                set("set-cookie-domain", SET, "A domain.", "Set-Cookie: a=1; Domain=.example.com"),
                new Case(
                        "tie-set",
                        "RFC 6265, 4.1.1",
                        "Tollgate's cookie comes beside the backend's, which stay as they are.",
                        scene -> {
                            RawSocket client = scene.connect();
                            Message answer = tied(scene, client, "", "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
                            List<String> cookies = answer.all("Set-Cookie");
                            assertEquals(
                                    List.of("a=1", "b=2"),
                                    cookies.stream()
                                            .filter(cookie -> !cookie.startsWith(Stand.TIE + "="))
                                            .toList());
                            assertEquals(3, cookies.size());
                        }),
                new Case(
                        "tie-not-forwarded",
                        "RFC 9110, 7.6",
                        "It does not reach the backend, and others beside it do.",
                        scene -> {
                            RawSocket client = scene.connect();
                            String tie = tied(scene, client, "", "")
                                    .all("Set-Cookie")
                                    .get(0)
                                    .split(";", 2)[0];
                            client.write(Scene.to(Stand.TIED, "GET /", "Cookie: a=\"1\"; " + tie + "; b=2"));
                            RawSocket connection = scene.asked(client);
                            assertEquals(
                                    List.of("a=\"1\"; b=2"),
                                    connection.head().fields().all("Cookie"));
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case("tie-alone", "RFC 9110, 7.6", "Where it was the only one, no empty line is left.", scene -> {
                    RawSocket client = scene.connect();
                    String tie =
                            tied(scene, client, "", "").all("Set-Cookie").get(0).split(";", 2)[0];
                    client.write(Scene.to(Stand.TIED, "GET /", "Cookie: " + tie));
                    RawSocket connection = scene.asked(client);
                    assertEquals(List.of(), connection.head().fields().all("Cookie"));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case("tie-like", "RFC 6265, 4.2.1", "A cookie whose name begins like it passes.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.TIED, "GET /", "Cookie: " + Stand.TIE + "R=1; X" + Stand.TIE + "=2"));
                    RawSocket connection = scene.asked(client);
                    assertEquals(
                            List.of(Stand.TIE + "R=1; X" + Stand.TIE + "=2"),
                            connection.head().fields().all("Cookie"));
                    connection.write(Scene.OK);
                    assertTrue(client.head().word(1).equals("200"));
                }));
    }

    /** An answer of the pool that ties. */
    private static Message tied(Scene scene, RawSocket client, String fields, String answer) throws Exception {
        client.write("GET / HTTP/1.1\r\nHost: " + Stand.TIED + "\r\n" + fields + "\r\n");
        RawSocket connection = scene.asked(client);
        connection.head();
        connection.write("HTTP/1.1 200 OK\r\n" + answer + sized("a"));
        Message message = Message.answer(client, "GET");
        scene.backend().done(connection);
        return message;
    }

    private static Case sent(String id, String section, String what, String... lines) {
        return new Case(
                id,
                section,
                "Passes to the backend: " + what,
                scene -> assertEquals(
                        Arrays.stream(lines).map(Message::lower).toList(),
                        scene.forward(request("GET /", lines)).named(List.of(lines))));
    }

    private static Case set(String id, String section, String what, String... lines) {
        return new Case(
                id,
                section,
                "Passes to the client: " + what,
                scene -> assertEquals(
                        List.of(lines),
                        scene.answer("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n" + sized("a"))
                                .only(List.of(lines))));
    }
}
