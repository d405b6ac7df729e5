package io.tollgate.control;

import io.tollgate.affinity.SessionSurvey;
import io.tollgate.affinity.SessionTable;
import io.tollgate.balance.Endpoint;
import io.tollgate.model.Mode;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches every drain that an operator has begun, and reports how it goes. Thread-safe; reading waits for nobody. */
public final class DrainConsole implements DrainReport.Reports {
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final LiveConfig live;
    private final Clock clock;
    private final long startMillis;
    private final Map<Key, DrainProgress> progress = new HashMap<>();
    private volatile Map<Key, DrainReport> reports = Map.of();
    private long lookedNanos;

    private record Key(String pool, String backend) {}

    public DrainConsole(LiveConfig live, Clock clock) {
        this.live = live;
        this.clock = clock;
        this.startMillis = clock.wallMillis();
    }

    @Override
    public @Nullable DrainReport of(String pool, String backend) {
        return reports.get(new Key(pool, backend));
    }

    /**
     * Looks at every draining backend, and at all sessions of their pools: when another one drains, else every five seconds,
     * for tables may be large.
     */
    public synchronized void look() {
        Snapshot snapshot = live.current();
        Map<Key, Endpoint> draining = draining(snapshot);
        long now = clock.nanos();
        if (draining.keySet().equals(reports.keySet()) && now - lookedNanos < PAUSE_NANOS) {
            return;
        }
        lookedNanos = now;
        Map<Key, DrainReport> seen = new HashMap<>();
        draining.forEach((key, endpoint) -> {
            PoolRuntime runtime = Objects.requireNonNull(snapshot.pool(key.pool()));
            long since = snapshot.overlay().of(key.pool(), key.backend()).modeSinceMillis();
            seen.put(key, report(key, runtime, endpoint, since));
        });
        progress.keySet().retainAll(seen.keySet());
        reports = Map.copyOf(seen);
    }

    /** Those that operators want drained and that are there. */
    private static Map<Key, Endpoint> draining(Snapshot snapshot) {
        Map<Key, Endpoint> draining = new HashMap<>();
        snapshot.overlay().pools().forEach((pool, backends) -> {
            PoolRuntime runtime = snapshot.pool(pool);
            backends.forEach((backend, wish) -> {
                Endpoint endpoint = runtime == null ? null : runtime.pool().endpoint(backend);
                if (endpoint != null && wish.mode() == Mode.DRAIN) {
                    draining.put(new Key(pool, backend), endpoint);
                }
            });
        });
        return draining;
    }

    private DrainReport report(Key key, PoolRuntime runtime, Endpoint endpoint, long sinceMillis) {
        long now = clock.wallMillis();
        int sessions = runtime.sessions(endpoint.id());
        DrainProgress known = progress.get(key);
        if (known == null || known.sinceMillis() != sinceMillis) {
            known = new DrainProgress(sinceMillis, sinceMillis < startMillis ? -1 : sessions);
            progress.put(key, known);
        }
        known.see(now, sessions);
        SessionTable table = runtime.ties() == null ? null : runtime.ties().table();
        SessionSurvey survey = table == null ? null : table.survey(endpoint.id());
        long idle = runtime.spec().affinity().idle().toMillis();
        DrainProgress.Estimate estimate = known.estimate(
                now,
                sessions,
                table == null ? 0 : table.startMillis() + idle,
                survey == null ? 0 : Math.max(0, idle - survey.liveliestMillis()));
        return new DrainReport(
                sinceMillis,
                known.atStart(),
                sessions,
                survey,
                endpoint.inFlight(),
                endpoint.meanAgeMillis(),
                estimate.endsMillis(),
                estimate.basis());
    }
}
