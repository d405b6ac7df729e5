package io.tollgate.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client on one socket that keeps its connection, checks framing, and never tries anything twice: what goes
 * wrong is seen. For one thread.
 */
public final class RawClient implements AutoCloseable {
    private static final int BUFFER = 65_536;
    private static final int KEPT = 1 << 20;
    private static final int SMALL = 16_384;

    private final URI base;
    private final Duration silence;
    private final SocketFactory sockets;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();

    /** A client of that address, such as {@code http://127.0.0.1:8080}, that bears 30 s of silence. */
    public RawClient(URI base) {
        this(base, Duration.ofSeconds(30));
    }

    /** A client that gives up when the other side is silent for so long. */
    public RawClient(URI base, Duration silence) {
        this(base, silence, SocketFactory.getDefault());
    }

    /** A client of an address by TLS, that bears 30 s of silence. */
    public RawClient(URI base, SSLContext context) {
        this(base, Duration.ofSeconds(30), context.getSocketFactory());
    }

    private RawClient(URI base, Duration silence, SocketFactory sockets) {
        this.base = base;
        this.silence = silence;
        this.sockets = sockets;
    }

    /**
     * Sends a request and takes the whole answer.
     *
     * @throws IOException when the connection cannot be had or ends early, or the framing is wrong
     */
    public RawAnswer send(RawRequest request) throws IOException {
        try {
            connect();
            List<Integer> interim = new ArrayList<>();
            CompletableFuture<Void> sent = write(request);
            Head head = readHead(interim, request.expects());
            if (status(head) == 100) {
                sent = writeBody(request);
                head = readHead(interim, false);
            }
            RawAnswer answer = readBody(request, head, interim);
            boolean reusable = !head.closes() && (!request.expects() || interim.contains(100)) && finished(sent);
            if (!reusable) {
                close();
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Sends a request without a body and returns the answer's head; the caller reads the body while it comes. */
    public Head open(RawRequest request) throws IOException {
        connect();
        Wire.write(out, below(request).head(authority()));
        out.flush();
        return readHead(new ArrayList<>(), false);
    }

    /** The body of the answer just opened. */
    public InputStream body(Head head) {
        return Wire.body(in, head.fields(), true);
    }

    /** Drops the connection. */
    @Override
    public void close() {
        Socket last = socket;
        socket = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                // Gone either way.
            }
        }
    }

    private void connect() throws IOException {
        if (socket == null) {
            Socket fresh = sockets.createSocket(base.getHost(), base.getPort());
            fresh.setTcpNoDelay(true);
            fresh.setSoTimeout((int) silence.toMillis());
            in = new BufferedInputStream(fresh.getInputStream(), BUFFER);
            out = new BufferedOutputStream(fresh.getOutputStream(), BUFFER);
            socket = fresh;
        }
    }

    /** What the address has for a path stands before each target. */
    private RawRequest below(RawRequest request) {
        return base.getRawPath().length() > 1 ? request.below(base.getRawPath()) : request;
    }

    private String authority() {
        return base.getHost() + ":" + base.getPort();
    }

    private CompletableFuture<Void> write(RawRequest request) throws IOException {
        Wire.write(out, below(request).head(authority()));
        if (request.expects() || request.length() == RawRequest.NONE) {
            out.flush();
            return CompletableFuture.completedFuture(null);
        }
        return writeBody(request);
    }

    /** A small body is sent at once; a large one beside the reading, since the answer may come meanwhile. */
    private CompletableFuture<Void> writeBody(RawRequest request) throws IOException {
        if (request.length() >= 0 && request.length() <= SMALL) {
            copyBody(request);
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        copyBody(request);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task, "request body").start());
    }

    private void copyBody(RawRequest request) throws IOException {
        OutputStream target = out;
        try (InputStream body = request.body().get()) {
            if (request.length() == RawRequest.CHUNKED) {
                try (OutputStream chunks = new Wire.ChunkedOutput(target)) {
                    body.transferTo(chunks);
                }
            } else {
                body.transferTo(target);
                target.flush();
            }
        }
    }

    /** Whether the body is out; an answer that came before it leaves the connection unusable. */
    private static boolean finished(CompletableFuture<Void> sent) {
        return sent.isDone() && !sent.isCompletedExceptionally();
    }

    private Head readHead(List<Integer> interim, boolean awaitsContinue) throws IOException {
        while (true) {
            Head head = Head.read(in);
            if (head == null) {
                throw new EOFException("closed without an answer");
            }
            int status = status(head);
            if (status >= 200) {
                return head;
            }
            interim.add(status);
            if (status == 100 && awaitsContinue) {
                return head;
            }
        }
    }

    private static int status(Head head) throws IOException {
        String version = head.word(0);
        if (!version.equals("HTTP/1.1")) {
            throw new IOException("not an answer: " + head.start());
        }
        return Integer.parseInt(head.word(1));
    }

    private RawAnswer readBody(RawRequest request, Head head, List<Integer> interim) throws IOException {
        int status = status(head);
        boolean none = request.method().equals("HEAD") || status == 204 || status == 304;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Payload.Seen seen = Payload.drain(
                none ? InputStream.nullInputStream() : Wire.body(in, head.fields(), true), new Bounded(kept));
        boolean framed = none
                || head.fields().first("Content-Length") != null
                || head.fields().has("Transfer-Encoding", "chunked");
        if (!framed) {
            close();
        }
        return new RawAnswer(
                status,
                head.fields(),
                interim,
                seen.length(),
                seen.sha256(),
                kept.toString(StandardCharsets.ISO_8859_1));
    }

    /** Keeps the beginning. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream kept;

        Bounded(ByteArrayOutputStream kept) {
            this.kept = kept;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            kept.write(source, offset, Math.min(length, KEPT - kept.size()));
        }
    }
}
