package io.tollgate.discovery;

import java.util.concurrent.CompletableFuture;

/** Asks name servers the same again and again. */
@FunctionalInterface
interface Question {
    /** Asks once. Does not block; what is answered comes on any thread, and is never an exception. */
    CompletableFuture<Answer> ask();
}
