package io.tollgate.conformance;

import io.tollgate.testing.Fields;
import io.tollgate.testing.RawSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks HTTP/2 with prior knowledge, frame by frame, so that it can also say what no library would (RFC
 * 9113). For one thread.
 */
final class Http2 {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int FRAME_HEAD = 9;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;

    private static final Map<String, Integer> STATIC_NAMES =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6, ":status", 8);

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int LARGE_WINDOW = 1 << 30;
    private static final int LARGE_HEAD = 1 << 20;
    private static final int CANCEL = 8;

    private final RawSocket socket;
    private final String authority;
    private final HpackDecoder decoder = new HpackDecoder(LARGE_HEAD, System::nanoTime);
    private final Map<Integer, Answer> answers = new HashMap<>();
    private int next = 1;
    private int pongs;

    /** An answer as far as it has come. Each head begins with its {@code :status}. */
    static final class Answer {
        private final List<Fields> heads = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private @Nullable Fields trailers;
        private boolean whole;
        private @Nullable String broken;

        /** The statuses of all heads: of interim answers and the last. */
        List<String> statuses() {
            return heads.stream().map(Answer::status).toList();
        }

        /** The last head. */
        Fields fields() {
            if (heads.isEmpty()) {
                throw new AssertionError("no head came");
            }
            return heads.get(heads.size() - 1);
        }

        /** Each head, in order. */
        List<Fields> heads() {
            return heads;
        }

        String body() {
            return body.toString();
        }

        Fields trailers() {
            return trailers == null ? new Fields(List.of()) : trailers;
        }

        /** Whether the stream was reset, or its connection closed, before the answer's end. */
        boolean broken() {
            return broken != null;
        }

        private boolean begun() {
            return !heads.isEmpty() && !status(fields()).startsWith("1");
        }

        private static String status(Fields head) {
            return head.lines().get(0).substring(":status: ".length());
        }
    }

    Http2(RawSocket socket, String authority) throws IOException {
        this.socket = socket;
        this.authority = authority;
        socket.write(PREFACE);
        frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, LARGE_WINDOW));
        frame(WINDOW_UPDATE, 0, 0, number(LARGE_WINDOW - DEFAULT_WINDOW));
    }

    /** The four pseudo-fields and further lines of a request. */
    String[] head(String method, String path, String... lines) {
        return concat(
                new String[] {":method: " + method, ":scheme: http", ":authority: " + authority, ":path: " + path},
                lines);
    }

    /** Sends a request without a body. */
    int send(String... lines) throws IOException {
        return open(END_STREAM, lines);
    }

    /** Sends a request's head; its body follows. */
    int begin(String... lines) throws IOException {
        return open(0, lines);
    }

    void data(int stream, String data) throws IOException {
        frame(DATA, 0, stream, bytes(data));
    }

    void lastData(int stream, String data) throws IOException {
        frame(DATA, END_STREAM, stream, bytes(data));
    }

    void trailers(int stream, String... lines) throws IOException {
        frame(HEADERS, END_HEADERS | END_STREAM, stream, block(lines));
    }

    /** A head in two frames, cut in the middle. */
    int sendInTwo(String... lines) throws IOException {
        int stream = newStream();
        byte[] block = block(lines);
        int half = block.length / 2;
        frame(HEADERS, END_STREAM, stream, Arrays.copyOf(block, half));
        frame(CONTINUATION, END_HEADERS, stream, Arrays.copyOfRange(block, half, block.length));
        return stream;
    }

    /** Gives up a request. */
    void cancel(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, number(CANCEL));
    }

    /** Asks whether the other end is there, and waits until it says so. */
    void ping() throws IOException {
        int before = pongs;
        frame(PING, 0, 0, new byte[8]);
        while (pongs == before) {
            take();
        }
    }

    /** Waits for the end of an answer, a good one or another. */
    Answer answer(int stream) throws IOException {
        Answer answer = answerTo(stream);
        while (!answer.whole && !answer.broken()) {
            take();
        }
        return answer;
    }

    /** Waits until an answer has so many heads, interim answers included. */
    Answer heads(int stream, int count) throws IOException {
        Answer answer = answerTo(stream);
        while (answer.heads.size() < count && !answer.broken()) {
            take();
        }
        return answer;
    }

    /** Waits until an answer has that body. */
    Answer body(int stream, String body) throws IOException {
        Answer answer = answerTo(stream);
        while (!answer.body().equals(body) && !answer.whole && !answer.broken()) {
            take();
        }
        return answer;
    }

    /** Takes what has come, and says whether that ended an answer, in whichever way. */
    boolean ended(int stream) {
        Answer answer = answerTo(stream);
        try {
            while (socket.hasMore()) {
                take();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return answer.whole || answer.broken();
    }

    RawSocket socket() {
        return socket;
    }

    private int open(int flags, String... lines) throws IOException {
        int stream = newStream();
        frame(HEADERS, END_HEADERS | flags, stream, block(lines));
        return stream;
    }

    private int newStream() {
        int stream = next;
        next += 2;
        return stream;
    }

    private Answer answerTo(int stream) {
        return answers.computeIfAbsent(stream, unused -> new Answer());
    }

    /** Takes one frame and does what it asks for. */
    private void take() throws IOException {
        byte[] head = frameHead();
        if (head.length < FRAME_HEAD) {
            breakAll("the connection was closed");
            return;
        }
        int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
        int type = head[3];
        int flags = head[4];
        int stream = ByteBuffer.wrap(head, 5, 4).getInt();
        byte[] payload = bytes(socket.read(length));
        switch (type) {
            case DATA -> {
                answerTo(stream).body.append(new String(payload, StandardCharsets.ISO_8859_1));
                end(stream, flags);
            }
            case HEADERS -> {
                if ((flags & ~(END_STREAM | END_HEADERS)) != 0 || (flags & END_HEADERS) == 0) {
                    throw new IOException("a head in a form that this client does not know: " + flags);
                }
                takeHead(answerTo(stream), payload);
                end(stream, flags);
            }
            case RST_STREAM -> {
                Answer answer = answerTo(stream);
                if (!answer.whole) {
                    answer.broken = "reset with " + ByteBuffer.wrap(payload).getInt();
                }
            }
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    frame(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(PING, ACK, 0, payload);
                } else {
                    pongs++;
                }
            }
            case GOAWAY -> {
                int known = ByteBuffer.wrap(payload).getInt();
                answers.forEach((id, answer) -> {
                    if (id > known && !answer.whole) {
                        answer.broken = "not processed, for the connection ends";
                    }
                });
            }
            default -> {
                // Windows are large enough, and priorities nobody's concern.
            }
        }
    }

    private byte[] frameHead() throws IOException {
        try {
            return bytes(socket.read(FRAME_HEAD));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset ends it, too.
            return new byte[0];
        }
    }

    private void takeHead(Answer answer, byte[] block) throws IOException {
        MetaData decoded;
        try {
            decoded = decoder.decode(ByteBuffer.wrap(block));
        } catch (HpackException.SessionException | HpackException.StreamException e) {
            throw new IOException("not a head", e);
        }
        List<String> lines = new ArrayList<>();
        if (decoded instanceof MetaData.Response response) {
            lines.add(":status: " + response.getStatus());
        }
        decoded.getHttpFields().forEach(field -> lines.add(field.getName() + ": " + field.getValue()));
        if (answer.begun()) {
            answer.trailers = new Fields(lines);
        } else {
            answer.heads.add(new Fields(lines));
        }
    }

    private void end(int stream, int flags) {
        if ((flags & END_STREAM) != 0) {
            answerTo(stream).whole = true;
        }
    }

    private void breakAll(String why) {
        answers.values().stream().filter(answer -> !answer.whole).forEach(answer -> answer.broken = why);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        socket.write(frame.array());
    }

    /**
     * Every field as a literal that no table keeps (RFC 7541, section 6.2.2); the names of pseudo-fields out of the static
     * table, as every client sends them.
     */
    private static byte[] block(String... lines) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String line : lines) {
            int colon = line.indexOf(": ", 1);
            String name = line.substring(0, colon);
            int index = STATIC_NAMES.getOrDefault(name, 0);
            block.write(index);
            if (index == 0) {
                text(block, name);
            }
            text(block, line.substring(colon + 2));
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int left = text.length();
        if (left < 127) {
            block.write(left);
        } else {
            block.write(127);
            for (left -= 127; left >= 128; left >>= 7) {
                block.write((left & 127) | 128);
            }
            block.write(left);
        }
        block.writeBytes(bytes(text));
    }

    private static byte[] setting(int name, int value) {
        return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
