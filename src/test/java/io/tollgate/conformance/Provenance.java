package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.RawSocket;
import java.util.List;
import java.util.regex.Pattern;

/** Date, Server and Via. */
final class Provenance implements Family {
    private static final String DATE = "RFC 9110, 6.6.1";
    private static final String SERVER = "RFC 9110, 10.2.4";
    private static final String VIA = "RFC 9110, 7.6.3";
    private static final Pattern A_DATE =
            Pattern.compile("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");

    @Override
    public String subject() {
        return "Date, Server and Via";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                once(
                        "date-once",
                        DATE,
                        "The backend's date passes and is the only one.",
                        "200",
                        "Date: Sun, 06 Nov 1994 08:49:37 GMT"),
                once("date-bad", DATE, "So does one that is none.", "200", "Date: yesterday"),
                once("date-error", DATE, "So does that of an error.", "500", "Date: Sun, 06 Nov 1994 08:49:37 GMT"),
                once("date-304", DATE, "So does that of 304.", "304", "Date: Sun, 06 Nov 1994 08:49:37 GMT"),
                new Case("date-added", DATE, "An answer without one gets one.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 200 OK\r\n" + sized("a"));
                    assertEquals(1, answer.all("Date").size());
                    assertTrue(A_DATE.matcher(answer.all("Date").get(0)).matches(), answer::toString);
                }),
                new Case("date-own", DATE, "Tollgate's own errors have one.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.NOBODY, "GET /"));
                    assertEquals(1, Message.answer(client, "GET").all("Date").size());
                }),
                once(
                        "server-once",
                        SERVER,
                        "The backend's Server passes and is the only one.",
                        "200",
                        "Server: a/1 (b) c"),
                once("server-error", SERVER, "So does that of an error.", "404", "Server: a/1"),
                once("server-powered", "RFC 9110, 7.6", "So does X-Powered-By.", "200", "X-Powered-By: a"),
                new Case("server-none", SERVER, "None is made up where the backend names none.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 200 OK\r\n" + sized("a"));
                    assertEquals(List.of(), answer.all("Server"));
                    assertEquals(List.of(), answer.all("X-Powered-By"));
                }),
                new Case(
                        "via-request",
                        VIA,
                        "The backend is told of Tollgate and the client's version.",
                        scene -> assertEquals(
                                List.of("1.1 tollgate"),
                                scene.forward(request("GET /")).all("Via"))),
                new Case(
                        "via-old-client",
                        VIA,
                        "The version is 1.0 for a client of HTTP/1.0.",
                        scene -> assertEquals(
                                List.of("1.0 tollgate"),
                                scene.forward(RawSocket.lines("GET / HTTP/1.0", "Host: a.test"))
                                        .all("Via"))),
                new Case(
                        "via-appended",
                        VIA,
                        "What proxies before have said stays before it.",
                        scene -> assertEquals(
                                "1.0 a, 1.1 b (c, d), 1.1 tollgate",
                                String.join(
                                        ", ",
                                        scene.forward(request("GET /", "Via: 1.0 a", "Via: 1.1 b (c, d)"))
                                                .all("Via")))),
                new Case("via-answer", VIA, "What the backend says of proxies behind it passes.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 200 OK\r\nVia: 1.1 a\r\nVia: 1.0 b\r\n" + sized("a"));
                    assertTrue(String.join(", ", answer.all("Via")).startsWith("1.1 a, 1.0 b"), answer::toString);
                }),
                new Case("request-id", "RFC 9110, 7.6", "Each request has an id of its own.", scene -> {
                    String first = scene.forward(request("GET /")).first("X-Request-Id");
                    String second = scene.forward(request("GET /")).first("X-Request-Id");
                    assertNotNull(first);
                    assertNotNull(second);
                    assertTrue(!first.equals(second), "the same twice: " + first);
                }));
    }

    private static Case once(String id, String section, String sentence, String status, String line) {
        String name = line.substring(0, line.indexOf(':'));
        return new Case(id, section, sentence, scene -> {
            Message answer = scene.answer("HTTP/1.1 " + status + " Status\r\n" + line + "\r\n"
                    + (status.equals("304") ? "\r\n" : sized("a")));
            assertEquals(List.of(line.substring(name.length() + 2)), answer.all(name));
        });
    }
}
