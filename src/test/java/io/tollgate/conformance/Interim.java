package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Answers before the answer. */
final class Interim implements Family {
    private static final String INTERIM = "RFC 9110, 15.2";
    private static final String HINTS = "RFC 8297, 2";
    private static final String HINT = RawSocket.lines("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload");

    @Override
    public String subject() {
        return "Interim answers";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("interim-103", HINTS, "103 passes, and the answer after it.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET").write(HINT + Scene.OK);
                    assertEquals("103", client.head().word(1));
                    assertEquals("200", client.head().word(1));
                }),
                new Case("interim-103-fields", HINTS, "Its fields pass, in order and to the letter.", scene -> {
                    List<String> lines =
                            List.of("Link: </a.css>; rel=preload", "link: </b.js>; rel=\"preload\"", "X-A: 1, 2");
                    RawSocket client = scene.connect();
                    scene.open(client, "GET")
                            .write("HTTP/1.1 103 Early Hints\r\n" + String.join("\r\n", lines) + "\r\n\r\n" + Scene.OK);
                    Head hints = client.head();
                    assertEquals("103", hints.word(1));
                    assertEquals(
                            lines,
                            hints.fields().lines().stream()
                                    .filter(lines::contains)
                                    .toList());
                }),
                new Case("interim-103-at-once", HINTS, "103 passes before there is an answer.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write(HINT);
                    assertEquals("103", client.head().word(1));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case("interim-103-not-the-answers", HINTS, "Its fields are not those of the answer.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET").write(HINT + Scene.OK);
                    assertEquals(List.of(), Message.answer(client, "GET").all("Link"));
                }),
                new Case("interim-103-twice", HINTS, "Two of them pass.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET").write(HINT + HINT + Scene.OK);
                    assertEquals("103", client.head().word(1));
                    assertEquals("103", client.head().word(1));
                    assertEquals("200", client.head().word(1));
                }),
                new Case("interim-103-body", HINTS, "The body of the answer is whole.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET").write(HINT + "HTTP/1.1 200 OK\r\n" + Scene.sized("hello"));
                    assertEquals("hello", Message.answer(client, "GET").body());
                }),
                new Case("interim-103-next", HINTS, "The next exchange on the connection is as any.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write(HINT + Scene.OK);
                    assertEquals("200", Message.answer(client, "GET").status());
                    scene.backend().done(connection);
                    scene.forward(client, request("GET /next"));
                }),
                before("interim-103-head", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", "200"),
                before("interim-103-204", "GET", "HTTP/1.1 204 No Content\r\n\r\n", "204"),
                before("interim-103-304", "GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", "304"),
                before("interim-103-404", "GET", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404"),
                before("interim-103-chunked", "GET", "HTTP/1.1 200 OK\r\n" + AnswerFraming.chunked("a"), "200"),
                before("interim-103-post", "POST", Scene.OK, "200"),
                passes("interim-100", "100 that nobody asked for passes, for it was not Tollgate that asked.", "100"),
                passes("interim-102", "102 passes.", "102"),
                passes("interim-104", "104 passes.", "104"),
                passes("interim-199", "An interim status that nobody knows passes.", "199"),
                new Case("interim-mixed", INTERIM, "Several of several kinds pass in their order.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET")
                            .write("HTTP/1.1 102 Processing\r\n\r\n" + HINT + "HTTP/1.1 102 Processing\r\n\r\n"
                                    + Scene.OK);
                    for (String status : List.of("102", "103", "102", "200")) {
                        assertEquals(status, client.head().word(1));
                    }
                }),
                new Case("interim-many", INTERIM, "Thirty of them pass.", scene -> {
                    RawSocket client = scene.connect();
                    scene.open(client, "GET").write(HINT.repeat(30) + Scene.OK);
                    for (int i = 0; i < 30; i++) {
                        assertEquals("103", client.head().word(1));
                    }
                    assertEquals("200", client.head().word(1));
                }),
                new Case("interim-old-client", INTERIM, "None reaches a client of HTTP/1.0.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(RawSocket.lines("GET / HTTP/1.0", "Host: a.test"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write(HINT + Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "interim-hop",
                        "RFC 9110, 7.6.1",
                        "Fields of the backend's connection stay also there.",
                        scene -> {
                            RawSocket client = scene.connect();
                            scene.open(client, "GET")
                                    .write(RawSocket.lines(
                                                    "HTTP/1.1 103 Early Hints",
                                                    "Connection: X-Hop",
                                                    "X-Hop: 1",
                                                    "Link: </a>")
                                            + Scene.OK);
                            Head hints = client.head();
                            assertEquals("103", hints.word(1));
                            assertEquals(List.of(), hints.fields().all("X-Hop"));
                            assertEquals(List.of(), hints.fields().all("Connection"));
                        }),
                new Case(
                        "interim-then-gone",
                        "RFC 9110, 15.6.3",
                        "A backend that ends after it is a bad gateway.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "POST");
                            connection.write(HINT);
                            connection.endOutput();
                            assertEquals("502", Message.answer(client, "GET").status());
                        }),
                new Case(
                        "interim-101",
                        "RFC 9110, 7.8",
                        "A switch of protocols that nobody asked for is an error of the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            scene.open(client, "GET")
                                    .write(RawSocket.lines(
                                            "HTTP/1.1 101 Switching", "Connection: Upgrade", "Upgrade: foo"));
                            assertEquals("502", client.head().word(1));
                        }),
                new Case(
                        "interim-101-upgrade",
                        "RFC 9110, 7.8",
                        "The same though the client had asked, since that was not passed on.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("GET /", "Connection: Upgrade", "Upgrade: foo"));
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            connection.write(
                                    RawSocket.lines("HTTP/1.1 101 Switching", "Connection: Upgrade", "Upgrade: foo"));
                            assertEquals("502", client.head().word(1));
                        }),
                new Case(
                        "interim-upgrade-ignored",
                        "RFC 9110, 7.8",
                        "A client that asks for an unknown protocol is answered as any.",
                        scene -> {
                            Message seen = scene.forward(request("GET /a", "Connection: Upgrade", "Upgrade: foo"));
                            assertEquals("GET /a HTTP/1.1", seen.start());
                            assertFalse(seen.head().fields().has("Connection", "Upgrade"));
                        }));
    }

    private static Case before(String id, String method, String answer, String status) {
        return new Case(id, HINTS, "103 passes before a " + status + " to a " + method + ".", scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, method);
            connection.write(HINT + answer);
            assertEquals("103", client.head().word(1));
            assertEquals(status, Message.answer(client, method).status());
            scene.backend().done(connection);
            scene.forward(client, request("GET /next"));
        });
    }

    private static Case passes(String id, String sentence, String status) {
        return new Case(id, INTERIM, sentence, scene -> {
            RawSocket client = scene.connect();
            scene.open(client, "GET").write(RawSocket.lines("HTTP/1.1 " + status + " Interim", "X-A: 1") + Scene.OK);
            Head interim = client.head();
            assertEquals(status, interim.word(1));
            assertEquals("200", client.head().word(1));
        });
    }
}
