package io.tollgate.health;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import java.util.concurrent.CompletableFuture;

/** Asks a backend whether it is well. Never blocks. Thread-safe. */
@FunctionalInterface
public interface Probe {

    /**
     * Sends one probe.
     *
     * @param link how connections to the backend are made
     * @return completes normally with good or bad within the probe's timeout; never exceptionally
     */
    CompletableFuture<ProbeResult> send(BackendUrl url, BackendLink link, ProbeSpec spec);
}
