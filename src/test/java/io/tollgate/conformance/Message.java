package io.tollgate.conformance;

import io.tollgate.testing.Fields;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole message, as it came.
 *
 * @param body one character a byte, without its framing
 */
record Message(Head head, String body, Fields trailers) {
    private static final Fields NONE = new Fields(List.of());

    /** Reads a request. */
    static Message request(RawSocket backend) throws IOException {
        Head head = backend.head();
        return rest(
                backend,
                head,
                Integer.parseInt(
                        head.fields().all("Content-Length").stream().findFirst().orElse("0")));
    }

    /** Reads the answer to a request of that method; interim answers are skipped. */
    static Message answer(RawSocket client, String method) throws IOException {
        Head head = client.head();
        while (head.word(1).startsWith("1")) {
            head = client.head();
        }
        return body(client, head, method);
    }

    /** Reads what follows the head of an answer. */
    static Message body(RawSocket client, Head head, String method) throws IOException {
        String status = head.word(1);
        if (method.equals("HEAD") || status.equals("204") || status.equals("304")) {
            return new Message(head, "", NONE);
        }
        String length = head.fields().first("Content-Length");
        return rest(client, head, length == null ? -1 : Integer.parseInt(length));
    }

    private static Message rest(RawSocket socket, Head head, int length) throws IOException {
        if (head.fields().has("Transfer-Encoding", "chunked")) {
            Chunks chunks = new Chunks(socket);
            return new Message(head, chunks.rest(), chunks.trailers());
        }
        return new Message(head, length < 0 ? socket.rest() : exactly(socket, length), NONE);
    }

    private static String exactly(RawSocket socket, int length) throws IOException {
        String data = socket.read(length);
        if (data.length() < length) {
            throw new IOException("ended " + (length - data.length()) + " bytes too early");
        }
        return data;
    }

    String start() {
        return head.start();
    }

    String status() {
        return head.word(1);
    }

    /** The values of every line with that name, in order. */
    List<String> all(String name) {
        return head.fields().all(name);
    }

    @Nullable
    String first(String name) {
        return head.fields().first(name);
    }

    /** Those of its lines that are among these, in their order and letters. */
    List<String> only(List<String> lines) {
        return head.fields().lines().stream().filter(lines::contains).toList();
    }

    /** The lines whose names, in whatever letters, are among those of these; with names in small letters. */
    List<String> named(List<String> lines) {
        Set<String> names = new HashSet<>();
        lines.forEach(line -> names.add(name(line)));
        return head.fields().lines().stream()
                .filter(line -> names.contains(name(line)))
                .map(Message::lower)
                .toList();
    }

    /** Such a line with its name in small letters. */
    static String lower(String line) {
        return name(line) + line.substring(line.indexOf(':'));
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
