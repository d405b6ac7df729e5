package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Clients and backends of HTTP/1.0. */
final class OldVersions implements Family {
    private static final String VERSION = "RFC 9110, 2.5";
    private static final String PERSIST = "RFC 9112, 9.3";

    @Override
    public String subject() {
        return "HTTP/1.0";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("old-get", VERSION, "A request passes and is answered.", scene -> {
                    RawSocket client = scene.connect();
                    assertEquals(
                            "GET /a HTTP/1.1",
                            get(scene, client, "", "HTTP/1.1 200 OK\r\n" + sized("hello"))
                                    .start());
                    assertEquals("hello", Message.answer(client, "GET").body());
                }),
                new Case("old-closes", PERSIST, "Its connection ends with the answer.", scene -> {
                    RawSocket client = scene.connect();
                    get(scene, client, "", "HTTP/1.1 200 OK\r\n" + sized("hello"));
                    assertTrue(client.rest().endsWith("\r\n\r\nhello"));
                }),
                new Case("old-keep-alive", PERSIST, "With keep-alive the answer says whether it goes on.", scene -> {
                    RawSocket client = scene.connect();
                    get(scene, client, "Connection: keep-alive\r\n", "HTTP/1.1 200 OK\r\n" + sized("hello"));
                    Message answer = Message.answer(client, "GET");
                    assertEquals("hello", answer.body());
                    if (answer.head().fields().has("Connection", "keep-alive")) {
                        client.write("GET /b HTTP/1.0\r\n\r\n");
                        RawSocket next = scene.asked(client);
                        assertEquals("GET /b HTTP/1.1", next.head().start());
                        next.write(Scene.OK);
                        assertEquals("200", client.head().word(1));
                    } else {
                        assertEquals("", client.rest());
                    }
                }),
                new Case("old-chunked", "RFC 9112, 6.1", "It gets no chunks.", scene -> {
                    RawSocket client = scene.connect();
                    get(scene, client, "", "HTTP/1.1 200 OK\r\n" + AnswerFraming.chunked("hel", "lo"));
                    Head head = client.head();
                    assertEquals(List.of(), head.fields().all("Transfer-Encoding"));
                    assertEquals("hello", client.rest());
                }),
                new Case(
                        "old-until-close",
                        "RFC 9112, 6.3",
                        "What lasts until the connection's end passes so.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = begin(scene, client, "");
                            connection.write("HTTP/1.1 200 OK\r\n\r\nhello");
                            connection.endOutput();
                            client.head();
                            assertEquals("hello", client.rest());
                        }),
                new Case(
                        "old-chunked-keep-alive",
                        "RFC 9112, 6.1",
                        "An answer of unknown length ends with the connection, whatever the client wants.",
                        scene -> {
                            RawSocket client = scene.connect();
                            get(
                                    scene,
                                    client,
                                    "Connection: keep-alive\r\n",
                                    "HTTP/1.1 200 OK\r\n" + AnswerFraming.chunked("hello"));
                            Head head = client.head();
                            assertEquals(List.of(), head.fields().all("Transfer-Encoding"));
                            if (head.fields().first("Content-Length") == null) {
                                assertEquals("hello", client.rest());
                            } else {
                                assertEquals(
                                        "hello",
                                        Message.body(client, head, "GET").body());
                            }
                        }),
                new Case("old-streams", "RFC 9110, 3.7", "What comes reaches it as it comes.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = begin(scene, client, "");
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("first"));
                    client.head();
                    assertEquals("first", client.read(5));
                    connection.write(chunk("last") + "0\r\n\r\n");
                    assertEquals("last", client.rest());
                }),
                new Case("old-head", "RFC 9110, 9.3.2", "An answer to HEAD has no body.", scene -> {
                    RawSocket client = scene.connect();
                    client.write("HEAD /a HTTP/1.0\r\n\r\n");
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    assertEquals("5", client.head().fields().first("Content-Length"));
                    assertEquals("", client.rest());
                }),
                new Case("old-post", VERSION, "A body of known length passes.", scene -> {
                    Message seen = scene.forward("POST /a HTTP/1.0\r\nHost: a.test\r\n" + sized("hello"));
                    assertEquals("hello", seen.body());
                }),
                new Case(
                        "old-host",
                        "RFC 9110, 7.2",
                        "Its Host passes.",
                        scene -> assertEquals(
                                List.of("b.test"),
                                scene.forward(RawSocket.lines("GET / HTTP/1.0", "Host: b.test"))
                                        .all("Host"))),
                new Case("old-hop", "RFC 9110, 7.6.1", "Connection and what it names stay also here.", scene -> {
                    Message seen = scene.forward(
                            RawSocket.lines("GET / HTTP/1.0", "Host: a", "Connection: X-Hop", "X-Hop: 1"));
                    assertEquals(List.of(), seen.all("X-Hop"));
                }),
                new Case("old-absolute", "RFC 9112, 3.2.2", "The absolute form needs no Host.", scene -> {
                    Message seen = scene.forward("GET http://b.test/a HTTP/1.0\r\n\r\n");
                    assertEquals("GET /a HTTP/1.1", seen.start());
                    assertEquals(List.of("b.test"), seen.all("Host"));
                }),
                new Case("old-backend", VERSION, "An answer of HTTP/1.0 becomes one of HTTP/1.1.", scene -> {
                    Message answer = scene.lastAnswer("HTTP/1.0 200 OK\r\n" + sized("hello"));
                    assertEquals("HTTP/1.1", answer.head().word(0));
                    assertEquals("hello", answer.body());
                }),
                new Case(
                        "old-backend-until-close",
                        "RFC 9112, 6.3",
                        "One until the connection's end passes whole.",
                        scene -> {
                            Message answer = scene.lastAnswer("HTTP/1.0 200 OK\r\n\r\nhello");
                            assertEquals("HTTP/1.1", answer.head().word(0));
                            assertEquals("hello", answer.body());
                        }),
                new Case(
                        "old-backend-client-goes-on",
                        PERSIST,
                        "The client's connection goes on all the same.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.0 200 OK\r\n\r\nhello");
                            connection.endOutput();
                            assertEquals("hello", Message.answer(client, "GET").body());
                            scene.forward(client, request("GET /next"));
                        }),
                new Case(
                        "old-backend-not-reused",
                        PERSIST,
                        "Its connection is not used again unless it says so.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "POST");
                            connection.write("HTTP/1.0 200 OK\r\n" + sized("hello"));
                            Message.answer(client, "POST");
                            connection.awaitEnd();
                        }),
                new Case(
                        "old-backend-keep-alive",
                        PERSIST,
                        "Where it says keep-alive it may be used again, and the field stays there.",
                        scene -> {
                            Message answer =
                                    scene.answer("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + sized("hello"));
                            assertEquals("hello", answer.body());
                            assertEquals(List.of(), answer.all("Connection"));
                        }),
                new Case(
                        "old-backend-status",
                        "RFC 9112, 4",
                        "Its errors pass.",
                        scene -> assertEquals(
                                "404",
                                scene.lastAnswer("HTTP/1.0 404 Not Found\r\n\r\nno")
                                        .status())),
                new Case("old-both", VERSION, "Between an old client and an old backend nothing is lost.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = begin(scene, client, "");
                    connection.write("HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\nhello");
                    connection.endOutput();
                    assertEquals(List.of("1"), client.head().fields().all("X-A"));
                    assertEquals("hello", client.rest());
                }));
    }

    private static Head get(Scene scene, RawSocket client, String fields, String answer) throws Exception {
        client.write("GET /a HTTP/1.0\r\n" + fields + "\r\n");
        RawSocket connection = scene.asked(client);
        Head seen = connection.head();
        connection.write(answer);
        scene.backend().done(connection);
        return seen;
    }

    private static RawSocket begin(Scene scene, RawSocket client, String fields) throws Exception {
        client.write("GET /a HTTP/1.0\r\n" + fields + "\r\n");
        RawSocket connection = scene.asked(client);
        connection.head();
        return connection;
    }
}
