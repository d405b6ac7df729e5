package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one case is played: clients on one side, backends on the other, Tollgate between. The case drives all ends by
 * itself, so that what comes after what is plain to see.
 */
final class Scene implements AutoCloseable {
    /** The shortest answer. */
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static final int SEVERAL = 10;
    private static final InetAddress ANYBODY = InetAddress.getLoopbackAddress();

    private final Stand stand;
    private final Transcript transcript;
    private final List<RawSocket> clients = new CopyOnWriteArrayList<>();

    Scene(Stand stand, Transcript transcript) {
        this.stand = stand;
        this.transcript = transcript;
        stand.backends().forEach(backend -> backend.writeTo(transcript));
    }

    /** A request's head with a Host field. */
    static String request(String start, String... fields) {
        return to("a.test", start, fields);
    }

    /** The same to a host of {@link Stand}. */
    static String to(String host, String start, String... fields) {
        return RawSocket.lines(Stream.concat(Stream.of(start + " HTTP/1.1", "Host: " + host), Arrays.stream(fields))
                .toArray(String[]::new));
    }

    /** Text with its length before it, as the end of a head and a body. */
    static String sized(String body) {
        return "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Text as one chunk. */
    static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    /** The only backend of most cases. */
    Backend backend() {
        return stand.plain();
    }

    /** The one that {@link Stand#PAIR} prefers. */
    Backend first() {
        return stand.first();
    }

    /** The one that takes over. */
    Backend second() {
        return stand.second();
    }

    Stand stand() {
        return stand;
    }

    /** A client that connects now. */
    RawSocket connect() throws IOException {
        return connect(ANYBODY);
    }

    /** One whose word about whom it forwards for is believed. */
    RawSocket connectTrusted() throws IOException {
        return connect(InetAddress.getByName(Stand.TRUSTED));
    }

    /** A client that speaks HTTP/2 from its first byte. */
    Http2 http2() throws IOException {
        return new Http2(connect(), stand.authority());
    }

    /** The connection on which the backend is asked; fails as soon as that client gets an answer in its stead. */
    RawSocket asked(RawSocket client) {
        return asked(client, backend());
    }

    RawSocket asked(RawSocket client, Backend backend) {
        return backend.request(() -> {
            try {
                if (client.hasMore()) {
                    throw new AssertionError(
                            "the backend was not asked: " + client.head().start());
                }
            } catch (IOException e) {
                throw new AssertionError("the backend was not asked", e);
            }
        });
    }

    /** Sends a request that reaches the backend and is answered with nothing but 200; what the backend got. */
    Message forward(String request) throws IOException {
        return forward(connect(), request);
    }

    Message forward(RawSocket client, String request) throws IOException {
        client.write(request);
        RawSocket connection = asked(client);
        Message seen = Message.request(connection);
        connection.write(OK);
        assertEquals("200", Message.answer(client, seen.head().word(0)).status());
        backend().done(connection);
        return seen;
    }

    /** Whether such requests, each from a new client, share connections to the backend. */
    boolean reuses(String request) throws IOException {
        int before = backend().taken();
        for (int i = 0; i < SEVERAL; i++) {
            forward(request);
        }
        return backend().taken() - before < SEVERAL;
    }

    /** A GET that the backend answers with these bytes; what the client gets. */
    Message answer(String answer) throws IOException {
        return answer("GET", answer);
    }

    Message answer(String method, String answer) throws IOException {
        RawSocket client = connect();
        open(client, method).write(answer);
        return Message.answer(client, method);
    }

    /** A GET that the backend answers with these bytes, and then ends its connection; what the client gets. */
    Message lastAnswer(String answer) throws IOException {
        RawSocket client = connect();
        RawSocket connection = open(client, "GET");
        connection.write(answer);
        connection.endOutput();
        return Message.answer(client, "GET");
    }

    /** Sends a request of one line; returns the connection on which the backend has it and may answer. */
    RawSocket open(RawSocket client, String method) throws IOException {
        client.write(request(method + " /"));
        RawSocket connection = asked(client);
        connection.head();
        return connection;
    }

    /** Sends what must be answered with one of these statuses, and reach no backend. */
    Head refused(String request, Integer... statuses) throws IOException {
        Head answer = unforwarded(request);
        Set<String> allowed = Arrays.stream(statuses).map(String::valueOf).collect(Collectors.toSet());
        assertTrue(allowed.contains(answer.word(1)), () -> answer.start() + ", not one of " + allowed);
        return answer;
    }

    /**
     * The same for a request line that is none: who cannot tell the client's version may close without a status (RFC
     * 9112, section 3).
     */
    void refusedLine(String request, Integer... statuses) throws IOException {
        try {
            refused(request, statuses);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            assertFalse(backend().asked(), "reached the backend");
        }
    }

    /** Sends what Tollgate must answer itself. */
    Head unforwarded(String request) throws IOException {
        RawSocket client = connect();
        client.write(request);
        await(client);
        assertFalse(backend().asked(), "reached the backend");
        return client.head();
    }

    /** Waits for an answer or a request at the backend. */
    void await(RawSocket client) throws IOException {
        Waiting waiting = new Waiting("neither forwarded nor answered");
        while (!client.hasMore() && !backend().asked()) {
            waiting.pause();
        }
    }

    /** Sends what may be refused with 400 or reach the backend; what that got, or null. */
    @Nullable
    Message forwardUnlessRefused(String request) throws IOException {
        RawSocket client = connect();
        client.write(request);
        await(client);
        if (client.hasMore()) {
            assertEquals("400", client.head().word(1));
            return null;
        }
        RawSocket connection = asked(client);
        Message seen = Message.request(connection);
        connection.write(OK);
        assertEquals("200", client.head().word(1));
        return seen;
    }

    /** One exchange from beginning to end on connections of its own: whatever was on its way before has arrived. */
    void meanwhile() throws IOException {
        exchange(Stand.ASIDE, stand.aside());
    }

    /**
     * Leaves a connection of each pool to the backend that it asks first: what comes next goes over that. But for
     * {@link Stand#PAIR}: where a kept one ends unanswered, the same backend is asked again.
     */
    void keepConnections() throws IOException {
        exchange("a.test", backend());
        exchange(Stand.TIED, backend());
        for (String host : List.of(Stand.THRIFTY, Stand.ALONE, Stand.HASTY)) {
            exchange(host, first());
        }
        exchange(Stand.REFUSED, second());
    }

    private void exchange(String host, Backend backend) throws IOException {
        RawSocket client = connect();
        client.write(to(host, "GET /"));
        RawSocket connection = asked(client, backend);
        connection.head();
        connection.write(OK);
        Message.answer(client, "GET");
        backend.done(connection);
    }

    /** Reads what is left of an answer, and fails when it looks like a whole one. */
    static void awaitCut(Rest rest) throws IOException {
        try {
            rest.read();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("looks like a whole answer");
    }

    /** The reading of what is left of a message; fails where that is not whole. */
    interface Rest {
        void read() throws IOException;
    }

    /** Closes all that clients have open; from any thread. */
    void cut() {
        clients.forEach(RawSocket::close);
    }

    /** Ends all connections, and waits until Tollgate has ended all exchanges. */
    @Override
    public void close() {
        cut();
        stand.hangUp();
    }

    private RawSocket connect(InetAddress from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stand.port()));
        RawSocket client = new RawSocket(socket, Waiting.PATIENCE, transcript.of("client " + (clients.size() + 1)));
        clients.add(client);
        return client;
    }
}
