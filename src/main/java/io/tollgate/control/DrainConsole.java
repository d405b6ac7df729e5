package io.tollgate.control;

import io.tollgate.affinity.SessionSurvey;
import io.tollgate.affinity.SessionTable;
import io.tollgate.balance.Endpoint;
import io.tollgate.model.Mode;
import io.tollgate.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Watches every drain that an operator has begun, and reports how it goes. Thread-safe; reading waits for nobody. */
public final class DrainConsole implements DrainReport.Reports {
    private final LiveConfig live;
    private final Clock clock;
    private final long startMillis;
    private final Map<Key, DrainProgress> progress = new HashMap<>();
    private volatile Map<Key, DrainReport> reports = Map.of();

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

    /** Looks once at every draining backend, and at all sessions of their pools. */
    public synchronized void look() {
        Snapshot snapshot = live.current();
        Map<Key, DrainReport> seen = new HashMap<>();
        for (PoolRuntime runtime : snapshot.pools().values()) {
            for (Endpoint endpoint : runtime.pool().endpoints()) {
                BackendOverlay wish = snapshot.overlay().of(endpoint.pool(), endpoint.id());
                if (wish.mode() == Mode.DRAIN) {
                    Key key = new Key(endpoint.pool(), endpoint.id());
                    seen.put(key, report(key, runtime, endpoint, wish.modeSinceMillis()));
                }
            }
        }
        progress.keySet().retainAll(seen.keySet());
        reports = Map.copyOf(seen);
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
