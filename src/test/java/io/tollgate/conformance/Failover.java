package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What goes to another backend, and what must not be sent twice. */
final class Failover implements Family {
    private static final String RETRY = "RFC 9112, 9.3.1";
    private static final String IDEMPOTENT = "RFC 9110, 9.2.2";
    private static final int KEPT = 65_536;
    private static final int LARGE = 300_000;

    @Override
    public String subject() {
        return "Failover";
    }

    @Override
    public List<Case> cases() {
        return Stream.of(refused(), idempotent(), others(), bodies(), bounds())
                .flatMap(List::stream)
                .toList();
    }

    /** No connection, so nobody can have processed anything. */
    private static List<Case> refused() {
        return Stream.concat(
                        Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW")
                                .map(method -> new Case(
                                        "refused-" + method.toLowerCase(Locale.ROOT),
                                        RETRY,
                                        method + " moves on when no connection can be made.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(Scene.to(Stand.REFUSED, method + " /a", "Content-Length: 2")
                                                    + "hi");
                                            Message seen = taken(scene, client, method);
                                            assertEquals(method + " /a HTTP/1.1", seen.start());
                                            assertEquals("hi", seen.body());
                                        })),
                        Stream.of(
                                new Case(
                                        "refused-large",
                                        RETRY,
                                        "So does a body larger than what is kept.",
                                        scene -> large(scene, false)),
                                new Case(
                                        "refused-large-chunked",
                                        RETRY,
                                        "So does a large one in chunks.",
                                        scene -> large(scene, true)),
                                new Case(
                                        "refused-unsent",
                                        RETRY,
                                        "So does a body that the client has not sent yet.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(Scene.to(Stand.REFUSED, "POST /", "Content-Length: 5"));
                                            RawSocket connection = scene.asked(client, scene.second());
                                            connection.head();
                                            client.write("hello");
                                            assertEquals("hello", connection.read(5));
                                            connection.write(Scene.OK);
                                            assertEquals("200", client.head().word(1));
                                        })))
                .toList();
    }

    /** The first backend had the request and left without a word. */
    private static List<Case> idempotent() {
        return Stream.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
                .flatMap(method -> Stream.of(
                        moves("moves-" + method.toLowerCase(Locale.ROOT) + "-close", method, false),
                        moves("moves-" + method.toLowerCase(Locale.ROOT) + "-reset", method, true)))
                .toList();
    }

    private static List<Case> others() {
        return Stream.concat(
                        Stream.of("POST", "PATCH", "BREW")
                                .map(method -> new Case(
                                        "once-" + method.toLowerCase(Locale.ROOT),
                                        IDEMPOTENT,
                                        method + " is sent once, though its backend left without a word.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(
                                                    Scene.to(Stand.PAIR, method + " /", "Content-Length: 2") + "hi");
                                            RawSocket connection = scene.asked(client, scene.first());
                                            Message.request(connection);
                                            connection.endOutput();
                                            assertEquals(
                                                    "502",
                                                    Message.answer(client, method)
                                                            .status());
                                            assertFalse(scene.second().asked(), "sent again");
                                        })),
                        Stream.of(
                                new Case(
                                        "once-reused",
                                        RETRY,
                                        "POST is sent once also on a connection that had served before.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            RawSocket connection = warm(scene, client);
                                            client.write(Scene.to(Stand.PAIR, "POST /", "Content-Length: 2") + "hi");
                                            RawSocket same = scene.asked(client, scene.first());
                                            Message.request(same);
                                            same.reset();
                                            assertTrue(connection != null);
                                            assertEquals(
                                                    "502",
                                                    Message.answer(client, "POST")
                                                            .status());
                                            assertFalse(scene.second().asked(), "sent again");
                                        }),
                                new Case(
                                        "once-head-begun",
                                        RETRY,
                                        "POST is sent once where the answer's head had begun.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(Scene.to(Stand.PAIR, "POST /", "Content-Length: 2") + "hi");
                                            RawSocket connection = scene.asked(client, scene.first());
                                            Message.request(connection);
                                            connection.write("HTTP/1.1 200 OK\r\nX-A");
                                            connection.endOutput();
                                            assertEquals(
                                                    "502",
                                                    Message.answer(client, "POST")
                                                            .status());
                                            assertFalse(scene.second().asked(), "sent again");
                                        }),
                                new Case(
                                        "once-body-unfinished",
                                        RETRY,
                                        "POST is sent once where its body was under way.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(
                                                    Scene.to(Stand.PAIR, "POST /", "Content-Length: 10") + "first");
                                            RawSocket connection = scene.asked(client, scene.first());
                                            connection.head();
                                            connection.read(5);
                                            connection.reset();
                                            client.write("after");
                                            assertEquals(
                                                    "502",
                                                    Message.answer(client, "POST")
                                                            .status());
                                            assertFalse(scene.second().asked(), "sent again");
                                        }),
                                new Case(
                                        "once-answered",
                                        RETRY,
                                        "GET is asked once where its answer has begun to reach the client.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(Scene.to(Stand.PAIR, "GET /"));
                                            RawSocket connection = scene.asked(client, scene.first());
                                            connection.head();
                                            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                    + chunk("a"));
                                            var head = client.head();
                                            connection.reset();
                                            Scene.awaitCut(() -> Message.body(client, head, "GET"));
                                            assertFalse(scene.second().asked(), "asked again");
                                        }),
                                new Case(
                                        "once-status",
                                        "RFC 9110, 15.6",
                                        "A backend's own 503 is the answer.",
                                        scene -> {
                                            RawSocket client = scene.connect();
                                            client.write(Scene.to(Stand.PAIR, "GET /"));
                                            RawSocket connection = scene.asked(client, scene.first());
                                            connection.head();
                                            connection.write("HTTP/1.1 503 No\r\n" + sized("busy"));
                                            assertEquals(
                                                    "busy",
                                                    Message.answer(client, "GET")
                                                            .body());
                                            assertFalse(scene.second().asked(), "asked again");
                                        })))
                .toList();
    }

    private static List<Case> bodies() {
        return List.of(
                new Case(
                        "again-body",
                        RETRY,
                        "A body that is kept is sent again whole.",
                        scene -> again(scene, "x".repeat(KEPT), "200")),
                new Case(
                        "again-body-too-large",
                        RETRY,
                        "One that is not kept is not sent again.",
                        scene -> again(scene, "x".repeat(KEPT + 1), "502")),
                new Case(
                        "again-body-coming",
                        RETRY,
                        "One that is still coming is sent again from its beginning.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(Scene.to(Stand.PAIR, "PUT /", "Content-Length: 10") + "first");
                            RawSocket connection = scene.asked(client, scene.first());
                            connection.head();
                            connection.read(5);
                            connection.reset();
                            RawSocket next = scene.asked(client, scene.second());
                            next.head();
                            assertEquals("first", next.read(5));
                            client.write("after");
                            assertEquals("after", next.read(5));
                            next.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case("again-chunked", RETRY, "So is a chunked one.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(
                            Scene.to(Stand.PAIR, "PUT /", "Transfer-Encoding: chunked") + chunk("hello") + "0\r\n\r\n");
                    RawSocket connection = scene.asked(client, scene.first());
                    assertEquals("hello", Message.request(connection).body());
                    connection.endOutput();
                    assertEquals("hello", taken(scene, client, "PUT").body());
                }),
                new Case("again-same", RETRY, "The second backend gets the same request to the letter.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(
                            Stand.PAIR, "GET /a|b?c=%zz", "X-A: \"1, 2\"", "x-b: 3", "X-A: 4", "Cookie: a=1; b"));
                    RawSocket connection = scene.asked(client, scene.first());
                    Message first = Message.request(connection);
                    connection.endOutput();
                    Message second = taken(scene, client, "GET");
                    assertEquals(first.head(), second.head());
                }),
                new Case("again-next", "RFC 9112, 9.3", "The client's connection goes on afterwards.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.REFUSED, "POST /", "Content-Length: 2") + "hi");
                    taken(scene, client, "POST");
                    scene.forward(client, Scene.request("GET /next"));
                }));
    }

    private static List<Case> bounds() {
        return List.of(
                new Case("again-not-allowed", RETRY, "Without a budget nothing is sent again.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.THRIFTY, "GET /"));
                    RawSocket connection = scene.asked(client, scene.first());
                    connection.head();
                    connection.endOutput();
                    assertEquals("502", Message.answer(client, "GET").status());
                    assertFalse(scene.second().asked(), "asked again");
                }),
                new Case(
                        "again-both-lost",
                        "RFC 9110, 15.6.3",
                        "Where the second fails, too, it is a bad gateway.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(Scene.to(Stand.PAIR, "PUT /", "Content-Length: 2") + "hi");
                            lose(scene.asked(client, scene.first()));
                            lose(scene.asked(client, scene.second()));
                            // A third attempt may come to the first again.
                            Waiting waiting = new Waiting("no answer");
                            while (!client.hasMore()) {
                                if (scene.first().asked()) {
                                    lose(scene.asked(client, scene.first()));
                                }
                                if (scene.second().asked()) {
                                    lose(scene.asked(client, scene.second()));
                                }
                                waiting.pause();
                            }
                            assertEquals("502", client.head().word(1));
                        }),
                new Case("again-alone", RETRY, "An only backend is asked again.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.ALONE, "GET /"));
                    lose(scene.asked(client, scene.first()));
                    RawSocket again = scene.asked(client, scene.first());
                    again.head();
                    again.write("HTTP/1.1 200 OK\r\n" + sized("again"));
                    assertEquals("again", Message.answer(client, "GET").body());
                }),
                new Case(
                        "again-reused",
                        RETRY,
                        "A connection that the backend has closed is not used for a POST.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = warm(scene, client);
                            connection.endOutput();
                            connection.awaitEnd();
                            client.write(Scene.to(Stand.PAIR, "POST /", "Content-Length: 2") + "hi");
                            RawSocket fresh = scene.asked(client, scene.first());
                            assertEquals("hi", Message.request(fresh).body());
                            fresh.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }));
    }

    private static Case moves(String id, String method, boolean reset) {
        String how = reset ? "reset" : "closed";
        return new Case(id, IDEMPOTENT, method + " moves on when its connection is " + how + " unanswered.", scene -> {
            RawSocket client = scene.connect();
            client.write(Scene.to(Stand.PAIR, method + " /a", "Content-Length: 2") + "hi");
            RawSocket connection = scene.asked(client, scene.first());
            assertEquals("hi", Message.request(connection).body());
            if (reset) {
                connection.reset();
            } else {
                connection.endOutput();
            }
            Message seen = taken(scene, client, method);
            assertEquals(method + " /a HTTP/1.1", seen.start());
            assertEquals("hi", seen.body());
        });
    }

    /** The second backend gets it and answers well. */
    private static Message taken(Scene scene, RawSocket client, String method) throws Exception {
        RawSocket connection = scene.asked(client, scene.second());
        Message seen = Message.request(connection);
        connection.write(Scene.OK);
        assertEquals("200", Message.answer(client, method).status());
        scene.second().done(connection);
        return seen;
    }

    private static void lose(RawSocket connection) throws Exception {
        Message.request(connection);
        connection.endOutput();
    }

    /** One good exchange with the first backend. */
    private static RawSocket warm(Scene scene, RawSocket client) throws Exception {
        client.write(Scene.to(Stand.PAIR, "GET /"));
        RawSocket connection = scene.asked(client, scene.first());
        connection.head();
        connection.write(Scene.OK);
        assertEquals("200", client.head().word(1));
        scene.first().done(connection);
        scene.meanwhile();
        return connection;
    }

    private static void large(Scene scene, boolean chunked) throws Exception {
        String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
        RawSocket client = scene.connect();
        CompletableFuture<Void> sent = Beside.run(() -> client.write(
                chunked
                        ? Scene.to(Stand.REFUSED, "POST /", "Transfer-Encoding: chunked") + chunk(payload) + "0\r\n\r\n"
                        : Scene.to(Stand.REFUSED, "POST /", "Content-Length: " + LARGE) + payload));
        assertTrue(taken(scene, client, "POST").body().equals(payload), "another body");
        sent.join();
    }

    private static void again(Scene scene, String body, String status) throws Exception {
        RawSocket client = scene.connect();
        CompletableFuture<Void> sent = Beside.run(
                () -> client.write(Scene.to(Stand.PAIR, "PUT /", "Content-Length: " + body.length()) + body));
        RawSocket connection = scene.asked(client, scene.first());
        assertTrue(Message.request(connection).body().equals(body), "another body");
        sent.join();
        connection.endOutput();
        if (status.equals("200")) {
            assertTrue(taken(scene, client, "PUT").body().equals(body), "another body the second time");
        } else {
            assertEquals(status, Message.answer(client, "PUT").status());
            assertFalse(scene.second().asked(), "sent again");
        }
    }
}
