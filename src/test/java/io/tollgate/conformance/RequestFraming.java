package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The body of a request is all of what the client sent and nothing else. */
final class RequestFraming implements Family {
    private static final String LENGTH = "RFC 9110, 8.6";
    private static final String CHUNKED = "RFC 9112, 7.1";
    private static final int LARGE = 1 << 20;

    @Override
    public String subject() {
        return "Bodies of requests";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                body("body-length", LENGTH, "A body of known length.", "POST", sized("hello"), "hello"),
                new Case("body-length-kept", LENGTH, "A known length stays known.", scene -> {
                    Message seen = scene.forward(post(sized("hello")));
                    assertEquals(List.of("5"), seen.all("Content-Length"));
                    assertEquals(List.of(), seen.all("Transfer-Encoding"));
                }),
                new Case("body-empty", LENGTH, "A length of nothing passes.", scene -> {
                    Message seen = scene.forward(post("Content-Length: 0\r\n\r\n"));
                    assertEquals(List.of("0"), seen.all("Content-Length"));
                    assertEquals(List.of(), seen.all("Transfer-Encoding"));
                }),
                new Case("body-none", LENGTH, "A GET without a body gets no length.", scene -> {
                    Message seen = scene.forward(request("GET /"));
                    assertEquals(List.of(), seen.all("Content-Length"));
                    assertEquals(List.of(), seen.all("Transfer-Encoding"));
                }),
                new Case("body-none-post", LENGTH, "A POST without a body stays one.", scene -> {
                    Message seen = scene.forward(post("\r\n"));
                    assertTrue(List.of(List.of(), List.of("0")).contains(seen.all("Content-Length")), seen::toString);
                    assertEquals(List.of(), seen.all("Transfer-Encoding"));
                }),
                body("body-put", "RFC 9110, 9.3.4", "A body of PUT.", "PUT", sized("hello"), "hello"),
                body("body-patch", "RFC 9110, 9.1", "A body of PATCH.", "PATCH", sized("hello"), "hello"),
                body("body-delete", "RFC 9110, 9.3.5", "A body of DELETE.", "DELETE", sized("hello"), "hello"),
                body("body-get", "RFC 9110, 9.3.1", "A body of GET.", "GET", sized("hello"), "hello"),
                body("body-get-chunked", "RFC 9110, 9.3.1", "A chunked body of GET.", "GET", chunked("hello"), "hello"),
                body("body-options", "RFC 9110, 9.3.7", "A body of OPTIONS.", "OPTIONS", sized("hello"), "hello"),
                body(
                        "body-unknown",
                        "RFC 9110, 9.1",
                        "A body of a method that nobody knows.",
                        "BREW",
                        sized("hello"),
                        "hello"),
                body("body-binary", "RFC 9110, 6.4", "Every byte there is.", "POST", sized(bytes()), bytes()),
                body(
                        "body-like-a-request",
                        "RFC 9112, 6.3",
                        "A body that looks like a request.",
                        "POST",
                        sized(request("GET /evil")),
                        request("GET /evil")),
                body(
                        "body-line-ends",
                        "RFC 9112, 6.3",
                        "A body of line ends.",
                        "POST",
                        sized("\r\n\r\n\n\n"),
                        "\r\n\r\n\n\n"),
                body(
                        "body-length-zeros",
                        LENGTH,
                        "A length with zeros before it.",
                        "POST",
                        "Content-Length: 0005\r\n\r\nhello",
                        "hello"),
                body("body-chunked", CHUNKED, "A chunked body.", "POST", chunked("hello"), "hello"),
                body(
                        "body-chunked-empty",
                        CHUNKED,
                        "An empty chunked body.",
                        "POST",
                        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        ""),
                body("body-chunks", CHUNKED, "Several chunks.", "POST", chunked("a", "bc", "def"), "abcdef"),
                body(
                        "body-many-chunks",
                        CHUNKED,
                        "A thousand chunks of one byte.",
                        "POST",
                        chunked("x".repeat(1_000).split("")),
                        "x".repeat(1_000)),
                body(
                        "body-chunk-size-case",
                        CHUNKED,
                        "Sizes in letters of either case.",
                        "POST",
                        "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n",
                        "01234567890123456789a"),
                body(
                        "body-chunk-size-zeros",
                        CHUNKED,
                        "Sizes with zeros before them.",
                        "POST",
                        "Transfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n000\r\n\r\n",
                        "hello"),
                body(
                        "body-chunk-extension",
                        "RFC 9112, 7.1.1",
                        "Extensions of chunks, which are dropped.",
                        "POST",
                        "Transfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d e\"\r\nhello\r\n0;f\r\n\r\n",
                        "hello"),
                body(
                        "body-chunk-line-ends",
                        CHUNKED,
                        "Line ends within a chunk.",
                        "POST",
                        chunked("\r\n0\r\n\r\n"),
                        "\r\n0\r\n\r\n"),
                body(
                        "body-coding-case",
                        "RFC 9112, 7",
                        "The name of the coding in any case.",
                        "POST",
                        "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "hello"),
                body(
                        "body-field-case",
                        "RFC 9110, 5.1",
                        "The name of the field in any case.",
                        "POST",
                        "tRANSFER-eNCODING: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "hello"),
                new Case(
                        "body-chunked-once",
                        "RFC 9112, 6.1",
                        "The backend gets one framing, and one field of it.",
                        scene -> {
                            Message seen = scene.forward(post(chunked("hello")));
                            assertEquals(
                                    1,
                                    seen.all("Content-Length").size()
                                            + seen.all("Transfer-Encoding").size());
                        }),
                new Case("body-large", LENGTH, "1 MiB of known length passes.", scene -> large(scene, false)),
                new Case("body-large-chunked", CHUNKED, "1 MiB in chunks passes.", scene -> large(scene, true)),
                new Case("body-then-request", "RFC 9112, 6.3", "What follows a body is the next request.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(post(sized("hello")) + request("GET /next"));
                    RawSocket connection = scene.asked(client);
                    assertEquals("hello", Message.request(connection).body());
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                    scene.backend().done(connection);
                    RawSocket next = scene.asked(client);
                    assertEquals("GET /next HTTP/1.1", Message.request(next).start());
                    next.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "body-chunked-then-request",
                        "RFC 9112, 6.3",
                        "What follows the last chunk is the next request.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(post(chunked("hello")) + request("GET /next"));
                            RawSocket connection = scene.asked(client);
                            assertEquals("hello", Message.request(connection).body());
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                            scene.backend().done(connection);
                            RawSocket next = scene.asked(client);
                            assertEquals(
                                    "GET /next HTTP/1.1", Message.request(next).start());
                            next.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                refused(
                        "body-both",
                        "RFC 9112, 6.3",
                        "A length beside chunks is refused.",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400),
                refused(
                        "body-lengths-differ",
                        "RFC 9112, 6.3",
                        "Two lengths are refused.",
                        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                        400),
                refused(
                        "body-length-list",
                        "RFC 9112, 6.3",
                        "A list of two lengths is refused.",
                        "Content-Length: 5, 6\r\n\r\nhello!",
                        400),
                refused(
                        "body-length-minus",
                        LENGTH,
                        "A negative length is refused.",
                        "Content-Length: -5\r\n\r\nhello",
                        400),
                refused(
                        "body-length-plus",
                        LENGTH,
                        "A length with a sign is refused.",
                        "Content-Length: +5\r\n\r\nhello",
                        400),
                refused(
                        "body-length-word",
                        LENGTH,
                        "A length that is no number is refused.",
                        "Content-Length: five\r\n\r\nhello",
                        400),
                refused(
                        "body-length-hex",
                        LENGTH,
                        "A length in another base is refused.",
                        "Content-Length: 0x5\r\n\r\nhello",
                        400),
                refused(
                        "body-length-overflow",
                        LENGTH,
                        "A length that no number holds is refused.",
                        "Content-Length: 99999999999999999999\r\n\r\nhello",
                        400,
                        413),
                refused(
                        "body-coding-unknown",
                        "RFC 9112, 6.1",
                        "A coding that is not known is refused.",
                        "Transfer-Encoding: foo\r\n\r\nhello",
                        400,
                        501),
                refused(
                        "body-coding-not-last",
                        "RFC 9112, 6.3",
                        "Chunks within another coding are refused.",
                        "Transfer-Encoding: chunked, foo\r\n\r\n0\r\n\r\n",
                        400,
                        501),
                new Case(
                        "body-coding-old",
                        "RFC 9112, 6.1",
                        "A coding in HTTP/1.0 is refused.",
                        scene -> scene.refused("POST / HTTP/1.0\r\nHost: a.test\r\n" + chunked("hello"), 400, 501)),
                new Case("body-length-same", LENGTH, "The same length twice is refused or made one.", scene -> {
                    Message seen =
                            scene.forwardUnlessRefused(post("Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"));
                    if (seen != null) {
                        assertEquals(List.of("5"), seen.all("Content-Length"));
                    }
                }));
    }

    private static String post(String rest) {
        return "POST / HTTP/1.1\r\nHost: a.test\r\n" + rest;
    }

    private static String chunked(String... chunks) {
        return "Transfer-Encoding: chunked\r\n\r\n"
                + List.of(chunks).stream().map(Scene::chunk).collect(Collectors.joining()) + "0\r\n\r\n";
    }

    private static Case body(String id, String section, String what, String method, String rest, String body) {
        return new Case(id, section, "Passes whole: " + what, scene -> {
            Message seen = scene.forward(method + " / HTTP/1.1\r\nHost: a.test\r\n" + rest);
            assertEquals(method, seen.head().word(0));
            assertEquals(body, seen.body());
        });
    }

    private static Case refused(String id, String section, String sentence, String rest, Integer... statuses) {
        return new Case(id, section, sentence, scene -> scene.refused(post(rest), statuses));
    }

    /** Sent beside the receiving, for it fits no buffer. */
    private static void large(Scene scene, boolean chunked) throws Exception {
        String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
        RawSocket client = scene.connect();
        CompletableFuture<Void> sent =
                Beside.run(() -> client.write(post(chunked ? chunked(payload) : sized(payload))));
        RawSocket connection = scene.asked(client);
        assertTrue(Message.request(connection).body().equals(payload), "another body");
        sent.join();
        connection.write(Scene.OK);
        assertEquals("200", client.head().word(1));
    }

    private static String bytes() {
        return IntStream.range(0, 256)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
