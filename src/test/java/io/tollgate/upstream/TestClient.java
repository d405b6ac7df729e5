package io.tollgate.upstream;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** The client of the product without a server beside it, started, with one connection for each backend. */
final class TestClient implements AutoCloseable {
    private final QueuedThreadPool threads = new QueuedThreadPool();
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final HttpClient client;

    TestClient(ByteBufferPool buffers) {
        client = JettyClients.create(threads, scheduler, buffers);
        client.setMaxConnectionsPerDestination(1);
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
