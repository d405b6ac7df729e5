package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** What a content is said to be is not touched, nor the content. */
final class Representations implements Family {
    private static final String TYPE = "RFC 9110, 8.3";
    private static final String UNTOUCHED = "RFC 9110, 7.7";

    @Override
    public String subject() {
        return "Types and codings of contents";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                answer("type-plain", TYPE, "A type passes.", "Content-Type: text/plain"),
                answer("type-no-charset", TYPE, "No charset is added to a text.", "Content-Type: text/html"),
                answer("type-json", TYPE, "None is added to JSON.", "Content-Type: application/json"),
                answer(
                        "type-case",
                        "RFC 9110, 8.3.1",
                        "Letters stay as they are.",
                        "Content-Type: Text/HTML;Charset=\"UTF-8\""),
                answer(
                        "type-charset-unknown",
                        "RFC 9110, 8.3.2",
                        "A charset that nobody knows passes.",
                        "Content-Type: text/plain; charset=x-none"),
                answer(
                        "type-charset-case",
                        "RFC 9110, 8.3.2",
                        "A charset's letters stay as they are.",
                        "Content-Type: text/plain; charset=Iso-8859-1"),
                answer(
                        "type-spaces",
                        "RFC 9110, 8.3.1",
                        "Spaces between parameters stay.",
                        "Content-Type: text/plain  ;  charset=utf-8 ;a=b"),
                answer(
                        "type-parameters",
                        "RFC 9110, 8.3.1",
                        "Parameters and their order stay.",
                        "Content-Type: a/b; z=1; charset=utf-8; a=\"2; 3\""),
                answer(
                        "type-boundary",
                        "RFC 9110, 8.3.3",
                        "A boundary in quotation marks stays.",
                        "Content-Type: multipart/mixed; boundary=\"a b:c\""),
                answer(
                        "type-events",
                        TYPE,
                        "The type of an event stream stays.",
                        "Content-Type: text/event-stream;charset=utf-8"),
                answer("type-odd", TYPE, "What is no type passes, too.", "Content-Type: nonsense"),
                new Case("type-none", TYPE, "None is made up where the backend names none.", scene -> {
                    assertEquals(
                            List.of(),
                            scene.answer("HTTP/1.1 200 OK\r\n" + sized("<html>"))
                                    .all("Content-Type"));
                }),
                new Case("type-none-error", TYPE, "Nor for an error.", scene -> {
                    assertEquals(
                            List.of(),
                            scene.answer("HTTP/1.1 500 No\r\n" + sized("no")).all("Content-Type"));
                }),
                new Case("type-head", "RFC 9110, 9.3.2", "It passes in an answer to HEAD.", scene -> {
                    Message answer = scene.answer(
                            "HEAD", "HTTP/1.1 200 OK\r\nContent-Type: Text/x\r\nContent-Length: 5\r\n\r\n");
                    assertEquals(List.of("Text/x"), answer.all("Content-Type"));
                }),
                answer(
                        "coding-gzip",
                        "RFC 9110, 8.4",
                        "A coding passes, and the content in it.",
                        "Content-Encoding: gzip"),
                answer("coding-two", "RFC 9110, 8.4", "Two codings pass.", "Content-Encoding: br, gzip"),
                answer(
                        "coding-unknown",
                        "RFC 9110, 8.4",
                        "A coding that nobody knows passes.",
                        "Content-Encoding: x-none"),
                answer("content-language", "RFC 9110, 8.5", "Content-Language passes.", "Content-Language: mi, en"),
                answer("content-location", "RFC 9110, 8.7", "Content-Location passes.", "Content-Location: /a|b"),
                answer(
                        "content-digest",
                        UNTOUCHED,
                        "A digest passes, and is still right.",
                        "Content-Digest: sha-256=:AAAA:"),
                sent(
                        "type-request",
                        TYPE,
                        "The type of a request passes.",
                        "Content-Type: application/x-www-form-urlencoded"),
                sent(
                        "type-request-case",
                        "RFC 9110, 8.3.1",
                        "So do its letters.",
                        "Content-Type: Application/JSON ; Charset=\"utf-8\""),
                sent(
                        "type-request-multipart",
                        "RFC 9110, 8.3.3",
                        "So does a boundary.",
                        "Content-Type: multipart/form-data; boundary=----a\"b"),
                sent(
                        "coding-request",
                        "RFC 9110, 8.4",
                        "The coding of a request passes, and the content in it.",
                        "Content-Encoding: gzip"),
                new Case("type-request-none", TYPE, "None is made up where the client names none.", scene -> {
                    Message seen = scene.forward("POST / HTTP/1.1\r\nHost: a.test\r\n" + sized("a=b"));
                    assertEquals(List.of(), seen.all("Content-Type"));
                    assertEquals("a=b", seen.body());
                }),
                new Case(
                        "coding-none-asked",
                        UNTOUCHED,
                        "A client that takes codings gets none that the backend did not make.",
                        scene -> {
                            var client = scene.connect();
                            client.write(request("GET /", "Accept-Encoding: gzip, br"));
                            var connection = scene.asked(client);
                            connection.head();
                            connection.write(
                                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + sized("a".repeat(5_000)));
                            Message answer = Message.answer(client, "GET");
                            assertEquals("a".repeat(5_000), answer.body());
                            assertEquals(List.of(), answer.all("Content-Encoding"));
                            assertEquals(List.of(), answer.all("Vary"));
                        }));
    }

    private static Case answer(String id, String section, String sentence, String line) {
        String content = "\u001f\u008b\b\u0000not what it says";
        return new Case(id, section, sentence, scene -> {
            Message answer = scene.answer("HTTP/1.1 200 OK\r\n" + line + "\r\n" + sized(content));
            assertEquals(List.of(line), answer.only(List.of(line)));
            assertEquals(content, answer.body());
        });
    }

    private static Case sent(String id, String section, String sentence, String line) {
        String content = "\u001f\u008b\b\u0000a=b&c=%zz";
        return new Case(id, section, sentence, scene -> {
            Message seen = scene.forward("POST / HTTP/1.1\r\nHost: a.test\r\n" + line + "\r\n" + sized(content));
            assertEquals(List.of(Message.lower(line)), seen.named(List.of(line)));
            assertEquals(content, seen.body());
        });
    }
}
