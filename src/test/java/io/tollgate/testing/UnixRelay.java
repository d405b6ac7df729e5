package io.tollgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A unix socket behind which a port of this machine is. */
public final class UnixRelay implements AutoCloseable {
    private final Path file;
    private final int port;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();

    /** Listens at that file, which must not be there. */
    public UnixRelay(Path file, int port) throws IOException {
        this.file = file;
        this.port = port;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        threads.execute(this::accept);
    }

    /** Connections taken. */
    public int connections() {
        return connections.get();
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
                SocketChannel near = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> relay(near));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void relay(SocketChannel near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream back = far.getInputStream();
            threads.execute(() -> {
                // Not by a stream of the channel's: its writes would wait for the reads on the other thread.
                byte[] some = new byte[8 << 10];
                try (near) {
                    for (int read = back.read(some); read >= 0; read = back.read(some)) {
                        near.write(ByteBuffer.wrap(some, 0, read));
                    }
                } catch (IOException e) {
                    // One of both has closed.
                }
            });
            Channels.newInputStream(near).transferTo(far.getOutputStream());
        } catch (IOException e) {
            // One of both has closed.
        }
    }
}
