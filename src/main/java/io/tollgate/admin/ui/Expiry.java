package io.tollgate.admin.ui;

import java.time.Duration;

/**
 * When a certificate in use expires.
 *
 * @param owner the listener or pool that shows it
 * @param name a host name that it is for
 * @param atMillis milliseconds since the epoch
 */
public record Expiry(String owner, String name, long atMillis) {
    /** Time enough to have a new one made, and not so much that one whose renewal is on its way is complained of. */
    private static final long SOON = Duration.ofDays(14).toMillis();

    /** Whether an operator must see to it. */
    boolean soon(long nowMillis) {
        return atMillis - nowMillis < SOON;
    }
}
