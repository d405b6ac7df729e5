package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The body of an answer is all of what the backend sent and nothing else, or visibly broken. */
final class AnswerFraming implements Family {
    private static final String LENGTH = "RFC 9110, 8.6";
    private static final String BODY = "RFC 9112, 6.3";
    private static final String CHUNKED = "RFC 9112, 7.1";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final int LARGE = 1 << 20;

    @Override
    public String subject() {
        return "Bodies of answers";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("answer-length", LENGTH, "A known length stays known.", scene -> {
                    Message answer = scene.answer(OK + sized("hello"));
                    assertEquals(List.of("5"), answer.all("Content-Length"));
                    assertEquals(List.of(), answer.all("Transfer-Encoding"));
                    assertEquals("hello", answer.body());
                }),
                body("answer-empty", LENGTH, "A length of nothing.", sized(""), ""),
                body(
                        "answer-length-zeros",
                        LENGTH,
                        "A length with zeros before it.",
                        "Content-Length: 0005\r\n\r\nhello",
                        "hello"),
                body("answer-chunked", CHUNKED, "Chunks.", chunked("hel", "lo"), "hello"),
                body("answer-chunked-empty", CHUNKED, "Chunks without content.", chunked(), ""),
                body(
                        "answer-many-chunks",
                        CHUNKED,
                        "A thousand chunks of one byte.",
                        chunked("x".repeat(1_000).split("")),
                        "x".repeat(1_000)),
                body(
                        "answer-chunk-size",
                        CHUNKED,
                        "Sizes in letters of either case, and zeros before them.",
                        "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n00b\r\n0123456789a\r\n00\r\n\r\n",
                        "01234567890123456789a"),
                body(
                        "answer-chunk-extension",
                        "RFC 9112, 7.1.1",
                        "Extensions of chunks, which are dropped.",
                        "Transfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d e\"\r\nhello\r\n0;f\r\n\r\n",
                        "hello"),
                body(
                        "answer-coding-case",
                        "RFC 9112, 7",
                        "The name of the coding in any case.",
                        "Transfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "hello"),
                new Case("answer-until-close", BODY, "Passes whole: what lasts until the connection's end.", scene -> {
                    Message answer = scene.lastAnswer(OK + "\r\nhello");
                    assertEquals("200", answer.status());
                    assertEquals("hello", answer.body());
                }),
                new Case(
                        "answer-until-close-chunked",
                        "RFC 9112, 6.1",
                        "The client is told where such an answer ends.",
                        scene -> {
                            Message answer = scene.lastAnswer(OK + "\r\nhello");
                            assertTrue(answer.head().fields().has("Transfer-Encoding", "chunked")
                                    || answer.all("Content-Length").equals(List.of("5")));
                        }),
                new Case(
                        "answer-until-close-empty",
                        BODY,
                        "An answer without content until the connection's end.",
                        scene -> {
                            Message answer = scene.lastAnswer(OK + "\r\n");
                            assertEquals("200", answer.status());
                            assertEquals("", answer.body());
                        }),
                new Case(
                        "answer-one-framing",
                        "RFC 9112, 6.1",
                        "The client gets one framing, and one field of it.",
                        scene -> {
                            Message answer = scene.answer(OK + chunked("hello"));
                            assertEquals(
                                    1,
                                    answer.all("Content-Length").size()
                                            + answer.all("Transfer-Encoding").size());
                        }),
                new Case("answer-large", LENGTH, "1 MiB of known length passes.", scene -> large(scene, true)),
                new Case("answer-large-chunked", CHUNKED, "1 MiB in chunks passes.", scene -> large(scene, false)),
                new Case("answer-binary", "RFC 9110, 6.4", "Every byte there is passes.", scene -> {
                    String bytes = new String(Payload.bytes(4_096), StandardCharsets.ISO_8859_1);
                    assertEquals(bytes, scene.answer(OK + sized(bytes)).body());
                }),
                head(
                        "head-length",
                        "The length that a GET would have passes.",
                        "Content-Length: 1234\r\n\r\n",
                        "Content-Length: 1234"),
                head(
                        "head-length-zero",
                        "A length of nothing passes.",
                        "Content-Length: 0\r\n\r\n",
                        "Content-Length: 0"),
                head("head-none", "Where the backend names no length, none is made up.", "\r\n", ""),
                head(
                        "head-fields",
                        "Fields of the content pass.",
                        "Content-Type: a/b\r\nETag: \"c\"\r\nContent-Length: 7\r\n\r\n",
                        "Content-Length: 7"),
                new Case(
                        "head-chunked",
                        "RFC 9110, 9.3.2",
                        "An answer to HEAD has no chunks, whatever its head says.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "HEAD");
                            connection.write(OK + "Transfer-Encoding: chunked\r\n\r\n");
                            Head answer = client.head();
                            assertEquals("200", answer.word(1));
                            assertEquals(List.of(), answer.fields().all("Content-Length"));
                            scene.backend().done(connection);
                            follows(scene, client);
                        }),
                noBody("answer-204", "RFC 9110, 15.3.5", "204", ""),
                noBody("answer-204-length", "RFC 9110, 8.6", "204", "Content-Length: 3\r\n"),
                noBody("answer-304", "RFC 9110, 15.4.5", "304", "ETag: \"a\"\r\n"),
                new Case("answer-204-no-length", LENGTH, "204 gets no length and no coding.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 204 No Content\r\n\r\n");
                    assertEquals(List.of(), answer.all("Content-Length"));
                    assertEquals(List.of(), answer.all("Transfer-Encoding"));
                }),
                new Case("answer-304-length", LENGTH, "The length that a 200 would have passes with 304.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\n\r\n");
                    assertEquals(List.of("1234"), answer.all("Content-Length"));
                }),
                new Case(
                        "answer-304-no-length",
                        LENGTH,
                        "304 gets no length and no coding of Tollgate's own.",
                        scene -> {
                            Message answer = scene.answer("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n");
                            assertEquals(List.of(), answer.all("Content-Length"));
                            assertEquals(List.of(), answer.all("Transfer-Encoding"));
                        }),
                new Case("answer-205", "RFC 9110, 15.3.6", "205 passes with its length of nothing.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n");
                    assertEquals("205", answer.status());
                    assertEquals("", answer.body());
                }),
                new Case("answer-error-body", "RFC 9110, 15.5", "The body of an error passes as any other.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 404 Not Found\r\n" + sized("not here"));
                    assertEquals("404", answer.status());
                    assertEquals("not here", answer.body());
                }),
                new Case(
                        "answer-redirect-body",
                        "RFC 9110, 15.4",
                        "The body of a redirection passes as any other.",
                        scene -> {
                            Message answer = scene.answer("HTTP/1.1 302 Found\r\nLocation: /x\r\n" + sized("there"));
                            assertEquals("302", answer.status());
                            assertEquals("there", answer.body());
                        }),
                bad(
                        "answer-both",
                        BODY,
                        "A length beside chunks is an error of the backend.",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
                bad(
                        "answer-lengths-differ",
                        BODY,
                        "Two lengths are an error of the backend.",
                        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
                bad(
                        "answer-length-list",
                        BODY,
                        "A list of two lengths is an error of the backend.",
                        "Content-Length: 5, 6\r\n\r\nhello!"),
                bad(
                        "answer-length-minus",
                        BODY,
                        "A negative length is an error of the backend.",
                        "Content-Length: -5\r\n\r\nhello"),
                bad(
                        "answer-length-word",
                        BODY,
                        "A length that is no number is an error of the backend.",
                        "Content-Length: five\r\n\r\nhello"),
                bad(
                        "answer-length-overflow",
                        BODY,
                        "A length that no number holds is an error of the backend.",
                        "Content-Length: 99999999999999999999\r\n\r\nhello"),
                new Case(
                        "answer-chunk-size-bad",
                        "RFC 9112, 8",
                        "A chunk whose size is none breaks the answer, visibly.",
                        scene -> broken(scene, "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")),
                new Case(
                        "answer-chunk-end-bad",
                        "RFC 9112, 8",
                        "A chunk longer than its size breaks the answer, visibly.",
                        scene -> broken(scene, "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n")));
    }

    static String chunked(String... chunks) {
        return "Transfer-Encoding: chunked\r\n\r\n"
                + List.of(chunks).stream().map(Scene::chunk).collect(Collectors.joining()) + "0\r\n\r\n";
    }

    private static Case body(String id, String section, String what, String rest, String body) {
        return new Case(id, section, "Passes whole: " + what, scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            connection.write(OK + rest);
            Message answer = Message.answer(client, "GET");
            assertEquals("200", answer.status());
            assertEquals(body, answer.body());
            scene.backend().done(connection);
            follows(scene, client);
        });
    }

    /** The client's connection goes on, so the answer before has ended where it said. */
    private static void follows(Scene scene, RawSocket client) throws Exception {
        scene.forward(client, request("GET /next"));
    }

    private static Case head(String id, String sentence, String rest, String expected) {
        return new Case(id, "RFC 9110, 9.3.2", "To a HEAD: " + sentence, scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "HEAD");
            connection.write(OK + rest);
            Message answer = Message.answer(client, "HEAD");
            assertEquals("200", answer.status());
            assertEquals(
                    expected,
                    answer.all("Content-Length").stream()
                            .map(length -> "Content-Length: " + length)
                            .collect(Collectors.joining()));
            scene.backend().done(connection);
            follows(scene, client);
        });
    }

    /** Such an answer ends with its head, whatever the backend sends after it. */
    private static Case noBody(String id, String section, String status, String fields) {
        return new Case(id, section, status + " ends with its head, and the connection goes on.", scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            connection.write("HTTP/1.1 " + status + " None\r\n" + fields + "\r\n");
            assertEquals(status, client.head().word(1));
            scene.backend().done(connection);
            follows(scene, client);
        });
    }

    private static Case bad(String id, String section, String sentence, String rest) {
        return new Case(id, section, sentence, scene -> {
            Message answer = scene.lastAnswer(OK + rest);
            assertEquals("502", answer.status());
            assertFalse(answer.body().contains("hello"), "the backend's words in Tollgate's error");
        });
    }

    private static void broken(Scene scene, String rest) throws Exception {
        RawSocket client = scene.connect();
        RawSocket connection = scene.open(client, "GET");
        connection.write(OK + rest);
        Head head = client.head();
        if (!head.word(1).equals("502")) {
            Scene.awaitCut(() -> Message.body(client, head, "GET"));
        }
    }

    private static void large(Scene scene, boolean sized) throws Exception {
        String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
        RawSocket client = scene.connect();
        RawSocket connection = scene.open(client, "GET");
        CompletableFuture<Void> sent =
                Beside.run(() -> connection.write(OK + (sized ? sized(payload) : chunked(payload))));
        Message answer = Message.answer(client, "GET");
        assertTrue(answer.body().equals(payload), "another body");
        sent.join();
    }
}
