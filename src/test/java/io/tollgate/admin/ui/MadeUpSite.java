package io.tollgate.admin.ui;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.affinity.Ties;
import io.tollgate.assist.Rollouts;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Change;
import io.tollgate.control.Discovered;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.Overlay;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.RouteEdits;
import io.tollgate.control.RoutesOverlay;
import io.tollgate.control.Snapshot;
import io.tollgate.control.StaleException;
import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.Action;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Configuration;
import io.tollgate.model.Defaults;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PathMatch;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Tollgate that serves nobody: pools and backends whose states a test sets as it likes, with a {@link LiveConfig} that
 * changes them in memory.
 */
final class MadeUpSite {
    final LiveConfig config = mock(LiveConfig.class);
    final LiveFigures figures = mock(LiveFigures.class);
    final Map<String, DiscoveryReport> discovery = new HashMap<>();
    /** How drains go, by pool and backend. */
    final Map<String, DrainReport> drains = new HashMap<>();

    final Rollouts rollouts = mock(Rollouts.class);
    Discovered discovered = Discovered.NOTHING;

    private final Clock clock;
    private final Map<String, MadeUpPool> pools = new LinkedHashMap<>();
    private final List<Revision> revisions = new ArrayList<>();
    private final List<RouteSpec> fileRoutes = new ArrayList<>();
    private RoutesOverlay routes = RoutesOverlay.NONE;
    final Map<String, Figures> routeFigures = new HashMap<>();

    /** What a test sets of one pool. */
    static final class MadeUpPool {
        final Map<String, MadeUpBackend> backends = new LinkedHashMap<>();
        boolean tied = true;
        boolean failOpen;
        int queue;

        @Nullable
        PolicySpec policy;

        Figures figures = Figures.NONE;
        List<Double> rates = List.of();
        List<Double> p95s = List.of();
    }

    /** What a test sets of one backend. */
    static final class MadeUpBackend {
        BackendSpec spec;

        @Nullable
        BackendSpec file;

        Mode mode = Mode.READY;
        Health health = Health.UP;
        long since;
        long ejectedUntil;

        @Nullable
        String trouble;

        @Nullable
        Long deadline;

        /** In force; negative for what is configured. */
        int maxRequests = -1;

        boolean overridden;
        int inFlight;
        int sessions;
        Figures figures = Figures.NONE;
        List<ProbeResult> probes = List.of();

        MadeUpBackend(BackendSpec spec) {
            this.spec = spec;
            this.file = spec;
        }
    }

    MadeUpSite(Clock clock) {
        this.clock = clock;
        try {
            when(config.current()).thenAnswer(i -> snapshot());
            when(config.revisions(anyInt()))
                    .thenAnswer(i -> List.copyOf(revisions.subList(0, Math.min(i.getArgument(0), revisions.size()))));
            when(config.overlay(anyString(), anyString())).thenAnswer(i -> overlay(i.getArgument(0), i.getArgument(1)));
            when(config.apply(any(), any())).thenAnswer(i -> apply(i.getArgument(0), i.getArgument(1)));
            when(config.undo(anyLong(), anyString(), any())).thenAnswer(i -> undo(i.getArgument(0), i.getArgument(1)));
        } catch (StaleException | RefusedException e) {
            throw new IllegalStateException("stubbing calls nothing", e);
        }
        when(figures.total()).thenAnswer(i -> total());
        when(figures.pool(anyString())).thenAnswer(i -> pool(i.getArgument(0)).figures);
        when(figures.route(anyString())).thenAnswer(i -> routeFigures.getOrDefault(i.getArgument(0), Figures.NONE));
        when(figures.requestHistory(anyString())).thenAnswer(i -> pool(i.getArgument(0)).rates);
        when(figures.queueWaitP95Millis(anyString())).thenAnswer(i -> pool(i.getArgument(0)).queue * 15.0);
        when(figures.p95History(anyString())).thenAnswer(i -> pool(i.getArgument(0)).p95s);
        when(figures.backend(anyString(), anyString()))
                .thenAnswer(i -> backend(i.getArgument(0), i.getArgument(1)).figures);
    }

    MadeUpPool add(String id) {
        return pools.computeIfAbsent(id, x -> new MadeUpPool());
    }

    MadeUpBackend add(String pool, String id, int port, int weight, int maxRequests) {
        MadeUpBackend backend = new MadeUpBackend(
                new BackendSpec(id, new BackendUrl("http", "10.0.3.11", port), weight, 0, "", maxRequests));
        backend.since = clock.wallMillis();
        add(pool).backends.put(id, backend);
        return backend;
    }

