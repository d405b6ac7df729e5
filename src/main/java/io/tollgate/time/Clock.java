package io.tollgate.time;

import java.time.Instant;

/**
 * The only way to the current time. Thread-safe.
 */
public interface Clock {

    /** Monotonic nanoseconds for intervals; only differences mean anything. */
    long nanos();

    /** Wall time in milliseconds since the epoch, for log lines and for expiry that must survive a restart. */
    long wallMillis();

    /** Wall time, to the millisecond. */
    default Instant now() {
        return Instant.ofEpochMilli(wallMillis());
    }
}
