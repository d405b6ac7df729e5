package io.tollgate.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.awaitility.Awaitility;

/**
 * A backend in this process that does on each connection exactly what a script says: the first script on the first
 * connection, and so on; the last again and again. A connection is closed when its script ends.
 */
public final class ScriptedBackend implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final String scheme;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<RawSocket> open = new ConcurrentLinkedQueue<>();
    private final Queue<Head> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile List<Script> scripts;

    /** What happens on one connection. What it throws fails the test that checks {@link #failures}. */
    public interface Script {
        void play(RawSocket socket) throws Exception;
    }

    public ScriptedBackend(Script... scripts) {
        this(InetAddress.getLoopbackAddress(), scripts);
    }

    /** One at another address of this machine. */
    public ScriptedBackend(InetAddress address, Script... scripts) {
        this(new InetSocketAddress(address, 0), scripts);
    }

    /** One at another address and port of this machine; port 0 takes any. */
    public ScriptedBackend(InetSocketAddress at, Script... scripts) {
        this("http", ServerSocketFactory.getDefault(), at, scripts);
    }

    private ScriptedBackend(String scheme, ServerSocketFactory sockets, InetSocketAddress at, Script... scripts) {
        this.scheme = scheme;
        this.scripts = List.of(scripts);
        try {
            server = sockets.createServerSocket(at.getPort(), BACKLOG, at.getAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        threads.execute(this::accept);
    }

    /** One that speaks TLS. */
    public static ScriptedBackend secure(SSLContext context, boolean wantsCertificates) {
        ScriptedBackend backend = new ScriptedBackend(
                "https",
                context.getServerSocketFactory(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                socket -> {});
        ((SSLServerSocket) backend.server).setNeedClientAuth(wantsCertificates);
        return backend;
    }

    /** Ends the connections that are open, in order, and plays these from the next connection on. */
    public void play(Script... next) {
        hangUp();
        connections.set(0);
        requests.clear();
        failures.clear();
        scripts = List.of(next);
    }

    /**
     * Sends no more on any connection that is open, and returns when the other ends have closed them: then they can be
     * in nobody's pool any more.
     */
    public void hangUp() {
        for (RawSocket socket : open) {
            try {
                socket.endOutput();
            } catch (IOException e) {
                // Gone already.
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(open::isEmpty);
    }

    /** Takes no more connections: whoever wants one is refused. Those that are open stay. */
    public void refuse() {
        try {
            server.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes the connections that are open, whatever the other ends still want of them. */
    public void drop() {
        open.forEach(RawSocket::close);
    }

    /** Answers every request on every connection with the same text, after reading its body. */
    public Script answering(String answer) {
        return socket -> {
            while (true) {
                request(socket);
                socket.write(answer);
            }
        };
    }

    /** An answer of status 200 with its length. */
    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Reads one request's head, and notes it. */
    public Head head(RawSocket socket) throws IOException {
        Head head = socket.head();
        requests.add(head);
        return head;
    }

    /** Reads one request with its body, and notes its head. */
    public byte[] request(RawSocket socket) throws IOException {
        return socket.body(head(socket), false);
    }

    /** Says nothing more on this connection until the test ends. */
    public void hang() throws InterruptedException {
        closing.await();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    /** Connections taken since the last {@link #play}. */
    public int connections() {
        return connections.get();
    }

    /** Connections that are open. */
    public int open() {
        return open.size();
    }

    /** The heads of the requests read since the last {@link #play}. */
    public List<Head> requests() {
        return List.copyOf(requests);
    }

    /** What scripts threw while the backend was open, the other end's leaving included. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            server.close();
        } catch (IOException e) {
            // Gone either way.
        }
        open.forEach(RawSocket::close);
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                RawSocket socket = new RawSocket(server.accept());
                open.add(socket);
                List<Script> now = scripts;
                Script script = now.get(Math.min(connections.getAndIncrement(), now.size() - 1));
                threads.execute(() -> serve(socket, script));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(RawSocket socket, Script script) {
        try (socket) {
            script.play(socket);
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            open.remove(socket);
        }
    }
}