    MadeUpPool pool(String id) {
        MadeUpPool pool = pools.get(id);
        if (pool == null) {
            throw new IllegalArgumentException("no pool " + id);
        }
        return pool;
    }

    MadeUpBackend backend(String pool, String id) {
        MadeUpBackend backend = pool(pool).backends.get(id);
        if (backend == null) {
            throw new IllegalArgumentException("no backend " + id);
        }
        return backend;
    }

    /** Adds a route to the file, behind those that it has. */
    void route(String id, @Nullable String prefix, Action action) {
        fileRoutes.add(spec(id, prefix, action));
    }

    static RouteSpec spec(String id, @Nullable String prefix, Action action) {
        PathMatch path = prefix == null ? null : new PathMatch("", prefix);
        return new RouteSpec(id, new MatchSpec(List.of(), path, List.of(), Map.of(), Map.of(), Map.of()), action);
    }

    /** Lets operators have said something of a route, without a revision. */
    void said(Edit.OfRoutes edit) {
        try {
            routes = RouteEdits.apply(routes, edit, file());
        } catch (RefusedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The routing table in force, a route a word: {@code catalog=forward shop=local}. */
    String routes() {
        return snapshot().configuration().routes().stream()
                .map(route -> route.id() + "="
                        + route.action().getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    /** Puts an older revision before all others. */
    void past(long agoMillis, String author, String reason, List<String> diff, List<Edit> inverse) {
        long number = revisions.size() + 1L;
        revisions.add(
                0, new Revision(number, clock.wallMillis() - agoMillis, author, reason, diff, List.of(), inverse));
    }

    private Revision apply(Change change, OptionalLong expected) throws StaleException, RefusedException {
        if (expected.isPresent() && expected.getAsLong() != revisions.size()) {
            throw new StaleException(revisions.size());
        }
        List<String> diff = new ArrayList<>();
        List<Edit> inverse = new ArrayList<>();
        for (Edit edit : change.edits()) {
            if (edit instanceof Edit.OfBackend ofBackend) {
                apply(ofBackend, diff, inverse);
            } else if (edit instanceof Edit.OfRoutes ofRoutes) {
                Configuration file = file();
                diff.add(edit.subject() + ": " + edit.getClass().getSimpleName());
                inverse.addAll(0, RouteEdits.inverse(routes, ofRoutes, file));
                RoutesOverlay next = RouteEdits.apply(routes, ofRoutes, file);
                RouteEdits.routes(next, file);
                routes = next;
            } else if (edit instanceof Edit.SetPolicy set) {
                if (!pools.containsKey(set.pool())) {
                    throw new RefusedException("pools", "there is no pool \"" + set.pool() + "\"", "name one");
                }
                MadeUpPool pool = pool(set.pool());
                diff.add(edit.subject() + ": policy " + set.policy());
                inverse.add(0, new Edit.SetPolicy(set.pool(), pool.policy));
                pool.policy = set.policy();
            }
        }
        Revision made = new Revision(
                revisions.size() + 1L,
                clock.wallMillis(),
                change.author(),
                change.reason(),
                diff,
                change.edits(),
                inverse);
        revisions.add(0, made);
        return made;
    }

    private void apply(Edit.OfBackend edit, List<String> diff, List<Edit> inverse) throws RefusedException {
        String name = edit.pool() + "/" + edit.backend();
        if (edit instanceof Edit.AddBackend add) {
            if (pool(edit.pool()).backends.containsKey(edit.backend())) {
                throw new RefusedException(
                        "pools[0].backends[3].id", "\"" + edit.backend() + "\" is used twice", "give each its own");
            }
            MadeUpBackend backend = new MadeUpBackend(add.spec());
            backend.file = null;
            backend.health = Health.UNKNOWN;
            backend.since = clock.wallMillis();
            pool(edit.pool()).backends.put(edit.backend(), backend);
            diff.add(name + ": added");
            inverse.add(new Edit.RemoveBackend(edit.pool(), edit.backend()));
            return;
        }
        MadeUpBackend backend = backend(edit.pool(), edit.backend());
        if (edit instanceof Edit.SetMode mode) {
            diff.add(name + ": mode " + backend.mode + " → " + mode.mode());
            inverse.add(new Edit.SetMode(edit.pool(), edit.backend(), backend.mode, backend.deadline));
            backend.mode = mode.mode();
            backend.deadline = mode.deadlineMillis();
            backend.since = clock.wallMillis();
        } else if (edit instanceof Edit.SetWeight weight) {
            diff.add(name + ": weight " + backend.spec.weight() + " → " + weight.weight());
            inverse.add(new Edit.SetWeight(edit.pool(), edit.backend(), backend.spec.weight()));
            backend.spec = backend.spec.withWeight(weight.weight());
            backend.overridden = true;
        } else if (edit instanceof Edit.RemoveBackend) {
            diff.add(name + ": removed");
            inverse.add(new Edit.AddBackend(edit.pool(), backend.spec));
            pool(edit.pool()).backends.remove(edit.backend());
        } else if (backend.file != null) {
            diff.add(name + ": weight follows the file");
            inverse.add(new Edit.SetWeight(edit.pool(), edit.backend(), backend.spec.weight()));
            backend.spec = backend.spec.withWeight(backend.file.weight());
            backend.overridden = false;
        }
    }

    private Revision undo(long number, String author) throws StaleException, RefusedException {
        Revision undone = revisions.stream()
                .filter(r -> r.number() == number)
                .findFirst()
                .orElseThrow(() -> new RefusedException("", "there is no revision " + number, "choose another"));
        if (undone.inverse().isEmpty()) {
            throw new RefusedException("", "revision " + number + " came from the file", "change the file");
        }
        return apply(new Change(author, "undo of " + number, undone.inverse()), OptionalLong.empty());
    }

    private Figures total() {
        double rate = pools.values().stream()
                .mapToDouble(p -> p.figures.requestsPerSecond())
                .sum();
        return pools.values().stream()
                .findFirst()
                .map(p -> new Figures(
                        rate,
                        p.figures.errorShare(),
                        p.figures.p50Millis(),
                        p.figures.p95Millis(),
                        p.figures.p99Millis()))
                .orElse(Figures.NONE);
    }

    private BackendOverlay overlay(String pool, String id) {
        MadeUpBackend backend = backend(pool, id);
        return new BackendOverlay(
                backend.mode,
                backend.mode == Mode.READY ? 0 : backend.since,
                backend.deadline,
                backend.overridden ? backend.spec.weight() : null,
                backend.file == null ? backend.spec : null,
                false);
    }

    private Configuration file() {
        Configuration file = configuration(fileRoutes);
        pools.forEach((id, pool) -> {
            List<BackendSpec> inFile = new ArrayList<>();
            for (MadeUpBackend backend : pool.backends.values()) {
                if (backend.file != null) {
                    inFile.add(backend.file);
                }
            }
            when(file.pool(id)).thenReturn(Defaults.pool(id, inFile));
        });
        return file;
    }

    private static Configuration configuration(List<RouteSpec> routes) {
        Configuration configuration = mock(Configuration.class);
        when(configuration.routes()).thenReturn(List.copyOf(routes));
        RouteSpec catchAll = routes.stream()
                .filter(route -> route.match().takesAll())
                .findFirst()
                .orElse(null);
        when(configuration.catchAll()).thenReturn(catchAll);
        routes.forEach(route -> when(configuration.route(route.id())).thenReturn(route));
        return configuration;
    }

    private Snapshot snapshot() {
        Map<String, PoolRuntime> runtimes = new LinkedHashMap<>();
        pools.forEach((id, pool) -> {
            PoolSpec spec = Defaults.pool(
                    id, pool.backends.values().stream().map(b -> b.spec).toList());
            PolicySpec policy = pool.policy;
            runtimes.put(id, runtime(id, pool, policy == null ? spec : spec.withPolicy(policy)));
        });
        Configuration file = file();
        Snapshot snapshot = mock(Snapshot.class);
        try {
            Configuration effective = configuration(RouteEdits.routes(routes, file));
            when(snapshot.configuration()).thenReturn(effective);
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
        when(snapshot.revision()).thenReturn((long) revisions.size());
        when(snapshot.file()).thenReturn(file);
        when(snapshot.overlay()).thenReturn(new Overlay(Map.of(), routes, Map.of()));
        when(snapshot.pools()).thenReturn(runtimes);
        when(snapshot.discovered()).thenReturn(discovered);
        when(snapshot.found(anyString(), anyString()))
                .thenAnswer(i -> discovered.of(i.getArgument(0)).get(i.getArgument(1)));
        runtimes.forEach((id, runtime) -> when(snapshot.pool(id)).thenReturn(runtime));
        return snapshot;
    }

    private static PoolRuntime runtime(String id, MadeUpPool made, PoolSpec spec) {
        Pool pool = mock(Pool.class);
        List<Endpoint> endpoints =
                made.backends.values().stream().map(b -> endpoint(id, b)).toList();
        when(pool.id()).thenReturn(id);
        when(pool.endpoints()).thenReturn(endpoints);
        when(pool.queueDepth()).thenReturn(made.queue);
        when(pool.failOpen()).thenReturn(made.failOpen);
        List<ServingGroup> serving = serving(endpoints, made.failOpen);
        when(pool.serving()).thenReturn(serving);
        when(pool.foresee(any(), any())).thenAnswer(i -> {
            Collection<BackendSpec> specs = i.getArgument(0);
            Function<String, Mode> modes = i.getArgument(1);
            return serving(
                    specs.stream()
                            .map(each -> endpoint(id, imagined(made, each, modes.apply(each.id()))))
                            .toList(),
                    made.failOpen);
        });
        if (!made.tied) {
            return new PoolRuntime(spec, pool, null);
        }
        Ties ties = mock(Ties.class, RETURNS_DEEP_STUBS);
        made.backends.forEach((b, backend) -> when(ties.table().count(b)).thenReturn(backend.sessions));
        return new PoolRuntime(spec, pool, ties);
    }

    private static MadeUpBackend imagined(MadeUpPool pool, BackendSpec spec, Mode mode) {
        MadeUpBackend known = pool.backends.get(spec.id());
        MadeUpBackend imagined = new MadeUpBackend(spec);
        imagined.mode = mode;
        if (known != null) {
            imagined.health = known.health;
            imagined.ejectedUntil = known.ejectedUntil;
            imagined.maxRequests = known.maxRequests;
        }
        return imagined;
    }

    /** Roughly: the first tier that has somebody takes all, and those who drain when nobody has. */
    private static List<ServingGroup> serving(List<Endpoint> endpoints, boolean failOpen) {
        List<Endpoint> ready = endpoints.stream()
                .filter(e -> e.mode() == Mode.READY && e.effectiveWeight() > 0)
                .toList();
        if (failOpen) {
            return List.of(new ServingGroup(ServingGroup.Place.FAIL_OPEN, 0, ready.size(), ready, 0, 1));
        }
        List<ServingGroup> groups = new ArrayList<>();
        double left = 1;
        for (int tier : ready.stream()
                .mapToInt(e -> e.spec().tier())
                .sorted()
                .distinct()
                .toArray()) {
            List<Endpoint> all =
                    ready.stream().filter(e -> e.spec().tier() == tier).toList();
            List<Endpoint> well = all.stream()
                    .filter(e -> e.health().usable() && e.ejectedUntilMillis() == 0)
                    .toList();
            double health = (double) well.size() / all.size();
            groups.add(new ServingGroup(
                    ServingGroup.Place.ANY_ZONE, tier, all.size(), well, health, well.isEmpty() ? 0 : left));
            left = well.isEmpty() ? left : 0;
        }
        List<Endpoint> draining = endpoints.stream()
                .filter(e -> e.mode() == Mode.DRAIN
                        && e.effectiveWeight() > 0
                        && e.health().usable())
                .toList();
        if (!draining.isEmpty()) {
            groups.add(new ServingGroup(ServingGroup.Place.DRAINING, 0, draining.size(), draining, 1, left));
        }
        return groups;
    }

    private static Endpoint endpoint(String pool, MadeUpBackend made) {
        Endpoint endpoint = mock(Endpoint.class);
        when(endpoint.id()).thenReturn(made.spec.id());
        when(endpoint.pool()).thenReturn(pool);
        when(endpoint.spec()).thenReturn(made.spec);
        when(endpoint.mode()).thenReturn(made.mode);
        when(endpoint.health()).thenReturn(made.health);
        when(endpoint.stateSinceMillis()).thenReturn(made.since);
        when(endpoint.ejectedUntilMillis()).thenReturn(made.ejectedUntil);
        when(endpoint.trouble()).thenReturn(made.trouble);
        when(endpoint.effectiveWeight()).thenReturn((double) made.spec.weight());
        when(endpoint.maxRequests()).thenReturn(made.maxRequests < 0 ? made.spec.maxRequests() : made.maxRequests);
        when(endpoint.utilization()).thenReturn(-1.0);
        when(endpoint.inFlight()).thenReturn(made.inFlight);
        when(endpoint.requestsTotal()).thenReturn(made.sessions * 1000L);
        when(endpoint.errorsTotal()).thenReturn(made.sessions * 3L);
        when(endpoint.recentProbes()).thenReturn(made.probes);
        when(endpoint.lastProbe()).thenReturn(made.probes.isEmpty() ? null : made.probes.get(0));
        return endpoint;
    }

    /** Probes 5 s apart, the newest a moment ago. */
    List<ProbeResult> probes(boolean good, String detail, double millis) {
        return IntStream.range(0, 10)
                .mapToObj(i -> new ProbeResult(
                        good, clock.wallMillis() - 2000 - i * 5000L, (long) ((millis + i % 3 * 0.4) * 1e6), detail))
                .toList();
    }
}
