package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.chunk;
import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;

/** A client that leaves releases the backend, and is nobody's failure. */
final class ClientGone implements Family {
    private static final String GONE = "RFC 9112, 9.5";
    private static final String INCOMPLETE = "RFC 9112, 8";
    private static final String CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** How a client leaves. */
    private interface Leaving {
        void leave(RawSocket client) throws IOException;
    }

    @Override
    public String subject() {
        return "Clients that leave";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                beforeTheFirstByte("gone-waiting-reset", "resets its connection", RawSocket::reset),
                beforeTheFirstByte("gone-waiting-close", "closes its connection", RawSocket::close),
                new Case(
                        "gone-waiting-post",
                        GONE,
                        "One that leaves after its body and before the first byte releases the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Content-Length: 5") + "hello");
                            RawSocket connection = scene.asked(client);
                            assertEquals("hello", Message.request(connection).body());
                            client.reset();
                            connection.awaitEnd();
                        }),
                new Case(
                        "gone-waiting-pipelined",
                        GONE,
                        "So does one that had sent its next request already.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            client.write(request("GET /next"));
                            scene.meanwhile();
                            client.reset();
                            connection.awaitEnd();
                        }),
                new Case("gone-waiting-interim", GONE, "So does one that leaves after an interim answer.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                    scene.meanwhile();
                    client.reset();
                    connection.awaitEnd();
                }),
                new Case("gone-waiting-then-others", GONE, "Others are served as before.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    client.reset();
                    connection.awaitEnd();
                    scene.forward(request("GET /other"));
                }),
                whileSending("gone-upload-length", "Content-Length: 100", "hello"),
                whileSending("gone-upload-chunk", "Transfer-Encoding: chunked", chunk("hello") + "100\r\nhel"),
                whileSending("gone-upload-between", "Transfer-Encoding: chunked", chunk("hello")),
                whileSending("gone-upload-no-byte", "Content-Length: 100", ""),
                new Case("gone-upload-close", INCOMPLETE, "The same when the client closes in order.", scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", "Content-Length: 100") + "hello");
                    RawSocket connection = scene.asked(client);
                    Head head = connection.head();
                    client.close();
                    incomplete(connection, head);
                }),
                new Case(
                        "gone-upload-half-close",
                        INCOMPLETE,
                        "A client that stops within its body is refused or left, and the backend gets no whole request.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Transfer-Encoding: chunked") + chunk("hello"));
                            RawSocket connection = scene.asked(client);
                            Head head = connection.head();
                            client.endOutput();
                            incomplete(connection, head);
                            client.awaitEnd();
                        }),
                new Case(
                        "gone-upload-answered",
                        GONE,
                        "One that leaves within an upload that is being answered releases the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("POST /", "Transfer-Encoding: chunked") + chunk("hello"));
                            RawSocket connection = scene.asked(client);
                            Head head = connection.head();
                            connection.write(CHUNKED_OK + chunk("a"));
                            assertEquals("200", client.head().word(1));
                            client.reset();
                            incomplete(connection, head);
                        }),
                new Case(
                        "gone-answer-chunks",
                        GONE,
                        "One that leaves within an answer in chunks releases the backend.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(CHUNKED_OK + chunk("a"));
                            assertEquals("200", client.head().word(1));
                            client.reset();
                            sendUntilEnded(connection, chunk("x".repeat(10_000)));
                        }),
                new Case(
                        "gone-answer-length",
                        GONE,
                        "So does one that leaves within an answer of known length.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));
                            assertEquals("200", client.head().word(1));
                            client.reset();
                            sendUntilEnded(connection, "x".repeat(10_000));
                        }),
                new Case("gone-answer-close", GONE, "So does one that closes with an answer unread.", scene -> {
                    RawSocket client = scene.connect();
                    RawSocket connection = scene.open(client, "GET");
                    connection.write(CHUNKED_OK + chunk("x".repeat(100_000)));
                    assertEquals("200", client.head().word(1));
                    client.close();
                    sendUntilEnded(connection, chunk("x".repeat(10_000)));
                }),
                new Case(
                        "gone-answer-silent",
                        GONE,
                        "So does one that leaves an event stream that is silent.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(CHUNKED_OK + chunk("data: 1\n\n"));
                            client.head();
                            Chunks received = new Chunks(client);
                            assertEquals("data: 1\n\n", received.next(9));
                            client.reset();
                            connection.awaitEnd();
                        }),
                new Case(
                        "gone-not-reused",
                        "RFC 9112, 9.2",
                        "The backend's connection of an exchange that was left serves nobody else.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write(CHUNKED_OK + chunk("a"));
                            assertEquals("200", client.head().word(1));
                            client.reset();
                            sendUntilEnded(connection, chunk("evil".repeat(1_000)));
                            RawSocket other = scene.connect();
                            other.write(request("POST /", "Content-Length: 0"));
                            RawSocket fresh = scene.asked(other);
                            fresh.head();
                            fresh.write("HTTP/1.1 200 OK\r\n" + sized("own"));
                            assertEquals("own", Message.answer(other, "POST").body());
                        }));
    }

    private static Case beforeTheFirstByte(String id, String how, Leaving leaving) {
        return new Case(id, GONE, "A client that " + how + " before the first byte releases the backend.", scene -> {
            RawSocket client = scene.connect();
            RawSocket connection = scene.open(client, "GET");
            leaving.leave(client);
            connection.awaitEnd();
        });
    }

    private static Case whileSending(String id, String framing, String sent) {
        return new Case(
                id,
                INCOMPLETE,
                "A body that a client left unfinished is none to the backend: " + framing + " after " + sent.length()
                        + " bytes",
                scene -> {
                    RawSocket client = scene.connect();
                    client.write(request("POST /", framing) + sent);
                    RawSocket connection = scene.asked(client);
                    Head head = connection.head();
                    scene.meanwhile();
                    client.reset();
                    incomplete(connection, head);
                });
    }

    /** The connection ends, and what came of the body is not a whole one. */
    private static void incomplete(RawSocket connection, Head head) {
        IOException end = assertThrows(IOException.class, () -> connection.body(head, false), "a whole body");
        if (end instanceof SocketTimeoutException) {
            throw new AssertionError("the backend is kept waiting", end);
        }
    }

    /** Goes on with an answer until somebody does not want it any more. */
    private static void sendUntilEnded(RawSocket connection, String part) {
        Waiting waiting = new Waiting("the backend may still send");
        try {
            while (true) {
                connection.write(part);
                waiting.pause();
            }
        } catch (IOException e) {
            // As it should be.
        }
    }
}
