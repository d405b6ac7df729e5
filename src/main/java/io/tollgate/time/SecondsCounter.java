package io.tollgate.time;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts events over the last few seconds in a ring of one slot a second, each slot its second and its count in one
 * long. Thread-safe, lock-free.
 */
public final class SecondsCounter {
    private static final int COUNT_BITS = 32;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final AtomicLongArray slots;

    /**
     * @param seconds how many of them are counted, this one included
     */
    public SecondsCounter(int seconds) {
        slots = new AtomicLongArray(seconds);
    }

    /** Counts one event of that second. */
    public void increment(long second) {
        int slot = (int) Math.floorMod(second, (long) slots.length());
        long stamp = stamp(second);
        while (true) {
            long old = slots.get(slot);
            long next = (old & ~COUNT_MASK) == stamp ? old + 1 : stamp + 1;
            if (slots.compareAndSet(slot, old, next)) {
                return;
            }
        }
    }

    /** How many in the seconds up to this one. */
    public long sum(long second) {
        long sum = 0;
        for (int age = 0; age < slots.length(); age++) {
            long value = slots.get((int) Math.floorMod(second - age, (long) slots.length()));
            if ((value & ~COUNT_MASK) == stamp(second - age)) {
                sum += value & COUNT_MASK;
            }
        }
        return sum;
    }

    /** A fresh slot's 0 is the stamp of second -1, with a count of 0: it adds nothing. */
    private static long stamp(long second) {
        return (second + 1) << COUNT_BITS;
    }
}
