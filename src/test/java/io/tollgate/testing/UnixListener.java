package io.tollgate.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Takes connections to a unix socket, and has each served by a thread of its own. */
final class UnixListener implements AutoCloseable {
    private final Path file;
    private final Consumer<SocketChannel> serve;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Listens at that file, which must not be there.
     *
     * @param serve closes what it is given
     */
    UnixListener(Path file, Consumer<SocketChannel> serve) throws IOException {
        this.file = file;
        this.serve = serve;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
    }

    /** Begins to serve; whoever has connected meanwhile has waited. */
    void start() {
        threads.execute(this::accept);
    }

    /** Runs something beside, until this is closed. */
    void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
        Files.deleteIfExists(file);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel taken = server.accept();
                threads.execute(() -> serve.accept(taken));
            }
        } catch (IOException | RejectedExecutionException e) {
            // Closed.
        }
    }
}
