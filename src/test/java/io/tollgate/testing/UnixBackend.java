package io.tollgate.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A backend in this process behind a unix socket. It answers each request with that request's body. */
public final class UnixBackend implements AutoCloseable {
    private final Path file;
    private final Queue<Head> requests = new ConcurrentLinkedQueue<>();
    private final UnixListener listener;

    /** Listens at that file, which must not be there. */
    public UnixBackend(Path file) throws IOException {
        this.file = file;
        this.listener = new UnixListener(file, this::serve);
        listener.start();
    }

    /** Such as {@code unix:/tmp/app.sock}. */
    public String url() {
        return "unix:" + file;
    }

    /** The heads of the requests read. */
    public List<Head> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            OutputStream out = Channels.newOutputStream(channel);
            for (Head head = Head.read(in); head != null; head = Head.read(in)) {
                requests.add(head);
                byte[] body = Wire.body(in, head.fields(), false).readAllBytes();
                String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
                out.write(body);
            }
        } catch (IOException e) {
            // The other end left.
        }
    }
}
