package io.tollgate.discovery;

import io.tollgate.control.DiscoveryReport;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.DiscoverySpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks for one pool's backends again and again, on the thread of discovery. What it knows any thread may ask. */
interface Lookout extends AutoCloseable {

    /** Begins to look. Call once. */
    void start();

    /** Looks as soon as possible, out of turn. */
    void lookNow();

    /** Done when the first look is over, whatever came of it. */
    CompletableFuture<Void> firstLook();

    /**
     * What was found last; null while nothing is known.
     *
     * @param spec what they are besides where they are
     */
    @Nullable
    List<BackendSpec> found(DiscoverySpec spec);

    /** Looks as that says from now on, at the same place. */
    void follow(DiscoverySpec spec);

    DiscoveryReport report();

    /** Looks no more. */
    @Override
    void close();
}
