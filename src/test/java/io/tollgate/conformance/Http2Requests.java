package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Requests of clients that speak HTTP/2 reach a backend of HTTP/1.1 as requests of its own kind. */
final class Http2Requests implements Family {
    private static final String FIELDS = "RFC 9113, 8.2";
    private static final String PSEUDO = "RFC 9113, 8.3.1";
    private static final String MALFORMED = "RFC 9113, 8.1.1";
    private static final String FRAMING = "RFC 9113, 8.1";

    @Override
    public String subject() {
        return "Requests over HTTP/2";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("h2-get", "RFC 9113, 3.3", "A client may begin with HTTP/2 at once.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(scene, client, client.send(client.head("GET", "/a?b")));
                    assertEquals("GET /a?b HTTP/1.1", seen.start());
                }),
                new Case("h2-host", PSEUDO, "The authority becomes Host.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene,
                            client,
                            client.send(":method: GET", ":scheme: http", ":authority: shop.example:81", ":path: /"));
                    assertEquals(List.of("shop.example:81"), seen.all("Host"));
                }),
                new Case("h2-host-same", PSEUDO, "The same in Host does not make two.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene,
                            client,
                            client.send(
                                    ":method: GET",
                                    ":scheme: http",
                                    ":authority: shop.example",
                                    ":path: /",
                                    "host: shop.example"));
                    assertEquals(List.of("shop.example"), seen.all("Host"));
                }),
                new Case("h2-host-alone", PSEUDO, "Without an authority Host stands for it.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene,
                            client,
                            client.send(":method: GET", ":scheme: http", ":path: /", "host: shop.example"));
                    assertEquals(List.of("shop.example"), seen.all("Host"));
                }),
                new Case("h2-pseudo", PSEUDO, "No pseudo-field reaches the backend.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(scene, client, client.send(client.head("GET", "/")));
                    assertTrue(
                            seen.head().fields().lines().stream().noneMatch(line -> line.startsWith(":")),
                            seen::toString);
                }),
                new Case("h2-target", "RFC 9110, 7.7", "Path and query pass byte for byte.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(scene, client, client.send(client.head("GET", "/a%7Eb/{c}|d//e?f=%zz&g")));
                    assertEquals("GET /a%7Eb/{c}|d//e?f=%zz&g HTTP/1.1", seen.start());
                }),
                new Case("h2-asterisk", PSEUDO, "OPTIONS of the server passes.", scene -> {
                    Http2 client = scene.http2();
                    assertEquals(
                            "OPTIONS * HTTP/1.1",
                            forward(scene, client, client.send(client.head("OPTIONS", "*")))
                                    .start());
                }),
                new Case(
                        "h2-fields",
                        FIELDS,
                        "Fields pass to the letter, repeated ones each in its line and in order.",
                        scene -> {
                            Http2 client = scene.http2();
                            List<String> lines = List.of("x-b: \"1, 2\"", "x-a: 3", "x-b: caf\u00e9");
                            Message seen = forward(
                                    scene, client, client.send(client.head("GET", "/", lines.toArray(String[]::new))));
                            assertEquals(List.of("\"1, 2\"", "caf\u00e9"), seen.all("x-b"));
                            assertEquals(List.of("3"), seen.all("x-a"));
                        }),
                new Case("h2-cookies", "RFC 9113, 8.2.3", "The parts of a cookie line are one again.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene,
                            client,
                            client.send(client.head(
                                    "GET", "/", "cookie: a=1", "x-a: 1", "cookie: b=\"2\"; c=3", "cookie: d")));
                    assertEquals(List.of("a=1; b=\"2\"; c=3; d"), seen.all("Cookie"));
                }),
                new Case("h2-via", "RFC 9110, 7.6.3", "Via tells the version.", scene -> {
                    Http2 client = scene.http2();
                    List<String> via = forward(scene, client, client.send(client.head("GET", "/")))
                            .all("Via");
                    assertTrue(
                            List.of(List.of("2.0 tollgate"), List.of("2 tollgate"))
                                    .contains(via),
                            via::toString);
                }),
                new Case("h2-forwarded", "RFC 7239, 4", "Who asks and for what is told as ever.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene,
                            client,
                            client.send(":method: GET", ":scheme: http", ":authority: shop.example:81", ":path: /"));
                    assertEquals(List.of("for=127.0.0.1;host=\"shop.example:81\";proto=http"), seen.all("Forwarded"));
                    assertEquals(List.of("shop.example:81"), seen.all("X-Forwarded-Host"));
                }),
                new Case(
                        "h2-te", "RFC 9113, 8.2.2", "That the client takes trailers is told to the backend.", scene -> {
                            Http2 client = scene.http2();
                            Message seen = forward(scene, client, client.send(client.head("GET", "/", "te: trailers")));
                            assertEquals(List.of("trailers"), seen.all("TE"));
                            assertTrue(seen.head().fields().has("Connection", "TE"), seen::toString);
                        }),
                new Case("h2-continuation", "RFC 9113, 6.10", "A head in two frames is one.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(
                            scene, client, client.sendInTwo(client.head("GET", "/a", "x-a: " + "b".repeat(1_000))));
                    assertEquals(List.of("b".repeat(1_000)), seen.all("x-a"));
                }),
                new Case("h2-no-body", FRAMING, "A GET without a body gets no length and no coding.", scene -> {
                    Http2 client = scene.http2();
                    Message seen = forward(scene, client, client.send(client.head("GET", "/")));
                    assertEquals(List.of(), seen.all("Content-Length"));
                    assertEquals(List.of(), seen.all("Transfer-Encoding"));
                }),
                new Case("h2-body-length", FRAMING, "A body of known length passes with it.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/", "content-length: 5"));
                    client.lastData(stream, "hello");
                    Message seen = forward(scene, client, stream);
                    assertEquals(List.of("5"), seen.all("Content-Length"));
                    assertEquals("hello", seen.body());
                }),
                new Case("h2-body", FRAMING, "A body of unknown length passes.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/"));
                    client.data(stream, "hel");
                    client.lastData(stream, "lo");
                    assertEquals("hello", forward(scene, client, stream).body());
                }),
                new Case("h2-body-get", FRAMING, "So does that of a GET.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("GET", "/"));
                    client.lastData(stream, "hello");
                    assertEquals("hello", forward(scene, client, stream).body());
                }),
                new Case("h2-body-delete", FRAMING, "So does that of a DELETE.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("DELETE", "/"));
                    client.lastData(stream, "hello");
                    assertEquals("hello", forward(scene, client, stream).body());
                }),
                new Case("h2-body-empty", FRAMING, "An empty body that is announced by nothing ends.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/"));
                    client.lastData(stream, "");
                    assertEquals("", forward(scene, client, stream).body());
                }),
                new Case("h2-body-none-post", FRAMING, "A POST that ends with its head has no body.", scene -> {
                    Http2 client = scene.http2();
                    assertEquals(
                            "",
                            forward(scene, client, client.send(client.head("POST", "/")))
                                    .body());
                }),
                new Case("h2-body-large", FRAMING, "60,000 bytes pass.", scene -> {
                    Http2 client = scene.http2();
                    String body = "x".repeat(60_000);
                    int stream = client.begin(client.head("POST", "/"));
                    for (int i = 0; i < 6; i++) {
                        client.data(stream, body.substring(i * 10_000, (i + 1) * 10_000));
                    }
                    client.lastData(stream, "");
                    assertTrue(forward(scene, client, stream).body().equals(body), "another body");
                }),
                new Case(
                        "h2-body-streams",
                        "RFC 9110, 3.7",
                        "A part of a body arrives before the next is sent.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.begin(client.head("POST", "/"));
                            client.data(stream, "first");
                            RawSocket connection = asked(scene, client, stream);
                            connection.head();
                            Chunks arrived = new Chunks(connection);
                            assertEquals("first", arrived.next(5));
                            client.lastData(stream, "after");
                            assertEquals("after", arrived.next(5));
                            assertEquals("", arrived.next());
                            arrived.trailers();
                            connection.write(Scene.OK);
                            assertEquals(List.of("200"), client.answer(stream).statuses());
                        }),
                new Case("h2-trailers", FRAMING, "Trailers pass.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/"));
                    client.data(stream, "hello");
                    client.trailers(stream, "x-sum: 1", "x-end: 2");
                    Message seen = forward(scene, client, stream);
                    assertEquals("hello", seen.body());
                    assertEquals(
                            List.of("x-sum: 1", "x-end: 2"), seen.trailers().lines());
                }),
                new Case(
                        "h2-expect",
                        "RFC 9110, 10.1.1",
                        "The question before a body is the backend's to answer.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream =
                                    client.begin(client.head("POST", "/", "content-length: 5", "expect: 100-continue"));
                            RawSocket connection = scene.backend().request(() -> {});
                            assertEquals(
                                    "100-continue", connection.head().fields().first("Expect"));
                            connection.write("HTTP/1.1 100 Continue\r\n\r\n");
                            assertEquals(List.of("100"), client.heads(stream, 1).statuses());
                            client.lastData(stream, "hello");
                            assertEquals("hello", connection.read(5));
                            connection.write(Scene.OK);
                            assertEquals(
                                    List.of("100", "200"), client.answer(stream).statuses());
                        }),
                malformed("h2-bad-capitals", "RFC 9113, 8.2.1", "A name in capitals", ":path: /", "X-A: 1"),
                malformed("h2-bad-connection", "RFC 9113, 8.2.2", "Connection", ":path: /", "connection: close"),
                malformed("h2-bad-keep-alive", "RFC 9113, 8.2.2", "Keep-Alive", ":path: /", "keep-alive: timeout=5"),
                malformed(
                        "h2-bad-proxy-connection",
                        "RFC 9113, 8.2.2",
                        "Proxy-Connection",
                        ":path: /",
                        "proxy-connection: close"),
                malformed(
                        "h2-bad-coding",
                        "RFC 9113, 8.2.2",
                        "A transfer coding",
                        ":path: /",
                        "transfer-encoding: chunked"),
                malformed("h2-bad-upgrade", "RFC 9113, 8.2.2", "Upgrade", ":path: /", "upgrade: foo"),
                malformed("h2-bad-te", "RFC 9113, 8.2.2", "Another TE than trailers", ":path: /", "te: gzip"),
                malformed("h2-bad-no-path", PSEUDO, "No path"),
                malformed("h2-bad-empty-path", PSEUDO, "An empty path", ":path: "),
                malformed("h2-bad-two-paths", PSEUDO, "Two paths", ":path: /", ":path: /b"),
                malformed("h2-bad-late-pseudo", "RFC 9113, 8.3", "A pseudo-field after a field", "x-a: 1", ":path: /"),
                malformed(
                        "h2-bad-unknown-pseudo",
                        "RFC 9113, 8.3",
                        "A pseudo-field that nobody knows",
                        ":path: /",
                        ":foo: 1"),
                malformed(
                        "h2-bad-answer-pseudo",
                        "RFC 9113, 8.3",
                        "A pseudo-field of answers",
                        ":path: /",
                        ":status: 200"),
                malformed(
                        "h2-bad-line-end",
                        "RFC 9113, 8.2.1",
                        "A line end in a value",
                        ":path: /",
                        "x-a: 1\r\nx-evil: 2"),
                malformed("h2-bad-nul", "RFC 9113, 8.2.1", "A NUL in a value", ":path: /", "x-a: 1\0002"),
                malformed("h2-bad-name", "RFC 9113, 8.2.1", "A colon in a name", ":path: /", "x:a: 1"),
                malformed("h2-bad-path-space", PSEUDO, "A space in the path", ":path: / HTTP/1.1"),
                malformed("h2-bad-path-line-end", PSEUDO, "A line end in the path", ":path: /\r\nx-evil: 1"),
                new Case(
                        "h2-bad-no-method",
                        PSEUDO,
                        "Is refused and reaches nobody: No method.",
                        scene -> refused(scene, ":scheme: http", ":authority: a.test", ":path: /")),
                new Case(
                        "h2-bad-length-short",
                        MALFORMED,
                        "A body longer than its length is no request to the backend.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.begin(client.head("POST", "/", "content-length: 5"));
                            client.lastData(stream, "hello, evil");
                            expectIncomplete(scene, client, stream, "hello, evil");
                        }),
                new Case("h2-bad-length-long", MALFORMED, "Nor is one shorter than its length.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/", "content-length: 100"));
                    client.lastData(stream, "hello");
                    expectIncomplete(scene, client, stream, "hello");
                }),
                new Case(
                        "h2-connect",
                        "RFC 9113, 8.5",
                        "A tunnel is refused.",
                        scene -> refused(scene, ":method: CONNECT", ":authority: b.test:443")),
                new Case("h2-two-requests", "RFC 9113, 5.1.1", "A connection serves several requests.", scene -> {
                    Http2 client = scene.http2();
                    forward(scene, client, client.send(client.head("GET", "/1")));
                    assertEquals(
                            "GET /2 HTTP/1.1",
                            forward(scene, client, client.send(client.head("GET", "/2")))
                                    .start());
                }),
                new Case(
                        "h2-settings",
                        "RFC 9113, 6.5",
                        "Whoever asks is told that the other end is there.",
                        scene -> scene.http2().ping()));
    }

    /** The backend gets the request of a stream and answers it well. */
    private static Message forward(Scene scene, Http2 client, int stream) throws Exception {
        RawSocket connection = asked(scene, client, stream);
        Message seen = Message.request(connection);
        connection.write(Scene.OK);
        assertEquals(List.of("200"), client.answer(stream).statuses());
        scene.backend().done(connection);
        return seen;
    }

    /** Waits for the backend to be asked; fails as soon as the stream ends without. */
    static RawSocket asked(Scene scene, Http2 client, int stream) {
        return scene.backend().request(() -> {
            if (client.ended(stream)) {
                throw new AssertionError("the backend was not asked");
            }
        });
    }

    private static Case malformed(String id, String section, String what, String... lines) {
        String[] all = new String[lines.length + 3];
        all[0] = ":method: GET";
        all[1] = ":scheme: http";
        all[2] = ":authority: a.test";
        System.arraycopy(lines, 0, all, 3, lines.length);
        return new Case(id, section, "Is refused and reaches nobody: " + what + ".", scene -> refused(scene, all));
    }

    /** By an error of the stream, of the connection, or an answer that says so. */
    private static void refused(Scene scene, String... lines) throws Exception {
        Http2 client = scene.http2();
        int stream = client.send(lines);
        Waiting waiting = new Waiting("neither forwarded nor refused");
        while (!client.ended(stream)) {
            assertFalse(scene.backend().asked(), "reached the backend");
            waiting.pause();
        }
        Http2.Answer answer = client.answer(stream);
        assertTrue(
                answer.broken()
                        || List.of("400", "403", "404", "405", "501")
                                .contains(answer.statuses().get(0)),
                () -> "answered with " + answer.statuses());
        assertFalse(scene.backend().asked(), "reached the backend");
    }

    /** If the backend gets anything, it is no whole request. */
    private static void expectIncomplete(Scene scene, Http2 client, int stream, String body) throws Exception {
        Http2.Answer answer = client.answer(stream);
        assertTrue(
                answer.broken() || answer.statuses().get(0).equals("400"), () -> "answered with " + answer.statuses());
        if (scene.backend().asked()) {
            RawSocket connection = scene.backend().request(() -> {});
            Head head = connection.head();
            try {
                connection.body(head, false);
            } catch (java.io.IOException e) {
                return;
            }
            throw new AssertionError("a whole request with " + body);
        }
    }
}
