package io.tollgate.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A backend in a process of its own, on plain sockets so that it sees and sends exact bytes. Arguments: name, port (0
 * takes any). It prints the bound port and ends when its standard input does.
 */
public final class TestBackend {
    private static final int BUFFER = 65_536;

    private final BackendPages pages;
    private final String name;

    private TestBackend(String name) {
        this.name = name;
        this.pages = new BackendPages(name);
    }

    public static void main(String[] args) throws IOException {
        // Closed by the end of the process.
        ServerSocket server = new ServerSocket(Integer.parseInt(args[1]), 1024, InetAddress.getLoopbackAddress());
        TestBackend backend = new TestBackend(args[0]);
        ExecutorService threads = Executors.newCachedThreadPool();
        threads.execute(() -> backend.accept(server, threads));
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // The parent writes nothing; it only holds the pipe.
        }
        System.exit(0);
    }

    /** The compressed bytes that {@code /gzip} sends. */
    public static byte[] gzipped(int length) {
        return BackendPages.gzipped(length);
    }

    private void accept(ServerSocket server, ExecutorService threads) {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            System.err.println("backend " + name + ": " + e);
            System.exit(1);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
            for (Head head = Head.read(in); head != null; head = Head.read(in)) {
                BackendCall call = new BackendCall(name, head, in, out);
                pages.answer(call);
                if (!call.finish()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The other end left; it will say so itself if that was wrong.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
