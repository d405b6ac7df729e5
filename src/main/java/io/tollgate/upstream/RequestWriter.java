package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/** The head of a request on the wire. */
final class RequestWriter {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Colon, blank, and the line's end. */
    private static final int LINE = 4;

    private RequestWriter() {}

    /**
     * Writes it into a buffer of that pool.
     *
     * @return what is to be sent, and then released
     */
    static RetainableByteBuffer write(String method, String target, HttpFields head, ByteBufferPool pool) {
        byte[] path = target.getBytes(StandardCharsets.UTF_8);
        RetainableByteBuffer buffer = pool.acquire(size(method, path, head), true);
        try {
            fill(buffer.getByteBuffer(), method, path, head);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
        return buffer;
    }

    private static void fill(ByteBuffer out, String method, byte[] path, HttpFields head) {
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
        out.put(END);
        BufferUtil.flipToFlush(out, position);
    }

    private static int size(String method, byte[] path, HttpFields head) {
        int size = method.length() + 1 + path.length + VERSION.length + END.length;
        for (HttpField field : head) {
            String value = field.getValue();
            size += field.getName().length() + LINE + (value == null ? 0 : value.length());
        }
        return size;
    }
}
