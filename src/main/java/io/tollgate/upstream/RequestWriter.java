package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** Requests on the wire, but for their bodies' bytes. */
final class RequestWriter {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final HttpField NO_BYTES = new HttpField(HttpHeader.CONTENT_LENGTH, "0");

    /** Colon, blank, and the line's end. */
    private static final int LINE = 4;

    private RequestWriter() {}

    /**
     * Writes a head into a buffer of that pool.
     *
     * @param framing a line more that says how its body is framed; null for none
     * @return what is to be sent, and then released
     */
    static RetainableByteBuffer write(
            String method, String target, HttpFields head, @Nullable HttpField framing, ByteBufferPool pool) {
        byte[] path = target.getBytes(StandardCharsets.UTF_8);
        RetainableByteBuffer buffer = pool.acquire(size(method, path, head, framing), true);
        try {
            fill(buffer.getByteBuffer(), method, path, head, framing);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
        return buffer;
    }

    /** What a head without a body says of that, where a body is usual (RFC 9110, section 8.6); null for nothing. */
    static @Nullable HttpField noBody(String method) {
        return method.equals("POST") || method.equals("PUT") ? NO_BYTES : null;
    }

    /** What comes before a chunk of that size (RFC 9112, section 7.1). */
    static ByteBuffer chunkSize(int bytes) {
        return ByteBuffer.wrap((Integer.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** What comes behind a chunk. */
    static ByteBuffer chunkEnd() {
        return ByteBuffer.wrap(END);
    }

    /** The last chunk, trailers, and the end of the message. */
    static ByteBuffer lastChunk(@Nullable HttpFields trailers) {
        HttpFields lines = trailers == null ? HttpFields.EMPTY : trailers;
        ByteBuffer out = ByteBuffer.allocate(LAST_CHUNK.length + size(lines) + END.length);
        out.put(LAST_CHUNK);
        for (HttpField field : lines) {
            HttpGenerator.putTo(field, out);
        }
        return out.put(END).flip();
    }

    private static void fill(ByteBuffer out, String method, byte[] path, HttpFields head, @Nullable HttpField framing) {
        int position = BufferUtil.flipToFill(out);
        for (int i = 0; i < method.length(); i++) {
            out.put((byte) method.charAt(i));
        }
        out.put((byte) ' ');
        out.put(path);
        out.put(VERSION);
        for (HttpField field : head) {
            HttpGenerator.putTo(field, out);
        }
        if (framing != null) {
            HttpGenerator.putTo(framing, out);
        }
        out.put(END);
        BufferUtil.flipToFlush(out, position);
    }

    private static int size(String method, byte[] path, HttpFields head, @Nullable HttpField framing) {
        int size = method.length() + 1 + path.length + VERSION.length + size(head) + END.length;
        return framing == null ? size : size + size(framing);
    }

    private static int size(HttpFields lines) {
        int size = 0;
        for (HttpField field : lines) {
            size += size(field);
        }
        return size;
    }

    private static int size(HttpField field) {
        String value = field.getValue();
        return field.getName().length() + LINE + (value == null ? 0 : value.length());
    }
}
