package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A backend that leaves is a bad gateway, or breaks the answer for all to see; and one that answers early is heard. */
final class BackendGone implements Family {
    private static final String BAD_GATEWAY = "RFC 9110, 15.6.3";
    private static final String INCOMPLETE = "RFC 9112, 8";
    private static final String EARLY = "RFC 9112, 9.5";
    private static final String CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** How a backend leaves. */
    private interface Leaving {
        void leave(RawSocket connection) throws IOException;
    }

    @Override
    public String subject() {
        return "Backends that leave or answer early";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                before("lost-before-close", "closes before its answer", "", RawSocket::endOutput),
                before("lost-before-reset", "resets before its answer", "", RawSocket::reset),
                before("lost-status-line", "ends within its status line", "HTTP/1.1 20", RawSocket::endOutput),
                before("lost-head", "ends within its head", "HTTP/1.1 200 OK\r\nX-A: 1\r\n", RawSocket::endOutput),
                before("lost-head-reset", "resets within its head", "HTTP/1.1 200 OK\r\nX-A", RawSocket::reset),
                new Case("lost-own-error", BAD_GATEWAY, "Nothing of its head is in Tollgate's error.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write("HTTP/1.1 200 OK\r\nX-Backend: 1\r\nContent-Length: 1000\r\nSet-Cookie: a=1\r\n");
                    connection.endOutput();
                    Message answer = Message.answer(client, "GET");
                    assertEquals("502", answer.status());
                    assertEquals(List.of(), answer.all("X-Backend"));
                    assertEquals(List.of(), answer.all("Set-Cookie"));
                }),
                new Case(
                        "lost-next", "RFC 9112, 9.3", "The client's connection goes on after a bad gateway.", scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.endOutput();
                            assertEquals("502", Message.answer(client, "GET").status());
                            scene.forward(client, request("GET /next"));
                        }),
                new Case(
                        "lost-body-length",
                        INCOMPLETE,
                        "An answer shorter than its length is no whole one to the client.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                            connection.endOutput();
                            brokenOrBadGateway(client);
                        }),
                new Case("lost-body-length-none", INCOMPLETE, "So is one whose body never began.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
                    connection.endOutput();
                    brokenOrBadGateway(client);
                }),
                new Case(
                        "lost-body-length-late",
                        INCOMPLETE,
                        "So is one that was half with the client already.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(150_000));
                            Head head = client.head();
                            client.read(50_000);
                            connection.endOutput();
                            Scene.awaitCut(() -> Message.body(client, head, "GET"));
                        }),
                cut(
                        "lost-body-chunk",
                        "One that ends within a chunk is broken.",
                        chunk("first") + "5\r\nhel",
                        RawSocket::endOutput),
                cut(
                        "lost-body-between",
                        "So is one that ends between two chunks.",
                        chunk("first"),
                        RawSocket::endOutput),
                cut("lost-body-reset", "So is one whose connection is reset.", chunk("first"), RawSocket::reset),
                new Case(
                        "lost-until-close-reset",
                        INCOMPLETE,
                        "An answer until the connection's end that is reset is broken.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\n\r\nhello");
                            assertEquals("200", client.head().word(1));
                            Chunks received = new Chunks(client);
                            assertEquals("hello", received.next(5));
                            connection.reset();
                            Scene.awaitCut(received::end);
                        }),
                new Case(
                        "lost-old-client",
                        INCOMPLETE,
                        "To a client of HTTP/1.0 a broken answer of unknown length does not end in order.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write("GET / HTTP/1.0\r\n\r\n");
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            connection.write(CHUNKED_OK + chunk("hello"));
                            Head head = client.head();
                            assertEquals("hello", client.read(5));
                            connection.endOutput();
                            Scene.awaitCut(() -> Message.body(client, head, "GET"));
                        }),
                new Case("lost-after-end", INCOMPLETE, "A reset after a whole answer takes nothing from it.", scene -> {
                    // Where requests are repeated, for the next may be under way before the reset is seen.
                    Backend backend = scene.first();
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.ALONE, "GET /"));
                    RawSocket connection = scene.asked(client, backend);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\n" + sized("hello"));
                    assertEquals("hello", Message.answer(client, "GET").body());
                    connection.reset();
                    backend.done(connection);
                    client.write(Scene.to(Stand.ALONE, "GET /next"));
                    RawSocket next = scene.asked(client, backend);
                    assertEquals("/next", next.head().word(1));
                    next.write(Scene.OK);
                    assertEquals("200", Message.answer(client, "GET").status());
                    backend.done(next);
                }),
                early("early-413", "413", "Connection: close\r\n"),
                early("early-401", "401", ""),
                early("early-200", "200", ""),
                new Case("early-large", EARLY, "It is heard though the client has megabytes left to send.", scene -> {
                    RawSocket client = scene.connect();
                    int length = 8 << 20;
                    CompletableFuture<Void> sent = Beside.run(
                            () -> client.write(request("POST /", "Content-Length: " + length) + "x".repeat(length)));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\n" + sized("no"));
                    connection.endOutput();
                    Message answer = Message.answer(client, "POST");
                    assertEquals("413", answer.status());
                    assertEquals("no", answer.body());
                    sent.exceptionally(left -> null).join();
                }),
                new Case(
                        "early-streamed",
                        EARLY,
                        "An answer that begins early and ends late is whole, and so is the request.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Content-Length: 10") + "first");
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            assertEquals("first", connection.read(5));
                            connection.write(CHUNKED_OK + chunk("a"));
                            assertEquals("200", client.head().word(1));
                            Chunks received = new Chunks(client);
                            assertEquals("a", received.next(1));
                            client.write("after");
                            assertEquals("after", connection.read(5));
                            connection.write(chunk("b") + "0\r\n\r\n");
                            assertEquals("b", received.next(1));
                            assertEquals("", received.next());
                        }),
                new Case(
                        "early-rest-no-request",
                        "RFC 9112, 9.2",
                        "The rest of an upload that was answered is not taken for a request.",
                        scene -> {
                            RawSocket client = scene.connect();
                            String rest = request("GET /evil");
                            client.write(request("POST /", "Content-Length: " + (5 + rest.length())) + "hello");
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            connection.read(5);
                            connection.write("HTTP/1.1 403 No\r\nConnection: close\r\n" + sized("no"));
                            Head head = client.head();
                            assertEquals("403", head.word(1));
                            client.read(2);
                            client.write(rest + request("GET /next"));
                            CompletableFuture<Void> ended = Beside.run(client::awaitEnd);
                            Waiting waiting = new Waiting("neither the next request nor the end of the connection");
                            while (!ended.isDone() && !scene.backend().asked()) {
                                waiting.pause();
                            }
                            if (scene.backend().asked()) {
                                RawSocket next = scene.backend().request(() -> {});
                                assertEquals("GET /next HTTP/1.1", next.head().start());
                            }
                        }),
                new Case(
                        "early-reset-upload",
                        EARLY,
                        "A backend that resets within an upload is a bad gateway.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Content-Length: 10") + "hello");
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            connection.reset();
                            client.write("after");
                            assertEquals("502", Message.answer(client, "POST").status());
                        }),
                new Case("lost-nobody", BAD_GATEWAY, "A backend that nobody can reach is a bad gateway.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.NOBODY, "GET /"));
                    Message answer = Message.answer(client, "GET");
                    assertEquals("502", answer.status());
                    assertEquals("connect_failed", answer.first("Tollgate-Error"));
                }),
                new Case(
                        "lost-no-backends",
                        "RFC 9110, 15.6.4",
                        "A pool without backends is unavailable, and says when to come again.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(Scene.to(Stand.EMPTY, "GET /"));
                            Message answer = Message.answer(client, "GET");
                            assertEquals("503", answer.status());
                            assertTrue(answer.first("Retry-After") != null, answer::toString);
                        }),
                new Case(
                        "lost-silent",
                        "RFC 9110, 15.6.5",
                        "A backend that says nothing in its time is a timeout of the gateway.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(Scene.to(Stand.HASTY, "POST /", "Content-Length: 0"));
                            RawSocket connection = scene.asked(client, scene.first());
                            connection.head();
                            Message answer = Message.answer(client, "POST");
                            assertEquals("504", answer.status());
                            assertEquals("first_byte_timeout", answer.first("Tollgate-Error"));
                            connection.awaitEnd();
                        }),
                new Case("lost-error-head", "RFC 9110, 9.3.2", "Tollgate's errors to HEAD have no body.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(Scene.to(Stand.NOBODY, "HEAD /"));
                    assertEquals("502", client.head().word(1));
                    scene.forward(client, request("GET /next"));
                }));
    }

    private static Case before(String id, String how, String said, Leaving leaving) {
        return new Case(id, BAD_GATEWAY, "A backend that " + how + " is a bad gateway.", scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            if (!said.isEmpty()) {
                connection.write(said);
                scene.meanwhile();
            }
            leaving.leave(connection);
            Message answer = Message.answer(client, "GET");
            assertEquals("502", answer.status());
            assertEquals(1, answer.all("Tollgate-Error").size());
        });
    }

    private static Case cut(String id, String sentence, String chunks, Leaving leaving) {
        return new Case(id, INCOMPLETE, sentence, scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            connection.write(CHUNKED_OK + chunks);
            Head head = client.head();
            assertEquals("200", head.word(1));
            Chunks received = new Chunks(client);
            assertEquals("first", received.next(5).substring(0, 5));
            leaving.leave(connection);
            Scene.awaitCut(received::end);
        });
    }

    private static void brokenOrBadGateway(RawSocket client) throws IOException {
        Head head = client.head();
        if (!head.word(1).equals("502")) {
            Scene.awaitCut(() -> Message.body(client, head, "GET"));
        }
    }

    /** The client sends the half of its body, and then the other. */
    private static Case early(String id, String status, String fields) {
        return new Case(id, EARLY, "A " + status + " before the end of an upload is heard at once.", scene -> {
            RawSocket client = scene.connect();
            client.write(request("POST /", "Content-Length: 10") + "first");
            RawSocket connection = scene.asked(client);
            connection.head();
            connection.write("HTTP/1.1 " + status + " Early\r\n" + fields + sized("no"));
            Message answer = Message.answer(client, "POST");
            assertEquals(status, answer.status());
            assertEquals("no", answer.body());
        });
    }
}
