package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Which connection goes on, and which answer belongs to which request. */
final class Persistence implements Family {
    private static final String PERSIST = "RFC 9112, 9.3";
    private static final String PIPELINE = "RFC 9112, 9.3.2";
    private static final String CLOSE = "RFC 9112, 9.6";
    private static final String MATCH = "RFC 9112, 9.2";

    @Override
    public String subject() {
        return "Connections and pipelines";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("keep-default", PERSIST, "A client's connection goes on without a word.", scene -> {
                    RawSocket client = scene.connect();
                    scene.forward(client, request("GET /1"));
                    assertEquals(
                            "GET /2 HTTP/1.1",
                            scene.forward(client, request("GET /2")).start());
                }),
                new Case("keep-many", PERSIST, "A hundred and fifty requests on one connection.", scene -> {
                    RawSocket client = scene.connect();
                    for (int i = 0; i < 150; i++) {
                        scene.forward(client, request("GET /" + i));
                    }
                }),
                new Case(
                        "keep-errors",
                        PERSIST,
                        "It goes on after an error of the backend's, or says that it does not.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 500 No\r\n" + sized("no"));
                            Message answer = Message.answer(client, "GET");
                            assertEquals("no", answer.body());
                            scene.backend().done(connection);
                            if (answer.head().closes()) {
                                assertEquals("", client.rest());
                            } else {
                                scene.forward(client, request("GET /next"));
                            }
                        }),
                new Case("keep-own-errors", PERSIST, "It goes on after an error of Tollgate's.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.NOBODY, "GET /"));
                    assertEquals("502", Message.answer(client, "GET").status());
                    scene.forward(client, request("GET /next"));
                }),
                closes("close-asked", "Connection: close"),
                closes("close-case", "connection: CLOSE"),
                closes("close-list", "Connection: X-Hop, close"),
                closes("close-lines", "Connection: keep-alive", "Connection: close"),
                new Case("close-head", CLOSE, "A client that asks for it after a HEAD gets no body either.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("HEAD /", "Connection: close"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    assertTrue(client.head().closes());
                    assertEquals("", client.rest());
                }),
                new Case("close-ignored-rest", CLOSE, "What follows a request that closes is not processed.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /1", "Connection: close") + request("GET /2"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                    client.awaitEnd();
                    assertFalse(scene.backend().asked(), "the second reached the backend");
                }),
                new Case("close-after-refusal", CLOSE, "A connection on which nonsense came is closed.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /1", "Bad name: 1") + request("GET /2"));
                    assertEquals('4', client.head().word(1).charAt(0));
                    client.awaitEnd();
                    assertFalse(scene.backend().asked(), "what followed reached the backend");
                }),
                new Case("pipeline-order", PIPELINE, "Answers come in the order of the requests.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /1") + request("GET /2") + request("GET /3"));
                    for (int i = 1; i <= 3; i++) {
                        RawSocket connection = scene.asked(client);
                        assertEquals(
                                "GET /" + i + " HTTP/1.1", connection.head().start());
                        connection.write("HTTP/1.1 200 OK\r\n" + sized(String.valueOf(i)));
                        assertEquals(
                                String.valueOf(i), Message.answer(client, "GET").body());
                        scene.backend().done(connection);
                    }
                }),
                new Case("pipeline-many", PIPELINE, "Fifty requests at once are all answered.", scene -> {
                    RawSocket client = scene.connect();
                    StringBuilder all = new StringBuilder();
                    for (int i = 0; i < 50; i++) {
                        all.append(request("GET /" + i));
                    }
                    client.write(all.toString());
                    for (int i = 0; i < 50; i++) {
                        RawSocket connection = scene.asked(client);
                        assertEquals(
                                "GET /" + i + " HTTP/1.1", connection.head().start());
                        connection.write(Scene.OK);
                        assertEquals("200", client.head().word(1));
                        scene.backend().done(connection);
                    }
                }),
                new Case(
                        "pipeline-split",
                        PIPELINE,
                        "The second may come in two pieces, of which one came with the first.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("GET /1") + "GET /2 HT");
                            RawSocket connection = scene.asked(client);
                            assertEquals("GET /1 HTTP/1.1", connection.head().start());
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                            scene.backend().done(connection);
                            assertEquals(
                                    "GET /2 HTTP/1.1",
                                    scene.forward(client, "TP/1.1\r\nHost: a.test\r\n\r\n")
                                            .start());
                        }),
                new Case(
                        "pipeline-after-answer",
                        PIPELINE,
                        "The second may come while the first is with the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            client.write(request("GET /2"));
                            scene.meanwhile();
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                            scene.backend().done(connection);
                            RawSocket next = scene.asked(client);
                            assertEquals("GET /2 HTTP/1.1", next.head().start());
                            next.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case(
                        "pipeline-while-streaming",
                        PIPELINE,
                        "The second may come while the first is being answered.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Scene.chunk("a"));
                            client.head();
                            Chunks received = new Chunks(client);
                            assertEquals("a", received.next(1));
                            client.write(request("GET /2"));
                            scene.meanwhile();
                            connection.write(Scene.chunk("b") + "0\r\n\r\n");
                            assertEquals("b", received.next(1));
                            assertEquals("", received.next());
                            received.trailers();
                            scene.backend().done(connection);
                            RawSocket next = scene.asked(client);
                            assertEquals("GET /2 HTTP/1.1", next.head().start());
                            next.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case("pipeline-bodies", PIPELINE, "Bodies and requests in one row are told apart.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /1", "Content-Length: 3") + "abc"
                            + request("POST /2", "Transfer-Encoding: chunked") + Scene.chunk("defg") + "0\r\n\r\n"
                            + request("GET /3"));
                    for (String body : List.of("abc", "defg", "")) {
                        RawSocket connection = scene.asked(client);
                        assertEquals(body, Message.request(connection).body());
                        connection.write(Scene.OK);
                        assertEquals("200", client.head().word(1));
                        scene.backend().done(connection);
                    }
                }),
                new Case(
                        "pipeline-empty-lines",
                        "RFC 9112, 2.2",
                        "An empty line between two requests is passed over.",
                        scene -> {
                            RawSocket client = scene.connect();
                            scene.forward(client, request("GET /1"));
                            assertEquals(
                                    "GET /2 HTTP/1.1",
                                    scene.forward(client, "\r\n" + request("GET /2"))
                                            .start());
                        }),
                new Case("pipeline-bad-second", PIPELINE, "A second that is nonsense spares the first.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /1") + "nonsense\r\n\r\n");
                    RawSocket connection = scene.asked(client);
                    assertEquals("GET /1 HTTP/1.1", connection.head().start());
                    connection.write("HTTP/1.1 200 OK\r\n" + sized("a"));
                    assertEquals("a", Message.answer(client, "GET").body());
                    assertEquals('4', client.head().word(1).charAt(0));
                }),
                new Case(
                        "reuse-backend",
                        PERSIST,
                        "A backend's connection serves several clients.",
                        scene -> assertTrue(scene.reuses(request("GET /")), "a connection for each request")),
                new Case(
                        "reuse-after-post",
                        PERSIST,
                        "It does so after a body.",
                        scene -> assertTrue(
                                scene.reuses(request("POST /", "Content-Length: 2") + "ab"),
                                "a connection for each request")),
                new Case(
                        "reuse-not-after-close",
                        CLOSE,
                        "It does not after the backend has said that it closes.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n" + sized("a"));
                            assertEquals("a", Message.answer(client, "GET").body());
                            connection.awaitEnd();
                        }),
                leftover(
                        "leftover-answer",
                        "A second answer that nobody asked for is nobody's.",
                        "HTTP/1.1 200 OK\r\n" + sized("a") + "HTTP/1.1 200 OK\r\n" + sized("evil"),
                        "a"),
                leftover(
                        "leftover-bytes",
                        "Nor are bytes after an answer.",
                        "HTTP/1.1 200 OK\r\n" + sized("a") + "evil",
                        "a"),
                leftover(
                        "leftover-304",
                        "Nor is a body after 304.",
                        "HTTP/1.1 304 Not\r\nContent-Length: 4\r\n\r\nevil",
                        ""),
                leftover(
                        "leftover-204",
                        "Nor is a body after 204.",
                        "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\n" + sized("evil"),
                        ""),
                leftover(
                        "leftover-chunks",
                        "Nor is what follows the last chunk.",
                        "HTTP/1.1 200 OK\r\n" + AnswerFraming.chunked("a") + "HTTP/1.1 200 OK\r\n" + sized("evil"),
                        "a"),
                new Case("leftover-head", MATCH, "Nor is a body after the answer to a HEAD.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "HEAD");
                    connection.write("HTTP/1.1 200 OK\r\n" + sized("HTTP/1.1 200 OK\r\n" + sized("evil")));
                    assertEquals("200", client.head().word(1));
                    scene.backend().done(connection);
                    clean(scene, client);
                }),
                new Case(
                        "leftover-idle",
                        MATCH,
                        "An answer on a connection that waits for nothing is nobody's.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                            scene.meanwhile();
                            connection.write("HTTP/1.1 408 Too Late\r\nConnection: close\r\n" + sized("evil"));
                            scene.meanwhile();
                            scene.backend().done(connection);
                            clean(scene, client);
                        }),
                new Case("concurrent-order", MATCH, "Answers in another order reach those who asked.", scene -> {
                    RawSocket one = scene.connect();
                    RawSocket two = scene.connect();
                    RawSocket first = scene.open(one, "GET");
                    RawSocket second = scene.open(two, "GET");
                    second.write("HTTP/1.1 200 OK\r\n" + sized("second"));
                    assertEquals("second", Message.answer(two, "GET").body());
                    first.write("HTTP/1.1 200 OK\r\n" + sized("first"));
                    assertEquals("first", Message.answer(one, "GET").body());
                }));
    }

    private static Case closes(String id, String... lines) {
        return new Case(id, CLOSE, "A client that asks for the end gets it: " + String.join("; ", lines), scene -> {
            RawSocket client = scene.connect();
            client.write(request("GET /", lines));
            RawSocket connection = scene.asked(client);
            connection.head();
            connection.write("HTTP/1.1 200 OK\r\n" + sized("a"));
            Message answer = Message.answer(client, "GET");
            assertEquals("a", answer.body());
            assertTrue(answer.head().closes(), "does not say so");
            assertEquals("", client.rest());
        });
    }

    /** The backend says more than it was asked for. */
    private static Case leftover(String id, String sentence, String said, String body) {
        return new Case(id, MATCH, sentence, scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            connection.write(said);
            Message answer = Message.answer(client, "GET");
            assertEquals(body, answer.body());
            scene.backend().done(connection);
            clean(scene, client);
        });
    }

    /** The next requests get their own answers, from whichever connection. */
    private static void clean(Scene scene, RawSocket client) throws Exception {
        scene.meanwhile();
        for (int i = 0; i < 2; i++) {
            client.write(request("POST /next", "Content-Length: 0"));
            RawSocket connection = scene.asked(client);
            assertEquals("POST /next HTTP/1.1", connection.head().start());
            connection.write("HTTP/1.1 201 Own\r\n" + sized("own"));
            Head head = client.head();
            assertEquals("201", head.word(1), "another's answer");
            assertEquals("own", Message.body(client, head, "POST").body());
            scene.backend().done(connection);
        }
    }
}
