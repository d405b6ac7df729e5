package io.tollgate.balance;

import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.policy.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One backend of a pool, alive: its state and counters outlast every change that keeps its id. Thread-safe. */
public interface Endpoint extends Target {

    String pool();

    /** As configured now, operators' weight included. */
    BackendSpec spec();

    Mode mode();

    Health health();

    /** Wall time since when mode, health and ejection are as they are. */
    long stateSinceMillis();

    /** Wall time until which it is ejected; 0 when it is not. */
    long ejectedUntilMillis();

    /** Why it is down or ejected, in a few words for the operator; null when it is neither. */
    @Nullable
    String trouble();

    /** The latest probe's result; null before the first. */
    @Nullable
    ProbeResult lastProbe();

    /** The latest probes, newest first, at most 10. */
    List<ProbeResult> recentProbes();

    /** Leases closed since it was added, by whatever outcome but unused ones. */
    long requestsTotal();

    /** Those of them that ended in an error. */
    long errorsTotal();
}
