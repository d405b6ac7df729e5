package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Fields after the body, both ways. */
final class Trailers implements Family {
    private static final String TRAILERS = "RFC 9110, 6.5";
    private static final String LIMITS = "RFC 9110, 6.5.1";
    private static final String SECTION = "RFC 9112, 7.1.2";

    @Override
    public String subject() {
        return "Trailers";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                sent("trailer-request", "One passes.", List.of("X-Sum: abc")),
                sent("trailer-request-several", "Several pass in their order.", List.of("X-B: 1", "X-A: 2", "X-B: 3")),
                sent(
                        "trailer-request-bytes",
                        "Letters, quotation marks and high bytes pass.",
                        List.of("x-SUM: \"a, b\"; caf\u00e9")),
                sent("trailer-request-long", "A long one passes.", List.of("X-Sum: " + "a".repeat(2_000))),
                new Case("trailer-request-announced", "RFC 9110, 6.6.2", "What announces them passes.", scene -> {
                    Message seen = scene.forward(request("POST /", "Trailer: X-Sum", "Transfer-Encoding: chunked")
                            + chunk("a") + "0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals(List.of("X-Sum"), seen.all("Trailer"));
                    assertEquals(List.of("1"), seen.trailers().all("X-Sum"));
                }),
                new Case("trailer-request-empty-body", SECTION, "They pass after a body of nothing.", scene -> {
                    Message seen =
                            scene.forward(request("POST /", "Transfer-Encoding: chunked") + "0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals(List.of("1"), seen.trailers().all("X-Sum"));
                }),
                new Case("trailer-request-late", SECTION, "They may come after a pause.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Transfer-Encoding: chunked") + chunk("a"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    Chunks arrived = new Chunks(connection);
                    assertEquals("a", arrived.next(1));
                    client.write("0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals("", arrived.next());
                    assertEquals(List.of("1"), arrived.trailers().all("X-Sum"));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "trailer-request-not-a-field",
                        "RFC 9110, 6.5.2",
                        "They do not become fields of the head.",
                        scene -> {
                            Message seen = scene.forward(request("POST /", "Transfer-Encoding: chunked") + chunk("a")
                                    + "0\r\nX-Sum: 1\r\n\r\n");
                            assertEquals(List.of(), seen.all("X-Sum"));
                        }),
                new Case("trailer-request-next", SECTION, "What follows them is the next request.", scene -> {
                    RawSocket client = scene.connect();
                    scene.forward(
                            client,
                            request("POST /", "Transfer-Encoding: chunked") + chunk("a") + "0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals(
                            List.of(),
                            scene.forward(client, request("GET /next")).all("X-Sum"));
                }),
                evil("trailer-request-host", "Host: evil"),
                evil("trailer-request-length", "Content-Length: 100"),
                evil("trailer-request-coding", "Transfer-Encoding: chunked"),
                evil("trailer-request-authorization", "Authorization: Basic eA=="),
                evil("trailer-request-forwarded", "X-Forwarded-For: 6.6.6.6"),
                answered("trailer-answer", "One passes.", List.of("X-Sum: abc")),
                answered(
                        "trailer-answer-several",
                        "Several pass in their order.",
                        List.of("X-B: 1", "X-A: 2", "X-B: 3")),
                answered(
                        "trailer-answer-bytes",
                        "Letters, quotation marks and high bytes pass.",
                        List.of("x-SUM: \"a, b\"; caf\u00e9")),
                answered("trailer-answer-grpc", "Those of gRPC pass.", List.of("grpc-status: 0", "grpc-message: ")),
                new Case("trailer-answer-announced", "RFC 9110, 6.6.2", "What announces them passes.", scene -> {
                    Message answer = trailers(scene, "Trailer: X-Sum\r\n", "X-Sum: 1\r\n");
                    assertEquals(List.of("X-Sum"), answer.all("Trailer"));
                    assertEquals(List.of("1"), answer.trailers().all("X-Sum"));
                }),
                new Case("trailer-answer-empty-body", SECTION, "They pass after a body of nothing.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /", "TE: trailers", "Connection: TE"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals(
                            List.of("1"),
                            Message.answer(client, "GET").trailers().all("X-Sum"));
                }),
                new Case("trailer-answer-late", SECTION, "They may come after a pause.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /", "TE: trailers", "Connection: TE"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("a"));
                    client.head();
                    Chunks received = new Chunks(client);
                    assertEquals("a", received.next(1));
                    connection.write("0\r\nX-Sum: 1\r\n\r\n");
                    assertEquals("", received.next());
                    assertEquals(List.of("1"), received.trailers().all("X-Sum"));
                }),
                new Case(
                        "trailer-answer-not-a-field",
                        "RFC 9110, 6.5.2",
                        "They do not become fields of the head.",
                        scene -> assertEquals(
                                List.of(), trailers(scene, "", "X-Sum: 1\r\n").all("X-Sum"))),
                new Case("trailer-answer-next", SECTION, "What follows them is the next answer.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("a")
                            + "0\r\nX-Sum: 1\r\n\r\n");
                    Message.answer(client, "GET");
                    scene.backend().done(connection);
                    scene.forward(client, request("GET /next"));
                }),
                new Case("trailer-answer-old-client", TRAILERS, "A client of HTTP/1.0 gets none.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(RawSocket.lines("GET / HTTP/1.0", "Host: a.test"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("a")
                            + "0\r\nX-Sum: 1\r\n\r\n");
                    client.head();
                    assertEquals("a", client.rest());
                }),
                new Case(
                        "trailer-answer-cookie",
                        LIMITS,
                        "A trailer that says what only a head may say becomes no field of the head.",
                        scene -> {
                            Message answer = trailers(scene, "", "Set-Cookie: a=evil\r\nContent-Length: 100\r\n");
                            assertEquals(List.of(), answer.all("Set-Cookie"));
                            assertFalse(answer.all("Content-Length").contains("100"), answer::toString);
                            assertEquals(List.of(), answer.trailers().all("Content-Length"));
                        }),
                new Case("trailer-none", SECTION, "Without trailers there are none.", scene -> {
                    Message answer = trailers(scene, "", "");
                    assertEquals(List.of(), answer.trailers().lines());
                    Head head = answer.head();
                    assertFalse(head.fields().has("Trailer", "X-Sum"));
                }));
    }

    private static Case sent(String id, String sentence, List<String> lines) {
        return new Case(id, TRAILERS, "Of a request: " + sentence, scene -> {
            Message seen = scene.forward(request("POST /", "Transfer-Encoding: chunked") + chunk("hello") + "0\r\n"
                    + String.join("\r\n", lines) + "\r\n\r\n");
            assertEquals("hello", seen.body());
            assertEquals(lines, seen.trailers().lines());
        });
    }

    private static Case answered(String id, String sentence, List<String> lines) {
        return new Case(id, TRAILERS, "Of an answer: " + sentence, scene -> {
            Message answer = trailers(scene, "", String.join("\r\n", lines) + "\r\n");
            assertEquals("hello", answer.body());
            assertEquals(
                    lines.stream().map(String::strip).toList(),
                    answer.trailers().lines().stream().map(String::strip).toList());
        });
    }

    /** To a client that takes them. */
    private static Message trailers(Scene scene, String fields, String trailers) throws Exception {
        RawSocket client = scene.connect();
        client.write(request("GET /", "TE: trailers", "Connection: TE"));
        RawSocket connection = scene.asked(client);
        connection.head();
        connection.write("HTTP/1.1 200 OK\r\n" + fields + "Transfer-Encoding: chunked\r\n\r\n" + chunk("hello")
                + "0\r\n" + trailers + "\r\n");
        return Message.answer(client, "GET");
    }

    /** The head says what it says, and the trailer does not pass, or the request is refused. */
    private static Case evil(String id, String line) {
        String name = line.substring(0, line.indexOf(':'));
        return new Case(id, LIMITS, "A trailer cannot say anew what only a head may: " + line, scene -> {
            Message seen = scene.forwardUnlessRefused(
                    request("POST /", "Transfer-Encoding: chunked") + chunk("hello") + "0\r\n" + line + "\r\n\r\n");
            if (seen != null) {
                assertEquals(List.of(), seen.trailers().all(name));
                assertFalse(
                        seen.all(name).contains(line.substring(name.length() + 2)) && !name.equals("Transfer-Encoding"),
                        seen::toString);
            }
        });
    }
}
