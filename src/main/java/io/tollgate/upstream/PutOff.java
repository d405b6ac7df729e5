package io.tollgate.upstream;

import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a loop's thread has put off until it has seen to the events of one look, which mostly is to write. The first write
 * after a while wakes whoever reads it, and that costs more than all else about the write; those that follow at once find
 * him awake. So writes are put together, as Netty does within a connection (FlushConsolidationHandler) and Seastar among
 * all of a core (batch_flush). What is put off waits for 64 at the most, and where only one thing has
 * happened, for nothing.
 *
 * <p>For one thread at a time.
 */
final class PutOff {
    private static final Logger LOG = LoggerFactory.getLogger(PutOff.class);

    /** With fewer, whoever reads them falls asleep between two goes; with many more, the first of them waits too long. */
    private static final int MOST = 64;

    private final Runnable expect;
    private final Queue<Runnable> tasks = new ArrayDeque<>(MOST);
    private boolean expected;
    private boolean running;

    /** @param expect has {@link #run} be called when the events of this look have been seen to */
    PutOff(Runnable expect) {
        this.expect = expect;
    }

    void add(Runnable task) {
        tasks.add(task);
        if (tasks.size() >= MOST) {
            runAll();
        } else if (!expected) {
            expected = true;
            expect.run();
        }
    }

    /** Whether this is about what was put off: nothing need be put off any more. */
    boolean isRunning() {
        return running;
    }

    /** The events have been seen to. */
    void run() {
        expected = false;
        runAll();
    }

    private void runAll() {
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                run(next);
            }
        } finally {
            running = false;
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("What was put off failed", e);
        }
    }
}
