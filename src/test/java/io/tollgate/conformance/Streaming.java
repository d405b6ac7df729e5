package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What has come goes on at once where nobody knows when the next will come. */
final class Streaming implements Family {
    private static final String STREAM = "RFC 9110, 3.7";
    private static final String CHUNKED = "RFC 9112, 7.1";
    private static final String CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    private static final int LARGE = 8 << 20;

    @Override
    public String subject() {
        return "Streaming";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                new Case(
                        "stream-events",
                        STREAM,
                        "An event arrives before the next is sent.",
                        scene -> events(scene, CHUNKED_OK + "Content-Type: text/event-stream\r\n\r\n")),
                new Case(
                        "stream-chunks",
                        CHUNKED,
                        "So does a chunk of any type.",
                        scene -> events(scene, CHUNKED_OK + "\r\n")),
                new Case(
                        "stream-json",
                        CHUNKED,
                        "So does a line of JSON.",
                        scene -> events(scene, CHUNKED_OK + "Content-Type: application/x-ndjson\r\n\r\n")),
                new Case(
                        "stream-compressed",
                        CHUNKED,
                        "So does what is compressed.",
                        scene -> events(scene, CHUNKED_OK + "Content-Encoding: gzip\r\n\r\n")),
                new Case(
                        "stream-until-close",
                        "RFC 9112, 6.3",
                        "So does what lasts until the connection's end.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\n\r\n");
                            assertEquals("200", client.head().word(1));
                            Chunks received = new Chunks(client);
                            for (String event : List.of("first", "second")) {
                                connection.write(event);
                                assertEquals(event, received.next(event.length()));
                            }
                            connection.endOutput();
                            received.end();
                        }),
                new Case(
                        "stream-head-chunked",
                        CHUNKED,
                        "A head arrives before the first byte of the body is sent.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(CHUNKED_OK + "\r\n");
                            assertEquals("200", client.head().word(1));
                            connection.write(chunk("a") + "0\r\n\r\n");
                            Chunks received = new Chunks(client);
                            assertEquals("a", received.next(1));
                        }),
                new Case("stream-head-events", STREAM, "So does that of an event stream of known length.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 10\r\n\r\n");
                    assertEquals("200", client.head().word(1));
                    connection.write("first");
                    assertEquals("first", client.read(5));
                    connection.write("after");
                    assertEquals("after", client.read(5));
                }),
                new Case("stream-length-pause", STREAM, "A body of known length that pauses arrives whole.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                    scene.meanwhile();
                    connection.write("after");
                    assertEquals("firstafter", Message.answer(client, "GET").body());
                }),
                new Case("stream-byte-by-byte", CHUNKED, "A head and a body may come byte by byte.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    for (char c :
                            (CHUNKED_OK + "X-A: 1\r\n\r\n" + chunk("ab") + chunk("c") + "0\r\n\r\n").toCharArray()) {
                        connection.write(String.valueOf(c));
                    }
                    Message answer = Message.answer(client, "GET");
                    assertEquals(List.of("1"), answer.all("X-A"));
                    assertEquals("abc", answer.body());
                }),
                new Case("stream-upload-head", STREAM, "A request's head arrives before its body is sent.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Content-Length: 5"));
                    RawSocket connection = scene.asked(client);
                    assertEquals("POST / HTTP/1.1", connection.head().start());
                    client.write("hello");
                    assertEquals("hello", connection.read(5));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "stream-upload-length",
                        STREAM,
                        "A part of an upload arrives before the next is sent.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Content-Length: 10") + "first");
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            assertEquals("first", connection.read(5));
                            client.write("after");
                            assertEquals("after", connection.read(5));
                            connection.write(Scene.OK);
                            assertEquals("200", client.head().word(1));
                        }),
                new Case("stream-upload-chunks", CHUNKED, "So does a chunk of one.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Transfer-Encoding: chunked") + chunk("first"));
                    RawSocket connection = scene.asked(client);
                    connection.head();
                    Chunks arrived = new Chunks(connection);
                    assertEquals("first", arrived.next(5));
                    client.write(chunk("after"));
                    assertEquals("after", arrived.next(5));
                    client.write("0\r\n\r\n");
                    assertEquals("", arrived.next());
                    arrived.trailers();
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "stream-both-ways",
                        STREAM,
                        "Question and answer may go to and fro within one exchange.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Transfer-Encoding: chunked") + chunk("ask 1"));
                            RawSocket connection = scene.asked(client);
                            connection.head();
                            Chunks arrived = new Chunks(connection);
                            assertEquals("ask 1", arrived.next(5));
                            connection.write(CHUNKED_OK + "\r\n" + chunk("say 1"));
                            assertEquals("200", client.head().word(1));
                            Chunks received = new Chunks(client);
                            assertEquals("say 1", received.next(5));
                            client.write(chunk("ask 2"));
                            assertEquals("ask 2", arrived.next(5));
                            connection.write(chunk("say 2"));
                            assertEquals("say 2", received.next(5));
                            client.write("0\r\n\r\n");
                            assertEquals("", arrived.next());
                            connection.write("0\r\n\r\n");
                            received.end();
                        }),
                new Case("stream-large-both-ways", STREAM, "8 MiB up and down at once arrive whole.", scene -> {
                    String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
                    RawSocket client = scene.connect();
                    CompletableFuture<Void> up =
                            Beside.run(() -> client.write(request("POST /", "Content-Length: " + LARGE) + payload));
                    RawSocket connection = scene.asked(client);
                    Head head = connection.head();
                    CompletableFuture<byte[]> received = new CompletableFuture<>();
                    CompletableFuture<Void> reading = Beside.run(() -> received.complete(connection.body(head, false)));
                    CompletableFuture<Void> down = Beside.run(() -> {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                        connection.write(payload.substring(1));
                        // An answer that is whole before the request is ends it.
                        reading.join();
                        connection.write(payload.substring(0, 1));
                    });
                    assertTrue(
                            Message.answer(client, "POST").body().equals(payload.substring(1) + payload.charAt(0)),
                            "another answer");
                    assertTrue(
                            new String(received.join(), StandardCharsets.ISO_8859_1).equals(payload),
                            "another request");
                    up.join();
                    down.join();
                }),
                new Case("stream-slow-client", STREAM, "A client that reads late gets all.", scene -> {
                    String payload = new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1);
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    CompletableFuture<Void> down =
                            Beside.run(() -> connection.write("HTTP/1.1 200 OK\r\n" + Scene.sized(payload)));
                    scene.meanwhile();
                    assertTrue(Message.answer(client, "GET").body().equals(payload), "another answer");
                    down.join();
                }));
    }

    private static void events(Scene scene, String head) throws Exception {
        RawSocket client = scene.connect();
        RawSocket connection = scene.open(client, "GET");
        connection.write(head + chunk("data: 1\n\n"));
        assertEquals("200", client.head().word(1));
        Chunks received = new Chunks(client);
        assertEquals("data: 1\n\n", received.next(9));
        for (int i = 2; i <= 5; i++) {
            connection.write(chunk("data: " + i + "\n\n"));
            assertEquals("data: " + i + "\n\n", received.next(9));
        }
        connection.write("0\r\n\r\n");
        received.end();
    }
}
