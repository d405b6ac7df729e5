package io.tollgate.boot.jar;

import java.util.List;
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

    /** Takes no more requests, lets those in flight end within a bound, and frees the addresses. Idempotent. */
    void stop();
}
