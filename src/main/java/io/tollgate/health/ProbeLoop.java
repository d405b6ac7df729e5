package io.tollgate.health;

import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One backend's probes, one after another until stopped. Thread-safe. */
final class ProbeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);
    private static final Duration LONGEST_FIRST_WAIT = Duration.ofMillis(500);
    private static final double SPREAD = 0.1;
    private static final int HURRIED = 10;
    private static final long SHORTEST_NANOS = Duration.ofMillis(100).toNanos();

    private final HealthMonitor.Key key;
    private final Supplier<CompletableFuture<ProbeResult>> probe;
    private final Duration interval;
    private final Consumer<ProbeResult> results;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final HealthTracker tracker;
    private final AtomicLong hurriedNanos;
    private volatile boolean hurrying;
    private boolean stopped;
    private boolean sending;
    private Timer.@Nullable Cancellable next;

    /**
     * @param tracker for whether the results leave a doubt
     */
    ProbeLoop(
            HealthMonitor.Key key,
            Supplier<CompletableFuture<ProbeResult>> probe,
            Duration interval,
            HealthTracker tracker,
            Consumer<ProbeResult> results,
            Clock clock,
            Timer timer,
            RandomGenerator random) {
        this.key = key;
        this.probe = probe;
        this.interval = interval;
        this.results = results;
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.tracker = tracker;
        this.hurriedNanos = new AtomicLong(clock.nanos() - hurriedInterval());
    }

    void begin() {
        long most = Math.min(interval.toNanos() / 2, LONGEST_FIRST_WAIT.toNanos());
        schedule((long) (most * random.nextDouble()));
    }

    /** See {@link HealthMonitor.Watch#hurry}. */
    void hurry() {
        long last = hurriedNanos.get();
        long now = clock.nanos();
        if (tracker.health() == Health.DOWN
                || now - last < hurriedInterval()
                || !hurriedNanos.compareAndSet(last, now)) {
            return;
        }
        hurrying = true;
        sendSoon();
    }

    /** Nothing to do where a probe is out: the next follows it in a hurry. */
    private synchronized void sendSoon() {
        if (!sending && next != null) {
            next.cancel();
            schedule(0);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized boolean stopped() {
        return stopped;
    }

    private synchronized void schedule(long nanos) {
        if (!stopped) {
            next = timer.after(Duration.ofNanos(nanos), this::send);
        }
    }

    private void send() {
        if (!begins()) {
            return;
        }
        long began = clock.nanos();
        CompletableFuture<ProbeResult> answer;
        try {
            answer = probe.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((result, failure) -> {
            ProbeResult found = result != null ? result : broken(failure, began);
            deliver(found);
            proceed(Math.max(0, interval(began) - (clock.nanos() - began)));
        });
    }

    /** Of two that were scheduled, as where one was hurried in the very moment that it went out, one is sent. */
    private synchronized boolean begins() {
        if (stopped || sending) {
            return false;
        }
        sending = true;
        return true;
    }

    private synchronized void proceed(long nanos) {
        sending = false;
        schedule(nanos);
    }

    private void deliver(ProbeResult result) {
        if (stopped()) {
            return;
        }
        tracker.add(result);
        try {
            results.accept(result);
        } catch (RuntimeException e) {
            LOG.error("The result of a probe of {} could not be taken in", key, e);
        }
    }

    private ProbeResult broken(@Nullable Throwable failure, long began) {
        LOG.error("A probe of {} failed in itself", key, failure);
        return new ProbeResult(false, clock.wallMillis(), clock.nanos() - began, "the probe itself failed");
    }

    /**
     * @param began when the probe that has just ended was sent: one that was hurried since has seen nothing of the failure
     */
    private long interval(long began) {
        boolean doubt = tracker.inDoubt() || hurriedNanos.get() - began > 0;
        if (!doubt) {
            hurrying = false;
        }
        long plain = interval.toNanos() / (doubt ? 2 : 1);
        long most = hurrying ? hurriedInterval() : plain;
        return (long) (most * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
    }

    private long hurriedInterval() {
        return Math.min(interval.toNanos(), Math.max(SHORTEST_NANOS, interval.toNanos() / HURRIED));
    }
}
