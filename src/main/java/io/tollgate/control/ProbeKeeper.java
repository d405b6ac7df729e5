package io.tollgate.control;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.health.HealthMonitor;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.LoadReportSpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Keeps a probe running for each backend of the snapshot in force, and its agent asked where it has one; and only those. */
public final class ProbeKeeper implements AutoCloseable {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    private final HealthMonitor monitor;
    private final BiFunction<BackendUrl, Duration, CompletableFuture<ProbeResult>> agents;
    private final Map<Watched, HealthMonitor.Watch> watches = new HashMap<>();
    private volatile Map<HealthMonitor.Key, HealthMonitor.Watch> byKey = Map.of();

    /** What a running probe depends on: another pool object, server, link or spec takes another probe. */
    private record Watched(Pool pool, String backend, BackendUrl url, BackendLink link, Object spec) {}

    /**
     * @param agents asks an agent, at a host and port, for its line within a time limit
     */
    public ProbeKeeper(HealthMonitor monitor, BiFunction<BackendUrl, Duration, CompletableFuture<ProbeResult>> agents) {
        this.monitor = monitor;
        this.agents = agents;
    }

    /** Starts and stops what has to be; the rest goes on undisturbed. */
    public synchronized void follow(Snapshot snapshot) {
        Map<Watched, HealthMonitor.Key> wanted = new HashMap<>();
        Map<HealthMonitor.Key, Watched> probed = new HashMap<>();
        for (PoolRuntime runtime : snapshot.pools().values()) {
            PoolSpec pool = runtime.spec();
            for (BackendSpec backend : pool.backends()) {
                HealthMonitor.Key key = new HealthMonitor.Key(pool.id(), backend.id());
                Watched probe = new Watched(runtime.pool(), backend.id(), backend.url(), pool.link(), pool.probe());
                wanted.put(probe, key);
                probed.put(key, probe);
                if (pool.loadReport().from() == LoadReportSpec.From.AGENT) {
                    wanted.put(
                            new Watched(runtime.pool(), backend.id(), backend.url(), pool.link(), pool.loadReport()),
                            key);
                }
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
        wanted.forEach((watched, key) -> watches.computeIfAbsent(watched, w -> watch(key, w)));
        Map<HealthMonitor.Key, HealthMonitor.Watch> found = new HashMap<>();
        probed.forEach((key, watched) -> found.put(key, watches.getOrDefault(watched, HealthMonitor.Watch.NONE)));
        byKey = Map.copyOf(found);
    }

    private HealthMonitor.Watch watch(HealthMonitor.Key key, Watched w) {
        if (w.spec() instanceof LoadReportSpec report) {
            BackendUrl agent = new BackendUrl("http", w.url().host(), report.port());
            Duration limit = report.interval().compareTo(LONGEST_ANSWER) < 0 ? report.interval() : LONGEST_ANSWER;
            return monitor.ask(
                    key,
                    () -> agents.apply(agent, limit),
                    report.interval(),
                    result -> w.pool().agentSaid(w.backend(), w.url(), result));
        }
        return monitor.watch(
                key, w.url(), w.link(), (ProbeSpec) w.spec(), result -> w.pool().probed(w.backend(), w.url(), result));
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
