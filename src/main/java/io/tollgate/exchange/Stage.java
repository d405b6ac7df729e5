package io.tollgate.exchange;

/**
 * One step of a request's way in. Never blocks. Immutable or thread-safe: one instance serves all exchanges of a
 * snapshot.
 */
@FunctionalInterface
public interface Stage {

    /** Reads the exchange, writes into it what it learns, and says whether the request goes on. */
    Verdict handle(Exchange exchange);

    /** This one and, where it goes on, the next. */
    default Stage then(Stage next) {
        return exchange -> {
            Verdict verdict = handle(exchange);
            return verdict instanceof Verdict.Answer ? verdict : next.handle(exchange);
        };
    }
}
