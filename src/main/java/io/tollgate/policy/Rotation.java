package io.tollgate.policy;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, kept while pickers come and go. The cursor never goes back, so a picker made anew over the same
 * weights continues where the last one was. Over other weights it begins at a random turn: were the cursor alone to
 * decide, candidates that come and go in step with the traffic would hit the same turns again and again. Thread-safe;
 * taking a turn is one atomic addition.
 */
final class Rotation {
    private final AtomicLong cursor = new AtomicLong();
    private final RandomGenerator phases;
    private @Nullable WeightedSchedule last;
    private int phase;

    /**
     * @param random read within this call only
     */
    Rotation(RandomGenerator random) {
        this.phases = new SplittableRandom(random.nextLong());
    }

    /**
     * The turns of a picker from now on: indexes of its candidates.
     *
     * @param schedule not empty
     */
    synchronized IntSupplier over(WeightedSchedule schedule) {
        if (last == null || !last.sameAs(schedule)) {
            last = schedule;
            phase = phases.nextInt(schedule.length());
        }
        long start = phase;
        return () -> schedule.at(start + cursor.getAndIncrement());
    }
}
