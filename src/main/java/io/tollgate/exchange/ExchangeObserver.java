package io.tollgate.exchange;

/** Is told of every exchange that ends, once, on the thread that ended it; must be quick and must not block. */
@FunctionalInterface
public interface ExchangeObserver {

    /** The exchange holds its final figures and no longer changes. */
    void ended(Exchange exchange);
}
