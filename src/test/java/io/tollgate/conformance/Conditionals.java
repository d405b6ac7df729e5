package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

/** Conditions and ranges are the backend's to judge. */
final class Conditionals implements Family {
    @Override
    public String subject() {
        return "Conditions and ranges";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                asks("if-match", "RFC 9110, 13.1.1", "If-Match: \"a\", W/\"b,c\""),
                asks("if-match-any", "RFC 9110, 13.1.1", "If-Match: *"),
                asks("if-none-match", "RFC 9110, 13.1.2", "If-None-Match: W/\"a\", \"b\""),
                asks("if-none-match-lines", "RFC 9110, 13.1.2", "If-None-Match: \"a\"", "If-None-Match: \"b\""),
                asks("if-modified-since", "RFC 9110, 13.1.3", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
                asks("if-modified-since-bad", "RFC 9110, 13.1.3", "If-Modified-Since: yesterday"),
                asks(
                        "if-modified-since-old-form",
                        "RFC 9110, 5.6.7",
                        "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
                asks("if-unmodified-since", "RFC 9110, 13.1.4", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
                asks("if-range", "RFC 9110, 13.1.5", "Range: bytes=0-1", "If-Range: \"a\""),
                asks("range-one", "RFC 9110, 14.2", "Range: bytes=0-499"),
                asks("range-several", "RFC 9110, 14.2", "Range: bytes=0-0, 500-, -1"),
                asks("range-unknown", "RFC 9110, 14.2", "Range: lines=1-2"),
                asks("range-bad", "RFC 9110, 14.2", "Range: bytes=5-1"),
                new Case(
                        "condition-304",
                        "RFC 9110, 15.4.5",
                        "304 passes with all that it says of the content.",
                        scene -> {
                            List<String> lines = List.of(
                                    "ETag: \"a\"",
                                    "Cache-Control: max-age=1",
                                    "Content-Location: /b",
                                    "Expires: Sun, 06 Nov 1994 08:49:37 GMT",
                                    "Vary: c");
                            Message answer = scene.answer(
                                    "HTTP/1.1 304 Not Modified\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
                            assertEquals("304", answer.status());
                            assertEquals(lines, answer.only(lines));
                        }),
                new Case(
                        "condition-412",
                        "RFC 9110, 15.5.13",
                        "412 passes.",
                        scene -> assertEquals(
                                "412",
                                scene.answer("HTTP/1.1 412 Precondition Failed\r\n" + sized("no"))
                                        .status())),
                new Case(
                        "condition-not-judged",
                        "RFC 9110, 13.2.1",
                        "A 200 is not made a 304, whatever the client asked.",
                        scene -> {
                            var client = scene.connect();
                            client.write(request("GET /", "If-None-Match: \"a\""));
                            var connection = scene.asked(client);
                            connection.head();
                            connection.write("HTTP/1.1 200 OK\r\nETag: \"a\"\r\n" + sized("whole"));
                            Message answer = Message.answer(client, "GET");
                            assertEquals("200", answer.status());
                            assertEquals("whole", answer.body());
                        }),
                new Case("range-206", "RFC 9110, 15.3.7", "206 passes with its part.", scene -> {
                    List<String> lines = List.of("Content-Range: bytes 1-3/10", "Accept-Ranges: bytes");
                    Message answer = scene.answer(
                            "HTTP/1.1 206 Partial\r\n" + String.join("\r\n", lines) + "\r\n" + sized("bcd"));
                    assertEquals("206", answer.status());
                    assertEquals(lines, answer.only(lines));
                    assertEquals("bcd", answer.body());
                }),
                new Case("range-multipart", "RFC 9110, 14.6", "So do several parts.", scene -> {
                    String parts =
                            "--x\r\nContent-Range: bytes 0-0/9\r\n\r\na\r\n--x\r\nContent-Range: bytes 8-8/9\r\n\r\ni\r\n--x--\r\n";
                    Message answer =
                            scene.answer("HTTP/1.1 206 Partial\r\nContent-Type: multipart/byteranges; boundary=x\r\n"
                                    + sized(parts));
                    assertEquals(List.of("multipart/byteranges; boundary=x"), answer.all("Content-Type"));
                    assertEquals(parts, answer.body());
                }),
                new Case("range-416", "RFC 9110, 15.5.17", "416 passes with the length that there is.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 416 No\r\nContent-Range: bytes */10\r\n" + sized(""));
                    assertEquals("416", answer.status());
                    assertEquals(List.of("bytes */10"), answer.all("Content-Range"));
                }),
                new Case("range-not-judged", "RFC 9110, 14.2", "A 200 to a range is not cut.", scene -> {
                    var client = scene.connect();
                    client.write(request("GET /", "Range: bytes=1-2"));
                    var connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\n" + sized("whole"));
                    Message answer = Message.answer(client, "GET");
                    assertEquals("200", answer.status());
                    assertEquals("whole", answer.body());
                }));
    }

    private static Case asks(String id, String section, String... lines) {
        return new Case(
                id,
                section,
                "Passes to the backend: " + String.join("; ", lines),
                scene -> assertEquals(
                        Arrays.stream(lines).map(Message::lower).toList(),
                        scene.forward(request("GET /", lines)).named(List.of(lines))));
    }
}
