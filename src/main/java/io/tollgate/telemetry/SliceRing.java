package io.tollgate.telemetry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Time cut into slices of one length, the latest of which are kept. Turns by itself when it is written: a slice is
 * never emptied but replaced by a fresh one, so that nothing recorded can land in the wrong slice and idle times need
 * no care. Thread-safe, takes no lock.
 *
 * @param <S> what a slice holds; thread-safe itself
 */
final class SliceRing<S> {
    private record Slot<S>(long tick, S slice) {}

    private final long sliceNanos;
    private final LongFunction<S> maker;
    private final AtomicReferenceArray<@Nullable Slot<S>> slots;

    /**
     * @param kept how many slices, the current one included
     * @param maker makes an empty slice for a tick; a few more may be made than are used
     */
    SliceRing(long sliceNanos, int kept, LongFunction<S> maker) {
        this.sliceNanos = sliceNanos;
        this.maker = maker;
        this.slots = new AtomicReferenceArray<>(kept);
    }

    /** The number of the slice in which that moment lies. */
    long tick(long nanos) {
        return Math.floorDiv(nanos, sliceNanos);
    }

    /** The slice to record into; a newer one when that moment has fallen out of the ring meanwhile. */
    S at(long nanos) {
        long tick = tick(nanos);
        int index = index(tick);
        Slot<S> found = slots.get(index);
        Slot<S> fresh = null;
        while (found == null || found.tick() < tick) {
            if (fresh == null) {
                fresh = new Slot<>(tick, maker.apply(tick));
            }
            if (slots.compareAndSet(index, found, fresh)) {
                return fresh.slice();
            }
            found = slots.get(index);
        }
        return found.slice();
    }

    /** The slice of that tick, or null when nothing was recorded in it or it has fallen out of the ring. */
    @Nullable
    S find(long tick) {
        Slot<S> found = slots.get(index(tick));
        return found == null || found.tick() != tick ? null : found.slice();
    }

    private int index(long tick) {
        return Math.floorMod(tick, slots.length());
    }
}
