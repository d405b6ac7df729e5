package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 framing by hand, so that tests see each byte that really travelled. */
public final class Wire {
    private static final int MAX_LINE = 65_536;

    private Wire() {}

    /**
     * Reads a line without its CR LF.
     *
     * @return null when the stream ends before the first byte
     */
    public static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new EOFException("ended within the line " + line);
            }
            line.write(b);
            if (line.size() > MAX_LINE) {
                throw new IOException("a line without end");
            }
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Reads a line that must be there. */
    public static String needLine(InputStream in) throws IOException {
        String line = readLine(in);
        if (line == null) {
            throw new EOFException("ended where a line should begin");
        }
        return line;
    }

    /** Writes text as it is. */
    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The body that follows that head; it ends where the framing says so, and fails when the connection ends earlier.
     *
     * @param untilClose whether a head without framing means a body until the end of the connection (an answer) or
     *     none (a request)
     */
    public static InputStream body(InputStream in, Fields fields, boolean untilClose) {
        if (fields.has("Transfer-Encoding", "chunked")) {
            return new ChunkedInput(in);
        }
        String length = fields.first("Content-Length");
        if (length != null) {
            return new LengthInput(in, Long.parseLong(length));
        }
        return untilClose ? in : InputStream.nullInputStream();
    }

    /** A body of known length. */
    private static final class LengthInput extends InputStream {
        private final InputStream in;
        private long left;

        LengthInput(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int got = in.read(target, offset, (int) Math.min(length, left));
            if (got < 0) {
                throw new EOFException("ended " + left + " bytes before the announced length");
            }
            left -= got;
            return got;
        }
    }

    /** A chunked body; trailers are read and dropped. */
    private static final class ChunkedInput extends InputStream {
        private final InputStream in;
        private long left;
        private boolean begun;
        private boolean ended;

        ChunkedInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int got = in.read(target, offset, (int) Math.min(length, left));
            if (got < 0) {
                throw new EOFException("ended " + left + " bytes before the end of a chunk");
            }
            left -= got;
            return got;
        }

        private void nextChunk() throws IOException {
            if (begun && !needLine(in).isEmpty()) {
                throw new IOException("no line end after a chunk");
            }
            begun = true;
            String size = needLine(in).split(";", 2)[0].strip();
            left = Long.parseLong(size, 16);
            if (left == 0) {
                ended = true;
                while (!needLine(in).isEmpty()) {
                    // Trailers.
                }
            }
        }
    }

    /** Writes what it is given as chunks, one per write; {@link #close()} writes the last and leaves the stream open. */
    public static final class ChunkedOutput extends OutputStream {
        private final OutputStream out;

        public ChunkedOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            if (length > 0) {
                Wire.write(out, Integer.toHexString(length) + "\r\n");
                out.write(source, offset, length);
                Wire.write(out, "\r\n");
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            Wire.write(out, "0\r\n\r\n");
            out.flush();
        }
    }
}
