package io.tollgate.time;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time limits of what is in flight, for the hot path: setting and lifting one touches a concurrent set and no shared
 * lock, unlike a scheduler's queue. One sweep a step looks for what is due, so a limit may fire up to a step late.
 * Thread-safe.
 */
public final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final Duration STEP = Duration.ofMillis(20);

    private final Clock clock;
    private final Timer timer;
    private final Set<Deadline> set = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    public Deadlines(Clock clock, Timer timer) {
        this.clock = clock;
        this.timer = timer;
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

    /**
     * Sets a limit.
     *
     * @param expired runs once when the time is up, unless the limit was lifted before; must not block
     * @return lifts the limit
     */
    public Timer.Cancellable set(Duration limit, Runnable expired) {
        Deadline deadline = new Deadline(clock.nanos() + limit.toNanos(), expired);
        set.add(deadline);
        if (sweeping.compareAndSet(false, true)) {
            timer.after(STEP, this::sweep);
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

    private void sweep() {
        long now = clock.nanos();
        set.forEach(deadline -> {
            if (deadline.dueNanos - now <= 0) {
                expire(deadline);
            }
        });
        sweeping.set(false);
        if (!set.isEmpty() && sweeping.compareAndSet(false, true)) {
            timer.after(STEP, this::sweep);
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
