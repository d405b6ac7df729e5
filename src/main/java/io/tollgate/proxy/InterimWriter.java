package io.tollgate.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends 1xx answers to a client one after the other, for a container sends no two at once. For one caller at a time.
 */
final class InterimWriter {
    /** Of those that wait for the one before. A client does without what is more, as without any (RFC 9110, 15.2). */
    static final int MOST_WAITING = 16;

    private final AtomicInteger waiting = new AtomicInteger();
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);

    /**
     * Sends one when those before are out, or have failed.
     *
     * @param sending sends it; completed when the next may be sent
     */
    void send(Supplier<CompletionStage<@Nullable Void>> sending) {
        if (waiting.get() >= MOST_WAITING) {
            return;
        }
        waiting.incrementAndGet();
        last = last.exceptionally(failure -> null)
                .thenCompose(before -> sending.get())
                .whenComplete((sent, failure) -> waiting.decrementAndGet());
    }

    /** Completed, well or not, when all that were sent so far are out. */
    CompletableFuture<?> allSent() {
        return last;
    }
}
