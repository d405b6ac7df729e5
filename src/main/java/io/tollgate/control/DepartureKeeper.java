package io.tollgate.control;

import io.tollgate.balance.Endpoint;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out backends that discovery finds no more, when they have served their callers: no session and nothing in flight
 * is left, and others are there to serve, or only sessions of one that is down, which it cannot serve; or when the time
 * for it is over. Requests that are in flight even then are not cut.
 */
public final class DepartureKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(DepartureKeeper.class);

    private final ConfigKeeper live;
    private final Clock clock;

    public DepartureKeeper(ConfigKeeper live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Looks once at every backend that leaves. */
    public void look() {
        Snapshot snapshot = live.current();
        snapshot.discovered().pools().forEach((pool, found) -> {
            Set<String> gone = new HashSet<>();
            found.forEach((id, backend) -> {
                if (backend.leaving() && over(snapshot.pool(pool), id, backend)) {
                    gone.add(id);
                }
            });
            if (!gone.isEmpty()) {
                takeOut(pool, gone);
            }
        });
    }

    private boolean over(@Nullable PoolRuntime runtime, String id, Discovered.Found backend) {
        Endpoint endpoint = runtime == null ? null : runtime.pool().endpoint(id);
        if (runtime == null || endpoint == null) {
            return true;
        }
        long now = clock.wallMillis();
        boolean lost = endpoint.health() == Health.DOWN && endpoint.inFlight() == 0;
        return lost
                || now >= backend.endMillis(runtime.spec())
                || (runtime.servesNobody(endpoint, now) && othersServe(runtime));
    }

    /** Whether there is one that stays, takes new callers and is known to be well, by probes where there are any. */
    private boolean othersServe(PoolRuntime runtime) {
        boolean probed = runtime.spec().probe().type() != ProbeSpec.Type.NONE;
        return runtime.pool().endpoints().stream()
                .anyMatch(other -> other.mode() == Mode.READY
                        && other.effectiveWeight() > 0
                        && (other.health() == Health.UP || !probed)
                        && other.ejectedUntilMillis() == 0);
    }

    private void takeOut(String pool, Set<String> gone) {
        try {
            Set<String> out = live.departed(pool, gone);
            if (!out.isEmpty()) {
                LOG.info("Pool {}: {} served until nobody needed them, or their time was over; taken out", pool, out);
            }
        } catch (RefusedException e) {
            LOG.warn("Pool {}: {} could not be taken out; it is tried again: {}", pool, gone, e.getMessage());
        }
    }
}
