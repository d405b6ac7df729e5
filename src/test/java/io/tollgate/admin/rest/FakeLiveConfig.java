package io.tollgate.admin.rest;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Change;
import io.tollgate.control.Discovered;
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
import io.tollgate.control.TimeLimits;
import io.tollgate.control.TrustedProxies;
import io.tollgate.exchange.Stage;
import io.tollgate.guard.SizeLimits;
import io.tollgate.health.Health;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.rewrite.Rewritings;
import io.tollgate.testing.FakeTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes in memory, without the core: enough to see what the admin side asks of it and shows of it. */
public final class FakeLiveConfig implements LiveConfig {
    public volatile Discovered discovered = Discovered.NOTHING;
    private final Configuration file;
    private final FakeTime time;
    private final Map<String, BackendOverlay> overlays = new HashMap<>();
    private final Map<String, PolicySpec> policies = new HashMap<>();
    private RoutesOverlay routes = RoutesOverlay.NONE;
    private final List<Revision> revisions = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private volatile Snapshot current;
    private @Nullable RefusedException refusal;
    private @Nullable Change overtaking;

    public FakeLiveConfig(Configuration file, FakeTime time) {
        this.file = file;
        this.time = time;
        current = snapshot(file);
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public synchronized Revision apply(Change change, OptionalLong expected) throws StaleException, RefusedException {
        Change other = overtaking;
        if (other != null) {
            overtaking = null;
            apply(other, OptionalLong.empty());
        }
        check(expected);
        RefusedException refused = refusal;
        if (refused != null) {
            refusal = null;
            throw refused;
        }
        List<Edit> inverse = new ArrayList<>();
        List<String> diff = new ArrayList<>();
        Configuration configuration = current.configuration();
        RoutesOverlay routesBefore = routes;
        try {
            for (Edit edit : change.edits()) {
                diff.add(edit.subject() + ": " + edit.getClass().getSimpleName());
                if (edit instanceof Edit.OfBackend ofBackend) {
                    inverse.add(0, inverse(configuration, ofBackend));
                    configuration = with(configuration, ofBackend);
                } else if (edit instanceof Edit.SetPolicy set) {
                    inverse.add(0, new Edit.SetPolicy(set.pool(), policies.get(set.pool())));
                    configuration = with(configuration, set);
                } else if (edit instanceof Edit.OfRoutes ofRoutes) {
                    inverse.addAll(0, RouteEdits.inverse(routes, ofRoutes, file));
                    routes = RouteEdits.apply(routes, ofRoutes, file);
                }
            }
            configuration = configuration.withRoutes(RouteEdits.routes(routes, file));
        } catch (InvalidSettingException e) {
            routes = routesBefore;
            throw new RefusedException(e.problems());
        } catch (RefusedException e) {
            routes = routesBefore;
            throw e;
        }
        changes.add(change);
        Revision revision = new Revision(
                revisions.size() + 1,
                time.wallMillis(),
                change.author(),
                change.reason(),
                diff,
                change.edits(),
                inverse);
        revisions.add(revision);
        current = snapshot(configuration);
        return revision;
    }

    @Override
    public synchronized Revision undo(long number, String author, OptionalLong expected)
            throws StaleException, RefusedException {
        List<Edit> inverse = revisions.get((int) number - 1).inverse();
        return apply(new Change(author, "undo of " + number, inverse), expected);
    }

    @Override
    public synchronized List<Revision> revisions(int limit) {
        List<Revision> newest = new ArrayList<>(revisions);
        Collections.reverse(newest);
        return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
    }

    @Override
    public synchronized BackendOverlay overlay(String pool, String backend) {
        return overlays.getOrDefault(pool + "/" + backend, BackendOverlay.NONE);
    }

    @Override
    public Runnable onRevision(Consumer<Revision> listener) {
        throw new UnsupportedOperationException("the REST interface looks by itself");
    }

    /** Forgets every change. */
    public synchronized void reset() {
        overlays.clear();
        policies.clear();
        routes = RoutesOverlay.NONE;
        revisions.clear();
        changes.clear();
        refusal = null;
        overtaking = null;
        current = snapshot(file);
    }

    /** Refuses the next change. */
    public synchronized void refuseNext(RefusedException why) {
        refusal = why;
    }

    /** Lets another change in just before the next, after its sender's If-Match was looked at. */
    public synchronized void overtakeNext(Change other) {
        overtaking = other;
    }

    /** The latest accepted change. */
    public synchronized Change lastChange() {
        return changes.get(changes.size() - 1);
    }

    private void check(OptionalLong expected) throws StaleException {
        if (expected.isPresent() && expected.getAsLong() != revisions.size()) {
            throw new StaleException(revisions.size());
        }
    }

    private Edit inverse(Configuration configuration, Edit.OfBackend edit) {
        BackendOverlay overlay = overlay(edit.pool(), edit.backend());
        if (edit instanceof Edit.SetMode) {
            return new Edit.SetMode(edit.pool(), edit.backend(), overlay.mode(), overlay.deadlineMillis());
        }
        if (edit instanceof Edit.AddBackend) {
            return new Edit.RemoveBackend(edit.pool(), edit.backend());
        }
        BackendSpec spec = backend(configuration, edit);
        if (edit instanceof Edit.RemoveBackend) {
            return new Edit.AddBackend(edit.pool(), spec);
        }
        return new Edit.SetWeight(edit.pool(), edit.backend(), spec.weight());
    }

    private Configuration with(Configuration configuration, Edit.SetPolicy set) {
        PolicySpec wanted = set.policy();
        if (wanted == null) {
            policies.remove(set.pool());
        } else {
            policies.put(set.pool(), wanted);
        }
        return configuration.withPools(configuration.pools().stream()
                .map(pool -> pool.id().equals(set.pool()) ? pool.withPolicy(policy(set.pool())) : pool)
                .toList());
    }

    private PolicySpec policy(String pool) {
        return policies.getOrDefault(
                pool, Objects.requireNonNull(file.pool(pool)).policy());
    }

    private Configuration with(Configuration configuration, Edit.OfBackend edit) {
        BackendOverlay o = overlay(edit.pool(), edit.backend());
        Map<String, BackendSpec> backends = new LinkedHashMap<>();
        pool(configuration, edit).backends().forEach(b -> backends.put(b.id(), b));
        if (edit instanceof Edit.SetMode mode) {
            o = new BackendOverlay(
                    mode.mode(), time.wallMillis(), mode.deadlineMillis(), o.weight(), o.added(), o.removed());
        } else if (edit instanceof Edit.AddBackend add) {
            backends.put(add.backend(), add.spec());
        } else if (edit instanceof Edit.RemoveBackend remove) {
            backends.remove(remove.backend());
            o = BackendOverlay.NONE;
        } else if (edit instanceof Edit.SetWeight weight) {
            backends.replace(weight.backend(), backend(configuration, edit).withWeight(weight.weight()));
            o = new BackendOverlay(
                    o.mode(), o.modeSinceMillis(), o.deadlineMillis(), weight.weight(), o.added(), o.removed());
        } else {
            backends.replace(edit.backend(), backend(file, edit));
            o = new BackendOverlay(o.mode(), o.modeSinceMillis(), o.deadlineMillis(), null, o.added(), o.removed());
        }
        overlays.put(edit.pool() + "/" + edit.backend(), o);
        List<PoolSpec> pools = new ArrayList<>();
        for (PoolSpec pool : configuration.pools()) {
            boolean meant = pool.id().equals(edit.pool());
            pools.add(meant ? pool.withBackends(List.copyOf(backends.values())) : pool);
        }
        return configuration.withPools(pools);
    }

    private Snapshot snapshot(Configuration configuration) {
        Map<String, PoolRuntime> pools = new LinkedHashMap<>();
        configuration.pools().forEach(pool -> pools.put(pool.id(), runtime(pool)));
        Stage stage = mock(Stage.class);
        Map<String, Map<String, BackendOverlay>> said = new HashMap<>();
        overlays.forEach((key, overlay) -> {
            int slash = key.indexOf('/');
            said.computeIfAbsent(key.substring(0, slash), pool -> new HashMap<>())
                    .put(key.substring(slash + 1), overlay);
        });
        return new Snapshot(
                revisions.size(),
                configuration,
                file,
                discovered,
                new Overlay(said, routes, policies),
                List.of(),
                pools,
                new TrustedProxies(List.of()),
                new TimeLimits(configuration),
                new SizeLimits(configuration),
                Rewritings.NONE,
                stage,
                stage,
                stage,
                stage);
    }

    private PoolRuntime runtime(PoolSpec spec) {
        List<Endpoint> endpoints = new ArrayList<>();
        Pool pool = mock(Pool.class);
        for (BackendSpec backend : spec.backends()) {
            Endpoint endpoint =
                    endpoint(backend, overlay(spec.id(), backend.id()).mode());
            endpoints.add(endpoint);
            when(pool.endpoint(backend.id())).thenReturn(endpoint);
        }
        when(pool.endpoints()).thenReturn(endpoints);
        List<ServingGroup> serving = serving(spec, id -> overlay(spec.id(), id).mode());
        when(pool.serving()).thenReturn(serving);
        when(pool.foresee(any(), any()))
                .thenAnswer(i -> serving(spec.withBackends(List.copyOf(i.getArgument(0))), i.getArgument(1)));
        when(pool.queueDepth()).thenReturn(4);
        return new PoolRuntime(spec, pool, null);
    }

    /** As a pool that nobody has probed yet divides its callers. */
    private List<ServingGroup> serving(PoolSpec spec, Function<String, Mode> modes) {
        return new Pool(spec, modes, "", time, time, (endpoint, outcome, nanos) -> {}, new Random(1)).serving();
    }

    private static Endpoint endpoint(BackendSpec spec, Mode mode) {
        Endpoint endpoint = mock(Endpoint.class);
        when(endpoint.spec()).thenReturn(spec);
        when(endpoint.mode()).thenReturn(mode);
        when(endpoint.health()).thenReturn(Health.UP);
        when(endpoint.effectiveWeight()).thenReturn((double) spec.weight());
        when(endpoint.inFlight()).thenReturn(3);
        when(endpoint.requestsTotal()).thenReturn(1000L);
        when(endpoint.errorsTotal()).thenReturn(7L);
        return endpoint;
    }

    private static PoolSpec pool(Configuration configuration, Edit.OfBackend edit) {
        PoolSpec pool = configuration.pool(edit.pool());
        if (pool == null) {
            throw new AssertionError("an edit of a pool that is not there: " + edit);
        }
        return pool;
    }

    private static BackendSpec backend(Configuration configuration, Edit.OfBackend edit) {
        BackendSpec backend = pool(configuration, edit).backend(edit.backend());
        if (backend == null) {
            throw new AssertionError("an edit of a backend that is not there: " + edit);
        }
        return backend;
    }
}
