package io.tollgate.conformance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** What one thread cannot do for both ends: send more than the sockets between them hold. */
final class Beside {
    private Beside() {}

    /** Something that blocks until the other end has read. */
    interface Task {
        void run() throws Exception;
    }

    /** Begins it on a thread of its own. Nobody waits for it longer than {@link Waiting#LONG}. */
    static CompletableFuture<Void> run(Task task) {
        return CompletableFuture.runAsync(
                        () -> {
                            try {
                                task.run();
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        work -> {
                            Thread thread = new Thread(work, "beside the case");
                            thread.setDaemon(true);
                            thread.start();
                        })
                .orTimeout(Waiting.LONG.toMillis(), TimeUnit.MILLISECONDS);
    }
}
