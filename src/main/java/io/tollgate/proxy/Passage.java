package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
import io.tollgate.rewrite.Rewriting;
import jakarta.servlet.ServletRequest;

/**
 * What the filters hand on: the exchange, the one snapshot that all its stages read, and the gate they came in by.
 */
record Passage(Exchange exchange, Snapshot snapshot, Gate gate) {
    /** What the route changes of messages; nothing before it is known. */
    Rewriting rewriting() {
        return snapshot.rewriting(exchange.route());
    }

    void attach(ServletRequest request) {
        request.setAttribute(AccessFilter.ATTRIBUTE, this);
    }

    /**
     * @throws IllegalStateException when no AccessFilter stands before
     */
    static Passage of(ServletRequest request) {
        if (request.getAttribute(AccessFilter.ATTRIBUTE) instanceof Passage passage) {
            return passage;
        }
        throw new IllegalStateException("AccessFilter must come first");
    }
}
