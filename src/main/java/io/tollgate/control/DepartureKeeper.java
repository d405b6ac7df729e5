package io.tollgate.control;

import io.tollgate.balance.Endpoint;
import io.tollgate.health.Health;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out backends that discovery finds no more, when they have served their callers: no session and nothing in flight
 * is left, or only sessions of one that is down, which it cannot serve; or when the time for it is over. Requests that
 * are in flight even then are not cut.
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
                || runtime.servesNobody(endpoint, now)
                || now - backend.leftMillis() >= drain(runtime.spec()).toMillis();
    }

    private static Duration drain(PoolSpec pool) {
        DiscoverySpec discovery = pool.discovery();
        return discovery == null ? DiscoverySpec.DRAIN : discovery.drain();
    }

    private void takeOut(String pool, Set<String> gone) {
        try {
            live.departed(pool, gone);
            LOG.info("Pool {}: {} served until nobody needed them, or their time was over; taken out", pool, gone);
        } catch (RefusedException e) {
            LOG.warn("Pool {}: {} could not be taken out; it is tried again: {}", pool, gone, e.getMessage());
        }
    }
}
