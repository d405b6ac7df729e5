package io.tollgate.boot.jar;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A balancer that serves. Thread-safe. */
interface Running {

    /** Where traffic is taken, such as {@code http://127.0.0.1:8080}, with the ports really bound; at least one. */
    List<String> dataUrls();

    /** Where operators reach it. */
    String adminUrl();

    /** The password made up by this start, to be shown once; null when the account existed or was given one. */
    @Nullable
    String generatedPassword();

    /** Reads the configuration file anew. A refused file is reported loudly and changes nothing. */
    void reload();

    /**
     * Has that run when another process has taken this one's place, so that this one can be stopped. Call once.
     */
    void onReplaced(Runnable stop);

    /**
     * Takes no more requests, lets those in flight end within a bound, and frees the addresses. Idempotent.
     *
     * @param tell gets a line for the operator at each step
     */
    void stop(Consumer<String> tell);

    /** Has a stop, under way or to come, wait for nothing. */
    void hurry();
}
