package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that asks before it sends a body is answered by the backend. */
final class Expectations implements Family {
    private static final String EXPECT = "RFC 9110, 10.1.1";
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    @Override
    public String subject() {
        return "Expect: 100-continue";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case("expect-forwarded", EXPECT, "The question reaches the backend.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    assertEquals("100-continue", connection.head().fields().first("Expect"));
                    connection.write(CONTINUE);
                    client.head();
                    client.write("hello");
                    connection.read(5);
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "expect-continue",
                        EXPECT,
                        "The backend's yes reaches the client, and then the body the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = ask(scene, client, "Content-Length: 5");
                            connection.head();
                            connection.write(CONTINUE);
                            assertEquals("100", client.head().word(1));
                            client.write("hello");
                            assertEquals("hello", connection.read(5));
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case("expect-once", EXPECT, "The client gets one yes, not two.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    connection.head();
                    connection.write(CONTINUE);
                    assertEquals("100", client.head().word(1));
                    client.write("hello");
                    connection.read(5);
                    connection.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
                    assertEquals("201", client.head().word(1));
                }),
                new Case("expect-waits", EXPECT, "Before the backend's yes the client gets none.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    connection.head();
                    scene.meanwhile();
                    assertFalse(client.hasMore(), "told to go on by Tollgate");
                    connection.write(CONTINUE);
                    assertEquals("100", client.head().word(1));
                    client.write("hello");
                    assertEquals("hello", connection.read(5));
                    connection.write(Scene.OK);
                }),
                refusal("expect-417", "417"),
                refusal("expect-401", "401"),
                refusal("expect-413", "413"),
                refusal("expect-302", "302"),
                refusal("expect-200", "200"),
                new Case("expect-refused-no-body", EXPECT, "After a no the backend gets no body.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    connection.head();
                    connection.write("HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    assertEquals("413", client.head().word(1));
                    connection.endOutput();
                    assertEquals("", connection.rest());
                }),
                new Case("expect-chunked", EXPECT, "A chunked body waits in the same way.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Transfer-Encoding: chunked");
                    Head head = connection.head();
                    connection.write(CONTINUE);
                    assertEquals("100", client.head().word(1));
                    client.write(chunk("hello") + "0\r\n\r\n");
                    assertEquals("hello", body(connection, head));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case("expect-case", EXPECT, "The question is known in any case.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Content-Length: 5", "Expect: 100-Continue"));
                    RawSocket connection = asked(scene);
                    connection.head();
                    connection.write(CONTINUE);
                    assertEquals("100", client.head().word(1));
                    client.write("hello");
                    assertEquals("hello", connection.read(5));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case("expect-impatient", EXPECT, "A client that does not wait is served, too.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Content-Length: 5", "Expect: 100-continue") + "hello");
                    RawSocket connection = asked(scene);
                    connection.head();
                    connection.write(CONTINUE);
                    assertEquals("hello", connection.read(5));
                    connection.write(Scene.OK);
                    assertEquals("200", Message.answer(client, "POST").status());
                }),
                new Case(
                        "expect-old-backend",
                        EXPECT,
                        "A backend that knows nothing of it gets the body once it was sent.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Content-Length: 5", "Expect: 100-continue"));
                            RawSocket connection = asked(scene);
                            connection.head();
                            client.write("hello");
                            assertEquals("hello", connection.read(5));
                            connection.write(Scene.OK);
                            assertEquals("200", Message.answer(client, "POST").status());
                        }),
                new Case("expect-no-body", EXPECT, "The question without a body is answered.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("GET /", "Expect: 100-continue"));
                    RawSocket connection = asked(scene);
                    connection.head();
                    connection.write(Scene.OK);
                    assertEquals("200", Message.answer(client, "GET").status());
                }),
                new Case("expect-old-client", EXPECT, "From a client of HTTP/1.0 it is ignored.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(
                            RawSocket.lines("POST / HTTP/1.0", "Content-Length: 5", "Expect: 100-continue") + "hello");
                    RawSocket connection = asked(scene);
                    Message seen = Message.request(connection);
                    assertEquals("hello", seen.body());
                    assertEquals(List.of(), seen.all("Expect"));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case("expect-next", "RFC 9112, 9.3", "After an exchange with it the connection goes on.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    connection.head();
                    connection.write(CONTINUE);
                    assertEquals("100", client.head().word(1));
                    client.write("hello");
                    connection.read(5);
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                    scene.backend().done(connection);
                    scene.forward(client, request("GET /next"));
                }),
                new Case(
                        "expect-refused-next",
                        "RFC 9112, 9.3",
                        "After a no the client may send the body as announced or close; it is not taken for a request.",
                        scene -> {
                            RawSocket client = scene.connect();
                            String body = request("GET /evil");
                            RawSocket connection = ask(scene, client, "Content-Length: " + body.length());
                            connection.head();
                            connection.write("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
                            Head answer = client.head();
                            assertEquals("413", answer.word(1));
                            if (answer.closes()) {
                                client.awaitEnd();
                            } else {
                                client.write(body + request("GET /next"));
                                RawSocket next = asked(scene);
                                assertEquals("GET /next HTTP/1.1", next.head().start());
                                next.write(Scene.OK);
                                assertEquals("200", client.head().word(1));
                            }
                        }),
                new Case("expect-103", "RFC 8297, 2", "103 before the backend's yes passes before it.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = ask(scene, client, "Content-Length: 5");
                    connection.head();
                    connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + CONTINUE);
                    assertEquals("103", client.head().word(1));
                    assertEquals("100", client.head().word(1));
                    client.write("hello");
                    assertEquals("hello", connection.read(5));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }));
    }

    /** Sends a head and no body; the backend has it then. */
    private static RawSocket ask(Scene scene, RawSocket client, String framing) throws Exception {
        client.write(request("POST /", framing, "Expect: 100-continue"));
        return asked(scene);
    }

    /** Whatever the client may have been told by others. */
    private static RawSocket asked(Scene scene) {
        return scene.backend().request(() -> {});
    }

    private static Case refusal(String id, String status) {
        return new Case(id, EXPECT, "A " + status + " in place of the yes reaches the client alone.", scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = ask(scene, client, "Content-Length: 5");
            connection.head();
            connection.write("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
            Head head = client.head();
            assertEquals(status, head.word(1));
            assertEquals("no", Message.body(client, head, "POST").body());
        });
    }

    private static String body(RawSocket connection, Head head) throws Exception {
        return new String(connection.body(head, false), StandardCharsets.ISO_8859_1);
    }
}
