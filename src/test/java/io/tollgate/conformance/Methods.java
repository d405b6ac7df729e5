package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.util.List;

/** Methods, those that nobody knows included. */
final class Methods implements Family {
    private static final String METHOD = "RFC 9110, 9.1";
    private static final String HOPS = "RFC 9110, 7.6.2";

    @Override
    public String subject() {
        return "Methods";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                passes("method-get", "RFC 9110, 9.3.1", "GET"),
                passes("method-head", "RFC 9110, 9.3.2", "HEAD"),
                passes("method-post", "RFC 9110, 9.3.3", "POST"),
                passes("method-put", "RFC 9110, 9.3.4", "PUT"),
                passes("method-delete", "RFC 9110, 9.3.5", "DELETE"),
                passes("method-options", "RFC 9110, 9.3.7", "OPTIONS"),
                passes("method-patch", METHOD, "PATCH"),
                passes("method-propfind", METHOD, "PROPFIND"),
                passes("method-purge", METHOD, "PURGE"),
                passes("method-query", METHOD, "QUERY"),
                passes("method-search", METHOD, "M-SEARCH"),
                passes("method-unknown", METHOD, "BREW"),
                passes("method-lower", METHOD, "get"),
                passes("method-mixed", METHOD, "Post"),
                passes("method-letter", METHOD, "X"),
                passes("method-long", METHOD, "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"),
                passes("method-token", "RFC 9110, 5.6.2", "!#$%&'*+-.^_`|~09aZ"),
                new Case(
                        "method-trace",
                        "RFC 9110, 9.3.8",
                        "TRACE reaches the backend or is refused, and never answered as by the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("TRACE /"));
                            scene.await(client);
                            if (client.hasMore()) {
                                assertTrue(List.of("403", "405", "501")
                                        .contains(client.head().word(1)));
                                return;
                            }
                            RawSocket connection = scene.asked(client);
                            assertEquals("TRACE / HTTP/1.1", connection.head().start());
                            connection.write("HTTP/1.1 200 OK\r\nContent-Type: message/http\r\n" + sized("a"));
                            Message answer = Message.answer(client, "TRACE");
                            assertEquals("a", answer.body());
                            assertEquals(List.of("message/http"), answer.all("Content-Type"));
                        }),
                connect("method-connect", "CONNECT b.test:443 HTTP/1.1", "Host: b.test:443"),
                connect("method-connect-port", "CONNECT b.test:80 HTTP/1.1", "Host: a.test"),
                connect("method-connect-path", "CONNECT / HTTP/1.1", "Host: a.test"),
                connect("method-connect-old", "CONNECT b.test:443 HTTP/1.0", "Host: b.test:443"),
                new Case(
                        "hops-options",
                        HOPS,
                        "Max-Forwards of OPTIONS counts down.",
                        scene -> assertEquals(
                                List.of("2"),
                                scene.forward(request("OPTIONS /", "Max-Forwards: 3"))
                                        .all("Max-Forwards"))),
                new Case("hops-options-zero", HOPS, "At zero OPTIONS goes no further.", scene -> {
                    Head answer = scene.unforwarded(request("OPTIONS /", "Max-Forwards: 0"));
                    assertTrue(answer.word(1).startsWith("2"), answer::start);
                }),
                new Case("hops-options-star-zero", HOPS, "Nor does OPTIONS of the server.", scene -> {
                    Head answer = scene.unforwarded(request("OPTIONS *", "Max-Forwards: 0"));
                    assertTrue(answer.word(1).startsWith("2"), answer::start);
                }),
                new Case(
                        "hops-trace-zero",
                        HOPS,
                        "Nor does TRACE.",
                        scene -> scene.unforwarded(request("TRACE /", "Max-Forwards: 0"))),
                new Case(
                        "hops-get",
                        HOPS,
                        "Max-Forwards of other methods passes as it is.",
                        scene -> assertEquals(
                                List.of("0"),
                                scene.forward(request("GET /", "Max-Forwards: 0"))
                                        .all("Max-Forwards"))),
                new Case(
                        "hops-none",
                        HOPS,
                        "Without it none is made up.",
                        scene -> assertEquals(
                                List.of(), scene.forward(request("OPTIONS /")).all("Max-Forwards"))));
    }

    private static Case passes(String id, String section, String method) {
        return new Case(id, section, method + " passes, and its answer.", scene -> {
            RawSocket client = scene.connect();
            client.write(request(method + " /a"));
            RawSocket connection = scene.asked(client);
            assertEquals(method + " /a HTTP/1.1", connection.head().start());
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + (method.equals("HEAD") ? "" : "hello"));
            Message answer = Message.answer(client, method);
            assertEquals("200", answer.status());
            assertEquals(List.of("5"), answer.all("Content-Length"));
            assertEquals(method.equals("HEAD") ? "" : "hello", answer.body());
        });
    }

    private static Case connect(String id, String line, String field) {
        return new Case(
                id,
                "RFC 9110, 9.3.6",
                "A tunnel is refused, and what follows is no request: " + line,
                scene -> assertTrue(scene.refused(RawSocket.lines(line, field), 400, 403, 405, 501)
                        .closes()));
    }
}
