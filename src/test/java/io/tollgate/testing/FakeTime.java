package io.tollgate.testing;

import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock and a timer that stand still until a test moves them; timed tasks run on the thread that does. */
public final class FakeTime implements Clock, Timer {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
    private long nanos = 1_000_000_000L;
    private long wallMillis = 1_700_000_000_000L;
    private long order;
    private int readings;

    private record Task(long due, long order, Runnable run) {}

    @Override
    public synchronized long nanos() {
        readings++;
        return nanos;
    }

    @Override
    public synchronized long wallMillis() {
        return wallMillis;
    }

    @Override
    public synchronized Cancellable after(Duration delay, Runnable run) {
        Task task = new Task(nanos + delay.toNanos(), order++, run);
        tasks.add(task);
        return () -> cancel(task);
    }

    /** Moves both times on and runs what falls due on the way, in order, each at its own moment. */
    public void advance(Duration by) {
        long target = nanos() + by.toNanos();
        while (true) {
            Task next;
            synchronized (this) {
                next = tasks.peek();
                if (next == null || next.due() > target) {
                    moveTo(target);
                    return;
                }
                tasks.remove();
                moveTo(Math.max(nanos, next.due()));
            }
            next.run().run();
        }
    }

    /** Moves both times on while nothing runs; what fell due comes with the next {@link #advance}, late. */
    public synchronized void standStill(Duration by) {
        moveTo(nanos + by.toNanos());
    }

    /** How often the clock was read. */
    public synchronized int readings() {
        return readings;
    }

    /** Tasks that wait. */
    public synchronized int pending() {
        return tasks.size();
    }

    private synchronized boolean cancel(Task task) {
        return tasks.remove(task);
    }

    private void moveTo(long target) {
        wallMillis += (target - nanos) / 1_000_000;
        nanos = target;
    }
}
