package io.tollgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A unix socket behind which a port of this machine is. */
public final class UnixRelay implements AutoCloseable {
    private final int port;
    private final UnixListener listener;
    private final AtomicInteger connections = new AtomicInteger();

    /** Listens at that file, which must not be there. */
    public UnixRelay(Path file, int port) throws IOException {
        this.port = port;
        this.listener = new UnixListener(file, this::relay);
        listener.start();
    }

    /** Connections taken. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void relay(SocketChannel near) {
        connections.incrementAndGet();
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream back = far.getInputStream();
            listener.execute(() -> {
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
        } catch (IOException | RejectedExecutionException e) {
            // One of both has closed, or the relay.
        }
    }
}
