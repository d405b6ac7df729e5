package io.tollgate.admin.ui;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes {@link PoolPicture}s. Thread-safe. */
final class Pictures {
    private final LiveFigures live;
    private final Clock clock;

    Pictures(LiveFigures live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Of every pool, in the order of the configuration. */
    List<PoolPicture> all(Snapshot snapshot) {
        return snapshot.pools().values().stream().map(this::of).toList();
    }

    PoolPicture of(PoolRuntime runtime) {
        String pool = runtime.spec().id();
        long now = clock.wallMillis();
        Map<Endpoint, Figures> figures = new HashMap<>();
        Map<Endpoint, BackendState> states = new HashMap<>();
        for (Endpoint endpoint : runtime.pool().endpoints()) {
            figures.put(endpoint, live.backend(pool, endpoint.id()));
            states.put(endpoint, BackendState.of(endpoint, now));
        }
        double rate = figures.values().stream()
                .mapToDouble(Figures::requestsPerSecond)
                .sum();
        Map<Endpoint, Integer> weights = newCallerWeights(runtime, states);
        double weight = weights.values().stream().mapToInt(Integer::intValue).sum();
        List<BackendPicture> backends = new ArrayList<>();
        for (Endpoint endpoint : runtime.pool().endpoints()) {
            Figures own = figures.getOrDefault(endpoint, Figures.NONE);
            int ownWeight = weights.getOrDefault(endpoint, 0);
            backends.add(new BackendPicture(
                    endpoint,
                    endpoint.spec(),
                    states.getOrDefault(endpoint, BackendState.UNKNOWN),
                    endpoint.inFlight(),
                    runtime.sessions(endpoint.id()),
                    ownWeight,
                    own,
                    rate == 0 ? 0 : own.requestsPerSecond() / rate,
                    weight == 0 ? 0 : ownWeight / weight));
        }
        return PoolPicture.of(runtime, live.pool(pool), backends);
    }

    /** The weights that new callers are shared out by: those of the lowest tier that takes any. */
    private static Map<Endpoint, Integer> newCallerWeights(PoolRuntime runtime, Map<Endpoint, BackendState> states) {
        boolean failOpen = runtime.pool().failOpen();
        Map<Endpoint, Integer> weights = new HashMap<>();
        int tier = Integer.MAX_VALUE;
        for (Endpoint endpoint : runtime.pool().endpoints()) {
            boolean open = failOpen
                    ? endpoint.mode() == Mode.READY
                    : states.getOrDefault(endpoint, BackendState.UNKNOWN).open();
            if (open && endpoint.effectiveWeight() > 0) {
                weights.put(endpoint, endpoint.effectiveWeight());
                tier = Math.min(tier, endpoint.spec().tier());
            }
        }
        int lowest = failOpen ? Integer.MAX_VALUE : tier;
        weights.keySet().removeIf(endpoint -> endpoint.spec().tier() > lowest);
        return weights;
    }
}
