package io.tollgate.sim;

import java.time.Duration;

/** How long a server takes for its work. */
@FunctionalInterface
interface Behaviour {
    Behaviour WELL = (start, work) -> start + work;

    /**
     * When a worker is done.
     *
     * @param start when it begins, in the simulation's nanoseconds
     * @param work how long a server that is well would take
     */
    long endOf(long start, long work);

    static Behaviour slower(int times) {
        return (start, work) -> start + times * work;
    }

    /** Takes the same short time for whatever it is asked. */
    static Behaviour atOnce(Duration each) {
        return (start, work) -> start + each.toNanos();
    }

    /** Stands still for {@code pause} at {@code first} and every {@code every} from then on. */
    static Behaviour pausing(long first, Duration every, Duration pause) {
        return (start, work) -> {
            long now = start;
            long left = work;
            while (true) {
                long sinceLast = Math.floorMod(now - first, every.toNanos());
                if (now >= first && sinceLast < pause.toNanos()) {
                    now += pause.toNanos() - sinceLast;
                    sinceLast = pause.toNanos();
                }
                long untilNext = now < first ? first - now : every.toNanos() - sinceLast;
                if (left <= untilNext) {
                    return now + left;
                }
                left -= untilNext;
                now += untilNext;
            }
        };
    }

    /** So many times slower when it has just started, at {@code first} and anew every so often, and ever less. */
    static Behaviour warming(long first, Duration every, Duration warm, int times) {
        return (start, work) -> {
            double cold = 1 - Math.min(1, Math.floorMod(start - first, every.toNanos()) / (double) warm.toNanos());
            return start + (long) (work * (1 + (times - 1) * cold));
        };
    }
}
