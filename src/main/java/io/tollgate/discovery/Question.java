package io.tollgate.discovery;

import io.tollgate.model.Address;
import java.util.concurrent.CompletableFuture;

/** Asks name servers the same again and again. */
@FunctionalInterface
interface Question {
    /** Asks once. Does not block; what is answered comes on any thread, and is never an exception. */
    CompletableFuture<Answer> ask();

    /** Whether that address is of the kind that it asks for. */
    default boolean asksFor(Address address) {
        return true;
    }
}
