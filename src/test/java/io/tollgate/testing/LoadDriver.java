package io.tollgate.testing;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The same request again and again from some threads, each with a connection of its own, every answer checked. */
public final class LoadDriver implements AutoCloseable {
    private static final int LENGTH = 1024;
    private static final String SHA256 = Payload.sha256(LENGTH);
    private static final RawRequest REQUEST = RawRequest.get("/bytes?n=" + LENGTH);

    private final Supplier<RawClient> clients;
    private final RawRequest request;
    private final Function<RawAnswer, @Nullable String> judge;
    private final long limit;
    private final double nanosEach;
    private final long start = System.nanoTime();
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LoadReport report = new LoadReport();
    private final List<Thread> threads = new ArrayList<>();

    private LoadDriver(
            Supplier<RawClient> clients,
            RawRequest request,
            Function<RawAnswer, @Nullable String> judge,
            int concurrency,
            long limit,
            double perSecond) {
        this.clients = clients;
        this.request = request;
        this.judge = judge;
        this.limit = limit;
        this.nanosEach = perSecond == 0 ? 0 : 1e9 / perSecond;
        for (int i = 0; i < concurrency; i++) {
            Thread thread = new Thread(this::work, "load " + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Makes that many requests, so many at a time, each as soon as another has ended. */
    public static LoadReport closed(URI base, int concurrency, long total) {
        return closed(base, concurrency, total, REQUEST, LoadDriver::payload);
    }

    /**
     * The same with another request.
     *
     * @param judge says who has answered rightly; null when the answer is wrong
     */
    public static LoadReport closed(
            URI base, int concurrency, long total, RawRequest request, Function<RawAnswer, @Nullable String> judge) {
        try (LoadDriver driver = new LoadDriver(() -> new RawClient(base), request, judge, concurrency, total, 0)) {
            driver.join();
            return driver.report;
        }
    }

    /**
     * Begins to make requests at a fixed rate, until {@link #stop()}.
     *
     * @param concurrency threads; enough to keep the rate while answers are slow
     */
    public static LoadDriver atRate(URI base, int concurrency, double perSecond) {
        return atRate(base, concurrency, perSecond, REQUEST, LoadDriver::payload);
    }

    /**
     * The same with another request.
     *
     * @param judge says who has answered rightly; null when the answer is wrong
     */
    public static LoadDriver atRate(
            URI base,
            int concurrency,
            double perSecond,
            RawRequest request,
            Function<RawAnswer, @Nullable String> judge) {
        return new LoadDriver(() -> new RawClient(base), request, judge, concurrency, Long.MAX_VALUE, perSecond);
    }

    /**
     * The same by TLS.
     *
     * @param kept whether connections are kept, or each request has one of its own
     */
    public static LoadDriver atRate(URI base, SSLContext context, boolean kept, int concurrency, double perSecond) {
        return new LoadDriver(
                () -> new RawClient(base, context),
                kept ? REQUEST : REQUEST.with("Connection: close"),
                LoadDriver::payload,
                concurrency,
                Long.MAX_VALUE,
                perSecond);
    }

    private static @Nullable String payload(RawAnswer answer) {
        boolean whole = answer.status() == 200
                && answer.length() == LENGTH
                && answer.sha256().equals(SHA256);
        return whole ? answer.backend() : null;
    }

    /** What has come of it so far; still growing. */
    public LoadReport report() {
        return report;
    }

    /** Ends it and says what came of it. */
    public LoadReport stop() {
        stopped.set(true);
        join();
        return report;
    }

    @Override
    public void close() {
        stopped.set(true);
        join();
    }

    private void join() {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void work() {
        try (RawClient client = clients.get()) {
            long calls = 0;
            for (long ticket = tickets.getAndIncrement();
                    ticket < limit && !stopped.get();
                    ticket = tickets.getAndIncrement()) {
                awaitTurn(ticket);
                calls++;
                call(client, calls);
            }
        }
    }

    private void awaitTurn(long ticket) {
        long due = start + (long) (ticket * nanosEach);
        for (long left = due - System.nanoTime(); left > 0 && !stopped.get(); left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void call(RawClient client, long calls) {
        long begun = System.nanoTime();
        try {
            RawAnswer answer = client.send(request);
            String by = judge.apply(answer);
            if (by != null) {
                report.well(by);
            } else {
                report.failed(answer.status() + " with " + answer.length() + " bytes, "
                        + answer.fields().all("Tollgate-Error"));
            }
        } catch (IOException | RuntimeException e) {
            report.failed(e + " (call " + calls + " of its thread, begun after " + millis(begun - start) + " ms, took "
                    + millis(System.nanoTime() - begun) + " ms)");
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
