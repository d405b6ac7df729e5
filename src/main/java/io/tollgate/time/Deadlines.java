package io.tollgate.time;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time limits of what is in flight, for the hot path: setting and lifting one touches a concurrent set and no shared
 * lock, unlike a scheduler's queue. One sweep a step looks for what is due, so a limit may fire up to a step late.
 *
 * <p>Only time in which this process ran counts. Where all of it stood still (a paused virtual machine, a long collection
 * of garbage, no processor to be had), what others did meanwhile lies in the sockets and is looked at only now: to fire
 * the limits first would blame backends for it. A sweep that comes late is how that is noticed; limits that were set
 * before then last that much longer, but for the first tenth of a second. Thread-safe.
 */
public final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final Duration STEP = Duration.ofMillis(20);

    /** A sweep that comes later than this has not just waited for its turn. */
    private static final long LATE_NANOS = STEP.multipliedBy(5).toNanos();

    private final Clock clock;
    private final Timer timer;
    private final Consumer<Duration> stoodStill;
    private final Set<Deadline> set = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** Replaced only by who has set {@link #sweeping}. */
    private volatile Beat beat = new Beat(false, 0, 0, false);

    /**
     * How time goes.
     *
     * @param armed whether a sweep is to come
     * @param sweepNanos when it is due
     * @param lostNanos time that does not count
     * @param late whether the last sweep was
     */
    private record Beat(boolean armed, long sweepNanos, long lostNanos, boolean late) {

        /** The time that counts. It stands still while a sweep is late, so that nothing is set by a time that will be lost. */
        long running(long nanos) {
            boolean standing = armed && nanos - sweepNanos > LATE_NANOS;
            return (standing ? sweepNanos + LATE_NANOS : nanos) - lostNanos;
        }
    }

    public Deadlines(Clock clock, Timer timer) {
        this(clock, timer, lost -> {});
    }

    /**
     * @param stoodStill told for how long this process did not run, as far as it is noticed: while a limit is set
     */
    public Deadlines(Clock clock, Timer timer, Consumer<Duration> stoodStill) {
        this.clock = clock;
        this.timer = timer;
        this.stoodStill = stoodStill;
    }

    private final class Deadline implements Timer.Cancellable {
        private final long dueNanos;
        private final Runnable expired;

        private Deadline(long dueNanos, Runnable expired) {
            this.dueNanos = dueNanos;
            this.expired = expired;
        }

        @Override
        public boolean cancel() {
            return set.remove(this);
        }

        /** As good as an identity's, which would be made for each object. */
        @Override
        public int hashCode() {
            return Long.hashCode(dueNanos);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    /** A time that goes on only while this process runs; comparable with itself only. */
    public long nanos() {
        // In this order: a beat is never older than the time it is asked for.
        Beat now = beat;
        return now.running(clock.nanos());
    }

    /**
     * Sets a limit.
     *
     * @param expired runs once when the time is up, unless the limit was lifted before; must not block
     * @return lifts the limit
     */
    public Timer.Cancellable set(Duration limit, Runnable expired) {
        Deadline deadline = new Deadline(nanos() + limit.toNanos(), expired);
        set.add(deadline);
        if (sweeping.compareAndSet(false, true)) {
            sweepLater();
        }
        return deadline;
    }

    /** Runs what is set now as if its time were up, on this thread. */
    public void expireAll() {
        set.forEach(this::expire);
    }

    private void expire(Deadline deadline) {
        // Whoever takes it out first has it: this one, or the one who lifts the limit.
        if (set.remove(deadline)) {
            run(deadline.expired);
        }
    }

    private void sweepLater() {
        Beat before = beat;
        beat = new Beat(true, clock.nanos() + STEP.toNanos(), before.lostNanos, before.late);
        timer.after(STEP, this::sweep);
    }

    private void sweep() {
        Beat before = beat;
        long nanos = clock.nanos();
        long now = before.running(nanos);
        boolean late = nanos - before.sweepNanos > LATE_NANOS;
        beat = new Beat(false, 0, nanos - now, late);
        if (late) {
            stoodStill.accept(Duration.ofNanos(nanos - before.sweepNanos));
        }
        // What lies in the sockets has one step to be looked at; but where all sweeps are late, that would be for good.
        if (!late || before.late) {
            set.forEach(deadline -> {
                if (deadline.dueNanos - now <= 0) {
                    expire(deadline);
                }
            });
        }
        sweeping.set(false);
        if (!set.isEmpty() && sweeping.compareAndSet(false, true)) {
            sweepLater();
        }
    }

    /** One that fails must neither keep the others from running nor end the sweeps. */
    private static void run(Runnable expired) {
        try {
            expired.run();
        } catch (RuntimeException | Error e) {
            LOG.error("What was to happen at a time limit failed", e);
        }
    }
}
