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

    private static final CompletableFuture<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CompletableFuture<@Nullable Void> last = NOTHING;

    /**
     * Sends one when those before are out, or have failed. Whoever asks for {@link #allSent} after this has begun to
     * send it waits for it.
     *
     * @param sending sends it; completed when the next may be sent
     */
    void send(Supplier<CompletionStage<@Nullable Void>> sending) {
        if (waiting.get() >= MOST_WAITING) {
            return;
        }
        waiting.incrementAndGet();
        CompletableFuture<@Nullable Void> before = last;
        CompletableFuture<@Nullable Void> out = new CompletableFuture<>();
        last = out;
        CompletableFuture<?> unused = before.exceptionally(failure -> null)
                .thenCompose(sent -> sending.get())
                .whenComplete((sent, failure) -> {
                    waiting.decrementAndGet();
                    if (failure == null) {
                        out.complete(null);
                    } else {
                        out.completeExceptionally(failure);
                    }
                });
    }

    /** Completed, well or not, when all that were sent so far are out. */
    CompletableFuture<?> allSent() {
        return last;
    }
}
