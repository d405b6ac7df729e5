package io.tollgate.telemetry;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lines that wait for the writer, bounded by number and by memory. Many may offer, one takes; nobody waits for anybody.
 */
final class AccessQueue {
    /** What waiting lines may hold at most: callers choose how long a path is. */
    private static final long MAX_BYTES = 64L << 20;

    private final ConcurrentLinkedQueue<AccessLine> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int capacity;

    AccessQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Whether there was room for it. */
    boolean offer(AccessLine line) {
        int size = line.size();
        if (count.incrementAndGet() > capacity) {
            count.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(size) > MAX_BYTES) {
            bytes.addAndGet(-size);
            count.decrementAndGet();
            return false;
        }
        lines.add(line);
        return true;
    }

    /** The oldest line, or null. */
    @Nullable
    AccessLine poll() {
        AccessLine line = lines.poll();
        if (line != null) {
            count.decrementAndGet();
            bytes.addAndGet(-line.size());
        }
        return line;
    }

    int size() {
        return count.get();
    }
}
