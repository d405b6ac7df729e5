package io.tollgate.upstream;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/** The client of the product without a server beside it, started. */
final class TestClient implements AutoCloseable {
    private final QueuedThreadPool threads = new QueuedThreadPool();
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final HttpClient client;

    TestClient(ByteBufferPool buffers) {
        this(buffers, null, true);
    }

    /**
     * @param waiting whether who is told of answers may wait, as in a container; else as in the jar
     */
    TestClient(ByteBufferPool buffers, boolean waiting) {
        this(buffers, null, waiting);
    }

    /**
     * As in the jar.
     *
     * @param loops however many processors there are
     */
    static TestClient onLoops(int loops, SocketAddressResolver names) {
        return new TestClient(new ArrayByteBufferPool(), names, false, loops);
    }

    /**
     * @param names looks up names; null for the system's way
     */
    TestClient(ByteBufferPool buffers, @Nullable SocketAddressResolver names) {
        this(buffers, names, true);
    }

    private TestClient(ByteBufferPool buffers, @Nullable SocketAddressResolver names, boolean waiting) {
        this(buffers, names, waiting, 2);
    }

    private TestClient(ByteBufferPool buffers, @Nullable SocketAddressResolver names, boolean waiting, int loops) {
        client = waiting
                ? JettyClients.create(threads, scheduler, buffers)
                : JettyClients.neverWaiting(threads, scheduler, buffers, () -> loops);
        if (names != null) {
            client.setSocketAddressResolver(new Addresses(threads, names));
        }
        try {
            threads.start();
            scheduler.start();
            client.start();
        } catch (Exception e) {
            throw new AssertionError("does not start", e);
        }
        JettyClients.passThrough(client);
    }

    HttpClient started() {
        return client;
    }

    @Override
    public void close() {
        try {
            client.stop();
            scheduler.stop();
            threads.stop();
        } catch (Exception e) {
            throw new AssertionError("does not stop", e);
        }
    }
}
