package io.tollgate.exchange;

/** Is told of every exchange, once at each end, on the thread that has it; must be quick and must not block. */
@FunctionalInterface
public interface ExchangeObserver {

    /** An exchange has begun that will end. */
    default void began() {}

    /** The exchange holds its final figures and no longer changes. */
    void ended(Exchange exchange);
}
