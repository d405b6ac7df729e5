package io.tollgate.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** Makes the ids of exchanges: short, unique over restarts, and sortable within a process. Thread-safe. */
public final class RequestIds {
    private static final int MAX_GIVEN = 128;

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    /**
     * @param seed tells this process from others; random
     */
    public RequestIds(long seed) {
        this.prefix = Long.toUnsignedString(seed, 36) + "-";
    }

    String next() {
        return prefix + Long.toHexString(next.incrementAndGet());
    }

    /** Whether an id from outside may be taken over: it ends up in fields and log lines. */
    static boolean acceptable(String given) {
        if (given.isEmpty() || given.length() > MAX_GIVEN) {
            return false;
        }
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
