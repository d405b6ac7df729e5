package io.tollgate.assist;

import io.tollgate.model.RolloutHook;
import java.util.concurrent.CompletableFuture;

/** Renews a backend. Thread-safe. */
@FunctionalInterface
public interface Hook {

    /**
     * What came of it.
     *
     * @param detail a few words for the operator, such as {@code exit status 3: no such release}
     */
    record Result(boolean good, String detail) {}

    /** For which backend, and what it gets. */
    record Task(String pool, String backend, String url, Rollout.Action action) {}

    /**
     * Begins.
     *
     * @param how a command or a URL
     * @return when it has ended, never by an exception; to cancel it ends what runs
     */
    CompletableFuture<Result> run(RolloutHook how, Task task);
}
