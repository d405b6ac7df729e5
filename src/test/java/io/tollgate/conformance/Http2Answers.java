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
import java.util.concurrent.CompletableFuture;

/** Answers of a backend of HTTP/1.1 reach clients that speak HTTP/2 as answers of its kind. */
final class Http2Answers implements Family {
    private static final String FIELDS = "RFC 9113, 8.2";
    private static final String FRAMING = "RFC 9113, 8.1";
    private static final String HOP = "RFC 9113, 8.2.2";
    private static final String RESET = "RFC 9113, 5.4.2";
    private static final String CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int LARGE = 1 << 20;

    @Override
    public String subject() {
        return "Answers over HTTP/2";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("h2-answer", FRAMING, "Status and body pass.", scene -> {
                    Http2.Answer answer = answer(scene, "GET", "HTTP/1.1 404 Not Found\r\n" + sized("hello"));
                    assertEquals(List.of("404"), answer.statuses());
                    assertEquals(List.of("5"), answer.fields().all("content-length"));
                    assertEquals("hello", answer.body());
                }),
                new Case("h2-answer-lower", FIELDS, "Names become small letters, values stay.", scene -> {
                    List<String> lines = answer(
                                    scene,
                                    "GET",
                                    "HTTP/1.1 200 OK\r\nX-Upper: \"A, b\"\r\nETag: W/\"C\"\r\n" + sized("a"))
                            .fields()
                            .lines();
                    assertTrue(lines.containsAll(List.of("x-upper: \"A, b\"", "etag: W/\"C\"")), lines::toString);
                }),
                new Case(
                        "h2-answer-repeated",
                        FIELDS,
                        "Repeated lines stay, each in its line and in order.",
                        scene -> assertEquals(
                                List.of("a=1", "b=\"2, 3\"", "a=4"),
                                answer(
                                                scene,
                                                "GET",
                                                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\"2, 3\"\r\nSet-Cookie: a=4\r\n"
                                                        + sized("a"))
                                        .fields()
                                        .all("set-cookie"))),
                new Case(
                        "h2-answer-type",
                        "RFC 9110, 8.3",
                        "The type's letters stay, and nothing is added.",
                        scene -> assertEquals(
                                List.of("Text/HTML;Charset=\"x\""),
                                answer(
                                                scene,
                                                "GET",
                                                "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;Charset=\"x\"\r\n"
                                                        + sized("a"))
                                        .fields()
                                        .all("content-type"))),
                new Case("h2-answer-hop", HOP, "What concerns the backend's connection stays there.", scene -> {
                    Http2.Answer answer = answer(
                            scene,
                            "GET",
                            "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\n"
                                    + sized("a"));
                    for (String name : List.of("connection", "x-hop", "keep-alive", "upgrade")) {
                        assertEquals(List.of(), answer.fields().all(name), name);
                    }
                }),
                new Case("h2-answer-chunked", HOP, "Chunks become frames, and the coding is not named.", scene -> {
                    Http2.Answer answer = answer(scene, "GET", CHUNKED_OK + chunk("hel") + chunk("lo") + "0\r\n\r\n");
                    assertEquals("hello", answer.body());
                    assertEquals(List.of(), answer.fields().all("transfer-encoding"));
                }),
                new Case("h2-answer-own-error", HOP, "Tollgate's own errors name no connection either.", scene -> {
                    Http2 client = scene.http2();
                    int stream =
                            client.send(":method: GET", ":scheme: http", ":authority: " + Stand.NOBODY, ":path: /");
                    Http2.Answer answer = client.answer(stream);
                    assertEquals(List.of("502"), answer.statuses());
                    assertEquals(List.of(), answer.fields().all("connection"));
                }),
                new Case(
                        "h2-answer-until-close",
                        FRAMING,
                        "What lasts until the connection's end passes whole.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.send(client.head("GET", "/"));
                            RawSocket connection = asked(scene, client, stream);
                            connection.write("HTTP/1.1 200 OK\r\n\r\nhello");
                            connection.endOutput();
                            Http2.Answer answer = client.answer(stream);
                            assertFalse(answer.broken(), "broken");
                            assertEquals("hello", answer.body());
                        }),
                new Case(
                        "h2-answer-head",
                        "RFC 9110, 9.3.2",
                        "An answer to HEAD keeps its length and has no body.",
                        scene -> {
                            Http2.Answer answer = answer(scene, "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                            assertEquals(List.of("5"), answer.fields().all("content-length"));
                            assertEquals("", answer.body());
                        }),
                new Case(
                        "h2-answer-204",
                        "RFC 9110, 15.3.5",
                        "204 ends with its head.",
                        scene -> assertEquals(
                                List.of("204"),
                                answer(scene, "GET", "HTTP/1.1 204 No\r\n\r\n").statuses())),
                new Case("h2-answer-304", "RFC 9110, 15.4.5", "So does 304.", scene -> {
                    Http2.Answer answer = answer(scene, "GET", "HTTP/1.1 304 Not\r\nETag: \"a\"\r\n\r\n");
                    assertEquals(List.of("304"), answer.statuses());
                    assertEquals(List.of("\"a\""), answer.fields().all("etag"));
                }),
                new Case(
                        "h2-answer-date",
                        "RFC 9110, 6.6.1",
                        "The date is there once.",
                        scene -> assertEquals(
                                List.of("Sun, 06 Nov 1994 08:49:37 GMT"),
                                answer(
                                                scene,
                                                "GET",
                                                "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                                        + sized("a"))
                                        .fields()
                                        .all("date"))),
                new Case("h2-answer-103", "RFC 8297, 2", "103 passes before the answer.", scene -> {
                    Http2.Answer answer = answer(
                            scene,
                            "GET",
                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n" + sized("a"));
                    assertEquals(List.of("103", "200"), answer.statuses());
                    assertEquals(List.of("</a>"), answer.heads().get(0).all("link"));
                    assertEquals(List.of(), answer.fields().all("link"));
                }),
                new Case("h2-answer-trailers", FRAMING, "Trailers pass.", scene -> {
                    Http2.Answer answer = answer(
                            scene, "GET", CHUNKED_OK + chunk("hello") + "0\r\nX-Sum: 1\r\nGrpc-Status: 0\r\n\r\n");
                    assertEquals("hello", answer.body());
                    assertEquals(
                            List.of("x-sum: 1", "grpc-status: 0"),
                            answer.trailers().lines());
                }),
                new Case("h2-answer-trailers-empty", FRAMING, "They pass after a body of nothing.", scene -> {
                    Http2.Answer answer = answer(scene, "GET", CHUNKED_OK + "0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals("", answer.body());
                    assertEquals(List.of("x-sum: 1"), answer.trailers().lines());
                }),
                new Case("h2-answer-streams", "RFC 9110, 3.7", "An event arrives before the next is sent.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.send(client.head("GET", "/"));
                    RawSocket connection = asked(scene, client, stream);
                    connection.write(CHUNKED_OK + chunk("first"));
                    assertEquals("first", client.body(stream, "first").body());
                    connection.write(chunk("last") + "0\r\n\r\n");
                    assertEquals("firstlast", client.answer(stream).body());
                }),
                new Case(
                        "h2-answer-head-at-once",
                        FRAMING,
                        "A head arrives before the first byte of the body is sent.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.send(client.head("GET", "/"));
                            RawSocket connection = asked(scene, client, stream);
                            connection.write(CHUNKED_OK);
                            assertEquals(List.of("200"), client.heads(stream, 1).statuses());
                            connection.write(chunk("a") + "0\r\n\r\n");
                            assertEquals("a", client.answer(stream).body());
                        }),
                new Case("h2-answer-large", "RFC 9113, 5.2", "1 MiB arrives whole.", scene -> {
                    String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
                    Http2 client = scene.http2();
                    int stream = client.send(client.head("GET", "/"));
                    RawSocket connection = asked(scene, client, stream);
                    CompletableFuture<Void> sent =
                            Beside.run(() -> connection.write("HTTP/1.1 200 OK\r\n" + sized(payload)));
                    assertTrue(client.answer(stream).body().equals(payload), "another body");
                    sent.join();
                }),
                new Case(
                        "h2-answer-order",
                        "RFC 9113, 5",
                        "The answer to a later request need not wait for that to an earlier.",
                        scene -> {
                            Http2 client = scene.http2();
                            int first = client.send(client.head("GET", "/1"));
                            RawSocket slow = asked(scene, client, first);
                            int second = client.send(client.head("GET", "/2"));
                            RawSocket quick = asked(scene, client, second);
                            quick.write("HTTP/1.1 200 OK\r\n" + sized("second"));
                            assertEquals("second", client.answer(second).body());
                            slow.write("HTTP/1.1 200 OK\r\n" + sized("first"));
                            assertEquals("first", client.answer(first).body());
                        }),
                cut(
                        "h2-lost-length",
                        "An answer shorter than its length breaks its stream.",
                        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst",
                        false),
                cut(
                        "h2-lost-chunks",
                        "So does one that ends before its last chunk.",
                        CHUNKED_OK + chunk("first"),
                        false),
                cut("h2-lost-reset", "So does one whose connection is reset.", CHUNKED_OK + chunk("first"), true),
                new Case("h2-lost-alone", RESET, "Other streams of the connection go on.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.send(client.head("GET", "/1"));
                    RawSocket connection = asked(scene, client, stream);
                    connection.write(CHUNKED_OK + chunk("first"));
                    client.body(stream, "first");
                    connection.reset();
                    assertTrue(client.answer(stream).broken(), "looks like a whole answer");
                    int next = client.send(client.head("GET", "/2"));
                    asked(scene, client, next).write("HTTP/1.1 200 OK\r\n" + sized("well"));
                    assertEquals("well", client.answer(next).body());
                }),
                new Case(
                        "h2-lost-before",
                        "RFC 9110, 15.6.3",
                        "A backend that leaves before its answer is a bad gateway.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.send(client.head("GET", "/"));
                            asked(scene, client, stream).endOutput();
                            assertEquals(List.of("502"), client.answer(stream).statuses());
                        }),
                new Case(
                        "h2-gone-waiting",
                        RESET,
                        "A client that gives up before the first byte releases the backend.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.send(client.head("GET", "/"));
                            RawSocket connection = asked(scene, client, stream);
                            client.cancel(stream);
                            connection.awaitEnd();
                        }),
                new Case("h2-gone-answer", RESET, "So does one that gives up within an answer.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.send(client.head("GET", "/"));
                    RawSocket connection = asked(scene, client, stream);
                    connection.write(CHUNKED_OK + chunk("first"));
                    client.body(stream, "first");
                    client.cancel(stream);
                    connection.awaitEnd();
                }),
                new Case("h2-gone-upload", RESET, "So does one that gives up within its body.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.begin(client.head("POST", "/"));
                    client.data(stream, "hello");
                    RawSocket connection = scene.backend().request(() -> {});
                    connection.head();
                    client.cancel(stream);
                    connection.awaitEnd();
                }),
                new Case("h2-gone-connection", RESET, "So does one whose connection ends.", scene -> {
                    Http2 client = scene.http2();
                    int stream = client.send(client.head("GET", "/"));
                    RawSocket connection = asked(scene, client, stream);
                    client.socket().reset();
                    connection.awaitEnd();
                }),
                new Case("h2-gone-alone", RESET, "Other streams of the connection go on.", scene -> {
                    Http2 client = scene.http2();
                    int left = client.send(client.head("GET", "/1"));
                    RawSocket first = asked(scene, client, left);
                    int kept = client.send(client.head("GET", "/2"));
                    RawSocket second = asked(scene, client, kept);
                    client.cancel(left);
                    first.awaitEnd();
                    second.write("HTTP/1.1 200 OK\r\n" + sized("well"));
                    assertEquals("well", client.answer(kept).body());
                }),
                new Case(
                        "h2-early",
                        FRAMING,
                        "An answer before the end of an upload is heard, and the stream ended.",
                        scene -> {
                            Http2 client = scene.http2();
                            int stream = client.begin(client.head("POST", "/"));
                            client.data(stream, "hello");
                            RawSocket connection = scene.backend().request(() -> {});
                            connection.head();
                            connection.write("HTTP/1.1 413 No\r\nConnection: close\r\n" + sized("no"));
                            Http2.Answer answer = client.answer(stream);
                            assertEquals(List.of("413"), answer.statuses());
                            assertEquals("no", answer.body());
                        }));
    }

    /** The connection on which the backend has the request of a stream. */
    private static RawSocket asked(Scene scene, Http2 client, int stream) throws Exception {
        RawSocket connection = Http2Requests.asked(scene, client, stream);
        connection.head();
        return connection;
    }

    private static Http2.Answer answer(Scene scene, String method, String said) throws Exception {
        Http2 client = scene.http2();
        int stream = client.send(client.head(method, "/"));
        asked(scene, client, stream).write(said);
        Http2.Answer answer = client.answer(stream);
        assertFalse(answer.broken(), "broken");
        return answer;
    }

    private static Case cut(String id, String sentence, String said, boolean reset) {
        return new Case(id, RESET, sentence, scene -> {
            Http2 client = scene.http2();
            int stream = client.send(client.head("GET", "/"));
            RawSocket connection = asked(scene, client, stream);
            connection.write(said);
            // Where the length is known nothing need have come yet, and the answer may still become a bad gateway.
            scene.meanwhile();
            if (reset) {
                connection.reset();
            } else {
                connection.endOutput();
            }
            Http2.Answer answer = client.answer(stream);
            assertTrue(answer.broken() || answer.statuses().contains("502"), "looks like a whole answer");
        });
    }
}
