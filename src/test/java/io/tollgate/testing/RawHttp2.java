package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * HTTP/2 by hand (RFC 9113), without TLS and by prior knowledge: what no proper client would send. For one thread.
 */
public final class RawHttp2 implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int SILENCE_MILLIS = (int) Duration.ofSeconds(15).toMillis();
    /** RFC 7541, appendix A. */
    private static final Map<String, Integer> NUMBERS =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6, ":status", 8);

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** Connects to a port of this machine, and says the preface. */
    public RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        Wire.write(out, PREFACE);
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /**
     * Sends a request's head.
     *
     * @param last whether no body follows
     * @param fields names and values by turns, sent as they are, one byte a character
     */
    public RawHttp2 head(int stream, boolean last, String... fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            // Literal, never indexed (RFC 7541, 6.2.3): Tomcat takes pseudo-headers by the numbers of their names only.
            int number = NUMBERS.getOrDefault(fields[i], 0);
            block.write(0x10 | number);
            if (number == 0) {
                text(block, fields[i]);
            }
            text(block, fields[i + 1]);
        }
        return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block.toByteArray());
    }

    /** Sends a body, or its last part. */
    public RawHttp2 data(int stream, String body) throws IOException {
        return frame(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends any frame. */
    public RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
        return this;
    }

    /**
     * Reads until something of that type comes, such as 1 for an answer's head, 3 for a stream's reset, 7 for a goodbye.
     *
     * @return whether it came before the other end closed
     */
    public boolean awaitFrame(int type) throws IOException {
        while (true) {
            int length = in.read();
            if (length < 0) {
                return false;
            }
            length = (length << 16) | in.readUnsignedShort();
            int seen = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            in.readNBytes(length);
            if (seen == type) {
                return true;
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Gone either way.
        }
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        // Seven bits for the length (RFC 7541, 5.1); enough here.
        if (bytes.length < 0x7f) {
            block.write(bytes.length);
        } else {
            block.write(0x7f);
            int rest = bytes.length - 0x7f;
            for (; rest >= 0x80; rest >>= 7) {
                block.write((rest & 0x7f) | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
