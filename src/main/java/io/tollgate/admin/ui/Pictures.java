package io.tollgate.admin.ui;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
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
    private final DiscoveryReport.Reports discovery;
    private final Clock clock;

    Pictures(LiveFigures live, DiscoveryReport.Reports discovery, Clock clock) {
        this.live = live;
        this.discovery = discovery;
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
        List<ServingGroup> serving = runtime.pool().serving();
        Map<Endpoint, Double> newCallers = new HashMap<>();
        serving.forEach(group -> newCallers.putAll(group.shares()));
        List<BackendPicture> backends = new ArrayList<>();
        for (Endpoint endpoint : runtime.pool().endpoints()) {
            Figures own = figures.getOrDefault(endpoint, Figures.NONE);
            double asked = newCallers.getOrDefault(endpoint, 0.0);
            backends.add(new BackendPicture(
                    endpoint,
                    endpoint.spec(),
                    states.getOrDefault(endpoint, BackendState.UNKNOWN),
                    endpoint.inFlight(),
                    runtime.sessions(endpoint.id()),
                    asked > 0 ? endpoint.effectiveWeight() : 0,
                    own,
                    rate == 0 ? 0 : own.requestsPerSecond() / rate,
                    asked));
        }
        return PoolPicture.of(runtime, live.pool(pool), backends, serving, discovery.of(pool));
    }
}
