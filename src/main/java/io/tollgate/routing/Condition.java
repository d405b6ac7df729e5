package io.tollgate.routing;

import io.tollgate.exchange.Exchange;

/**
 * One thing a route asks of a request. Immutable. Its {@code toString} says what it asks in a few words, such as
 * {@code path under /api}, for the operator who wonders why a route did not match.
 */
interface Condition {
    /** Stands in a configuration for any value. */
    String ANY = "*";

    boolean holds(Exchange exchange);
}
