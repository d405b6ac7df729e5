package io.tollgate.boot.jar;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a process and its successor say to each other, a line at a time. Its end tells that the other is gone, however it
 * went. One thread may listen while another speaks.
 */
final class HandoverLine implements Closeable {
    /** The file in the state folder that says where to ask, and the word by which one may. */
    static final String FILE = "handover";

    /** First word of the successor, before the word by which it may ask. */
    static final String ASK = "TOLLGATE 1 ";

    /** The process writes no more; the successor may read the state. */
    static final String HELD = "HELD";

    /** The successor serves what is asked of it, and wants the state folder. */
    static final String TAKE = "TAKE";

    /** The state folder is given up. */
    static final String YOURS = "YOURS";

    /** The successor has the state folder and all connections that come. */
    static final String SERVING = "SERVING";

    /** The process takes no connections any more. */
    static final String CLOSED = "CLOSED";

    private static final int MAX_LINE = 1_000;

    private final Socket socket;
    private final BufferedReader in;
    private final Writer out;

    HandoverLine(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        this.out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    }

    void say(String line) throws IOException {
        out.write(line + "\n");
        out.flush();
    }

    /**
     * The other's next line.
     *
     * @param limit how long it may take; zero for as long as it likes
     * @throws IOException when none comes in time, or the other is gone
     */
    String hear(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        StringBuilder line = new StringBuilder();
        for (int c = next(limit, end); c != '\n'; c = next(limit, end)) {
            if (c < 0 || line.length() == MAX_LINE) {
                throw new EOFException("the other process has broken it off");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** The limit is for the whole line: whoever sends a byte now and then must not hold up all others. */
    private int next(Duration limit, long endNanos) throws IOException {
        if (!limit.isZero()) {
            long left = (endNanos - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no whole line in time");
            }
            socket.setSoTimeout((int) left);
        }
        return in.read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
