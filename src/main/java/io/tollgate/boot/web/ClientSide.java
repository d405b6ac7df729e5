package io.tollgate.boot.web;

import io.tollgate.upstream.JettyClients;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client that carries attempts where the container's own threads cannot be had, with threads of its own. */
final class ClientSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSide.class);
    private static final int MAX_THREADS = 128;

    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("tollgate-scheduler", true);
    private final HttpClient client;

    ClientSide() {
        threads.setName("tollgate");
        threads.setDaemon(true);
        client = JettyClients.create(threads, scheduler, new ArrayByteBufferPool());
    }

    void start() throws Exception {
        threads.start();
        scheduler.start();
        client.start();
        JettyClients.passThrough(client);
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        try {
            client.stop();
            scheduler.stop();
            threads.stop();
        } catch (Exception e) {
            LOG.warn("The client did not stop cleanly", e);
        }
    }
}
