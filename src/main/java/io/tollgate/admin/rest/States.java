package io.tollgate.admin.rest;

import io.tollgate.affinity.SessionSurvey;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Discovered;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Durations;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what is configured, what runs, and what is measured. Thread-safe. */
final class States {
    private final LiveFigures figures;
    private final PolicyForm policies;
    private final DiscoveryReport.Reports discovery;
    private final DrainReport.Reports drains;

    States(LiveFigures figures, PolicyForm policies, DiscoveryReport.Reports discovery, DrainReport.Reports drains) {
        this.figures = figures;
        this.policies = policies;
        this.discovery = discovery;
        this.drains = drains;
    }

    PoolState pool(Snapshot snapshot, PoolRuntime runtime) {
        PoolSpec spec = runtime.spec();
        Figures measured = figures.pool(spec.id());
        List<BackendState> backends = backends(snapshot, runtime);
        return new PoolState(
                spec.id(),
                spec.policy().type(),
                settings(spec.policy()),
                filePolicy(snapshot, spec.id()),
                spec.affinity().type().toString(),
                runtime.pool().failOpen(),
                runtime.pool().serving().stream().map(States::serving).toList(),
                discovery(snapshot, spec.id()),
                runtime.pool().queueDepth(),
                rounded(figures.queueWaitP95Millis(spec.id())),
                backends.stream().mapToInt(BackendState::sessions).sum(),
                rounded(measured.requestsPerSecond()),
                rounded(measured.errorShare()),
                rounded(measured.p50Millis()),
                rounded(measured.p95Millis()),
                rounded(measured.p99Millis()),
                backends);
    }

    private PoolState.@Nullable DiscoveryState discovery(Snapshot snapshot, String pool) {
        DiscoveryReport report = discovery.of(pool);
        return report == null
                ? null
                : new PoolState.DiscoveryState(
                        report.source(),
                        report.backends(),
                        snapshot.discovered().leaving(pool),
                        instant(report.lastSeenMillis()),
                        instant(report.nextLookMillis()),
                        report.trouble(),
                        report.failures());
    }

    private static PoolState.ServingState serving(ServingGroup group) {
        return new PoolState.ServingState(
                group.place().label(),
                group.tier(),
                group.backends(),
                group.candidates().size(),
                rounded(group.health()),
                rounded(group.share()));
    }

    List<BackendState> backends(Snapshot snapshot, PoolRuntime runtime) {
        return runtime.pool().endpoints().stream()
                .map(endpoint -> backend(snapshot, runtime, endpoint))
                .toList();
    }

    BackendState backend(Snapshot snapshot, PoolRuntime runtime, Endpoint endpoint) {
        String pool = runtime.spec().id();
        BackendSpec spec = endpoint.spec();
        BackendOverlay overlay = snapshot.overlay().of(pool, spec.id());
        Figures measured = figures.backend(pool, spec.id());
        Discovered.Found found = snapshot.found(pool, spec.id());
        return new BackendState(
                spec.id(),
                spec.url().toString(),
                found != null,
                found != null && found.leaving(),
                endpoint.mode().toString(),
                instant(overlay.modeSinceMillis()),
                instant(deadline(overlay, found, runtime.spec())),
                endpoint.health().toString(),
                endpoint.trouble(),
                instant(endpoint.ejectedUntilMillis()),
                spec.weight(),
                overlay.weight() == null ? null : fileWeight(snapshot, pool, spec.id()),
                number(endpoint.effectiveWeight()),
                endpoint.utilization() < 0 ? null : rounded(endpoint.utilization()),
                spec.tier(),
                spec.zone(),
                spec.maxRequests(),
                endpoint.maxRequests(),
                endpoint.inFlight(),
                endpoint.tunnels(),
                runtime.sessions(spec.id()),
                drain(drains.of(pool, spec.id())),
                endpoint.requestsTotal(),
                endpoint.errorsTotal(),
                rounded(measured.requestsPerSecond()),
                rounded(measured.p50Millis()),
                rounded(measured.p95Millis()),
                rounded(measured.p99Millis()));
    }

    private static BackendState.@Nullable DrainState drain(@Nullable DrainReport report) {
        if (report == null) {
            return null;
        }
        SessionSurvey survey = report.survey();
        return new BackendState.DrainState(
                instant(report.sinceMillis()),
                report.sessionsAtStart() < 0 ? null : report.sessionsAtStart(),
                survey == null ? Map.of() : lastSeen(survey),
                survey == null ? 0 : survey.oldestMillis() / 1000,
                rounded(report.inFlightMillis() / 1e3),
                instant(report.endsMillis()),
                report.basis().name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Integer> lastSeen(SessionSurvey survey) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < SessionSurvey.WITHIN.size(); i++) {
            seen.put(
                    Durations.format(SessionSurvey.WITHIN.get(i)), survey.seen().get(i));
        }
        seen.put("more", survey.quiet());
        return seen;
    }

    /** When its drain ends at the latest, whoever had it begin; 0 for never. */
    private static long deadline(BackendOverlay overlay, Discovered.@Nullable Found found, PoolSpec pool) {
        Long said = overlay.deadlineMillis();
        long end = found == null ? 0 : found.endMillis(pool);
        return said == null || (end != 0 && end < said) ? end : said;
    }

    private @Nullable Map<String, Object> filePolicy(Snapshot snapshot, String pool) {
        PoolSpec inFile = snapshot.file().pool(pool);
        boolean overridden = snapshot.overlay().policies().containsKey(pool);
        return inFile == null || !overridden ? null : settings(inFile.policy());
    }

    /** The type is told though it be the default one. */
    private Map<String, Object> settings(PolicySpec policy) {
        Map<String, Object> settings = new LinkedHashMap<>(policies.write(policy));
        settings.put("type", policy.type());
        return settings;
    }

    private static @Nullable Integer fileWeight(Snapshot snapshot, String pool, String backend) {
        Discovered.Found found = snapshot.found(pool, backend);
        if (found != null) {
            return found.spec().weight();
        }
        PoolSpec inFile = snapshot.file().pool(pool);
        BackendSpec spec = inFile == null ? null : inFile.backend(backend);
        return spec == null ? null : spec.weight();
    }

    private static @Nullable String instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }

    /** Written without decimals where there are none. */
    private static Number number(double weight) {
        if (weight == Math.rint(weight)) {
            return (int) weight;
        }
        return weight;
    }

    /** To three decimals: a microsecond, a request in a thousand seconds. */
    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
