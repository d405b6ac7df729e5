package io.tollgate.control;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.health.HealthMonitor;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Keeps a probe running for each backend of the snapshot in force, and only those. */
public final class ProbeKeeper implements AutoCloseable {
    private final HealthMonitor monitor;
    private final Map<Watched, HealthMonitor.Watch> watches = new HashMap<>();
    private volatile Map<HealthMonitor.Key, HealthMonitor.Watch> byKey = Map.of();

    /** What a running probe depends on: another pool object, server, link or spec takes another probe. */
    private record Watched(Pool pool, String backend, BackendUrl url, BackendLink link, ProbeSpec spec) {}

    public ProbeKeeper(HealthMonitor monitor) {
        this.monitor = monitor;
    }

    /** Starts and stops what has to be; the rest goes on undisturbed. */
    public synchronized void follow(Snapshot snapshot) {
        Map<Watched, HealthMonitor.Key> wanted = new HashMap<>();
        for (PoolRuntime runtime : snapshot.pools().values()) {
            for (BackendSpec backend : runtime.spec().backends()) {
                wanted.put(
                        new Watched(
                                runtime.pool(),
                                backend.id(),
                                backend.url(),
                                runtime.spec().link(),
                                runtime.spec().probe()),
                        new HealthMonitor.Key(runtime.spec().id(), backend.id()));
            }
        }
        for (Iterator<Map.Entry<Watched, HealthMonitor.Watch>> all =
                        watches.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Watched, HealthMonitor.Watch> running = all.next();
            if (!wanted.containsKey(running.getKey())) {
                running.getValue().close();
                all.remove();
            }
        }
        wanted.forEach((watched, key) -> watches.computeIfAbsent(
                watched,
                w -> monitor.watch(
                        key, w.url(), w.link(), w.spec(), result -> w.pool().probed(w.backend(), w.url(), result))));
        Map<HealthMonitor.Key, HealthMonitor.Watch> found = new HashMap<>();
        wanted.forEach((watched, key) -> found.put(key, watches.getOrDefault(watched, HealthMonitor.Watch.NONE)));
        byKey = Map.copyOf(found);
    }

    /** Live traffic found that backend failing: its probe goes out at once. Takes no lock that is held for long. */
    public void failed(Endpoint endpoint) {
        byKey.getOrDefault(new HealthMonitor.Key(endpoint.pool(), endpoint.id()), HealthMonitor.Watch.NONE)
                .hurry();
    }

    @Override
    public synchronized void close() {
        watches.values().forEach(HealthMonitor.Watch::close);
        watches.clear();
        byKey = Map.of();
    }
}
