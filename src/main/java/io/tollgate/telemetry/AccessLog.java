package io.tollgate.telemetry;

import com.codahale.metrics.Counter;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import io.tollgate.model.AccessLogSettings;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The record of every exchange, written by a thread of its own: a request's thread only leaves a line in a queue, and
 * drops it when that is full. Lines reach the file within about 200 ms. Thread-safe.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final AccessQueue queue;
    private final int wakeAt;
    private final Counter full;
    private final AccessLogWriter writer;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Opens the log and starts its thread.
     *
     * @param settings which name a file
     * @param base the folder that a relative name starts from
     * @param telemetry counts what is dropped
     * @throws IOException when the file cannot be written to
     */
    public static AccessLog open(AccessLogSettings settings, Path base, Clock clock, Telemetry telemetry)
            throws IOException {
        LogFile file = new LogFile(LogFile.named(settings.file(), base));
        file.open();
        return new AccessLog(file, settings.buffer(), clock, telemetry.accessLogFull(), telemetry.accessLogUnwritten());
    }

    /**
     * @param full counts lines for which there was no room or, in the end, no time
     * @param unwritten counts lines that the file did not take
     */
    AccessLog(LogFile file, int buffer, Clock clock, Counter full, Counter unwritten) {
        this.queue = new AccessQueue(buffer);
        this.wakeAt = Math.max(1, buffer / 2);
        this.full = full;
        this.writer = new AccessLogWriter(queue, file, clock, unwritten, full);
        this.thread = new Thread(writer, "tollgate-access-log");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void ended(Exchange exchange) {
        if (closed || !queue.offer(AccessLine.of(exchange))) {
            full.inc();
        } else if (queue.size() >= wakeAt) {
            LockSupport.unpark(thread);
        }
    }

    /** Closes the file and opens it anew by its name, as logrotate wants; lines already taken may go to the old one. */
    public void reopen() {
        writer.reopen();
        LockSupport.unpark(thread);
    }

    /** As {@link #close(Duration)} within 5 s. */
    @Override
    public void close() {
        close(CLOSE_LIMIT);
    }

    /** Writes what waits, as far as the limit allows, drops and counts the rest, and takes no more. */
    public void close(Duration limit) {
        closed = true;
        writer.finish();
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            writer.abandon();
            thread.interrupt();
        }
    }
}
