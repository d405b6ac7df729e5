package io.tollgate.it.strict;

import io.tollgate.testing.Head;
import io.tollgate.testing.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A backend that keeps all bytes of each connection. It answers one request on each, and reads on until the other end
 * closes: whatever else comes is kept, too.
 */
final class RecordingBackend implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell";

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<Recorded> closed = new ConcurrentLinkedQueue<>();

    RecordingBackend() {
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Waits until no connection is open, and hands over those that were. */
    List<Recorded> take() {
        Awaitility.await("all connections to end").atMost(PATIENCE).until(() -> open.get() == 0);
        List<Recorded> all = List.copyOf(closed);
        closed.clear();
        return all;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // Gone either way.
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        Kept kept = null;
        List<Reading> readings = new ArrayList<>();
        try (socket) {
            kept = new Kept(socket.getInputStream());
            InputStream in = new BufferedInputStream(kept);
            while (read(in, readings)) {
                if (readings.size() == 1) {
                    Wire.write(socket.getOutputStream(), OK);
                }
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Reset: what came before counts.
        } finally {
            if (kept != null && kept.bytes.size() > 0) {
                closed.add(new Recorded(kept.bytes.toString(StandardCharsets.ISO_8859_1), readings));
            }
            open.decrementAndGet();
        }
    }

    /** Whether there was another request, whole. */
    private static boolean read(InputStream in, List<Reading> readings) throws IOException {
        Head head;
        try {
            head = Head.read(in);
        } catch (IOException e) {
            readings.add(Reading.broken("", "", ""));
            return false;
        }
        if (head == null) {
            return false;
        }
        String host = head.fields().first("Host");
        String named = host == null ? "" : host;
        try {
            byte[] body = Wire.body(in, head.fields(), false).readAllBytes();
            readings.add(Reading.whole(head.word(0), head.word(1), named, body));
            return true;
        } catch (IOException | RuntimeException e) {
            readings.add(Reading.broken(head.word(0), head.word(1), named));
            return false;
        }
    }

    /** Keeps what is read. */
    private static final class Kept extends FilterInputStream {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Kept(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                bytes.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            if (n > 0) {
                bytes.write(into, offset, n);
            }
            return n;
        }
    }
}
