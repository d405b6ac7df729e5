package io.tollgate.control;

import io.tollgate.affinity.AffinityStage;
import io.tollgate.affinity.Ties;
import io.tollgate.balance.LeaseObserver;
import io.tollgate.balance.Pool;
import io.tollgate.guard.GuardStage;
import io.tollgate.guard.SizeLimits;
import io.tollgate.guard.SizeStage;
import io.tollgate.model.AffinitySpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.rewrite.Rewritings;
import io.tollgate.routing.MaintenanceStage;
import io.tollgate.routing.RouteStage;
import io.tollgate.routing.Router;
import io.tollgate.routing.ToHttps;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds snapshots: what keeps its id keeps its runtime, the rest is made anew. */
public final class SnapshotFactory {
    private final Clock clock;
    private final Timer timer;
    private final LeaseObserver observer;
    private final Function<PoolSpec, Ties> ties;
    private final RandomGenerator random;
    private final IntUnaryOperator draw;
    private final PageFiles pages;

    /**
     * @param ties makes the ties of a pool that ties callers
     * @param random seeds policies
     * @param draw a number from 0 to below its argument, for the split of a route over pools; thread-safe
     * @param pages where those that routes name are read from
     */
    public SnapshotFactory(
            Clock clock,
            Timer timer,
            LeaseObserver observer,
            Function<PoolSpec, Ties> ties,
            RandomGenerator random,
            IntUnaryOperator draw,
            PageFiles pages) {
        this.clock = clock;
        this.timer = timer;
        this.observer = observer;
        this.ties = ties;
        this.random = random;
        this.draw = draw;
        this.pages = pages;
    }

    /**
     * Builds the next snapshot. Pools that go on are not touched yet: {@link #bringUpToDate} does that when it is in
     * force.
     *
     * @throws RefusedException when a page that is named anew cannot be had
     */
    Snapshot build(long revision, Configuration configuration, Layers layers, @Nullable Snapshot before)
            throws RefusedException {
        Rewritings rewritings = rewritings(configuration, before);
        Map<String, PoolRuntime> pools = new LinkedHashMap<>();
        Map<String, Ties> tying = new LinkedHashMap<>();
        for (PoolSpec spec : configuration.pools()) {
            PoolRuntime old = before == null ? null : before.pool(spec.id());
            Ties kept = tiesOf(spec, old);
            Pool pool = old != null
                    ? old.pool()
                    : new Pool(
                            spec,
                            id -> layers.mode(spec.id(), id),
                            configuration.zone(),
                            clock,
                            timer,
                            observer,
                            random);
            pools.put(spec.id(), new PoolRuntime(spec, pool, kept));
            if (kept != null) {
                tying.put(spec.id(), kept);
            }
        }
        TrustedProxies trusted = new TrustedProxies(configuration.trustedProxies());
        SizeLimits sizeLimits = new SizeLimits(configuration);
        return new Snapshot(
                revision,
                configuration,
                layers.file(),
                layers.discovered(),
                layers.overlay(),
                List.copyOf(tying.values()),
                Collections.unmodifiableMap(pools),
                trusted,
                new TimeLimits(configuration),
                sizeLimits,
                rewritings,
                new ToHttps(configuration.listeners()),
                new GuardStage(configuration.strictness()),
                new RouteStage(
                        new Router(configuration.routes()),
                        new MaintenanceStage(inMaintenance(configuration, layers.overlay()))
                                .then(new SizeStage(sizeLimits))),
                new AffinityStage(tying, draw));
    }

    /** Lets the pools of a snapshot that is about to be in force take over what it says, where that is something new. */
    void bringUpToDate(Snapshot next, Snapshot before) {
        Layers layers = next.layers();
        String zone = next.configuration().zone();
        boolean moved = !zone.equals(before.configuration().zone());
        for (PoolRuntime runtime : next.pools().values()) {
            Function<String, Mode> modes = id -> layers.mode(runtime.spec().id(), id);
            if (moved || !upToDate(runtime, modes)) {
                runtime.pool().update(runtime.spec(), modes, zone);
            }
        }
    }

    private static boolean upToDate(PoolRuntime runtime, Function<String, Mode> modes) {
        return runtime.pool().spec().equals(runtime.spec())
                && runtime.pool().endpoints().stream().allMatch(each -> each.mode() == modes.apply(each.id()));
    }

    /** The snapshot's rewritings with those pages read anew whose files have changed; themselves when none has. */
    Rewritings refreshed(Snapshot snapshot) {
        return snapshot.rewritings().refreshed(snapshot.configuration(), pages);
    }

    private Rewritings rewritings(Configuration configuration, @Nullable Snapshot before) throws RefusedException {
        try {
            return Rewritings.of(configuration, pages, before == null ? Rewritings.NONE : before.rewritings());
        } catch (InvalidSettingException e) {
            throw new RefusedException(e.problems());
        }
    }

    private static List<RouteSpec> inMaintenance(Configuration configuration, Overlay overlay) {
        return configuration.routes().stream()
                .filter(route -> overlay.routes().of(route.id()).mode() == Mode.MAINTENANCE)
                .toList();
    }

    private @Nullable Ties tiesOf(PoolSpec spec, @Nullable PoolRuntime old) {
        if (spec.affinity().type() == AffinitySpec.Type.NONE) {
            return null;
        }
        return old != null && old.ties() != null && sameTies(old.spec(), spec) ? old.ties() : ties.apply(spec);
    }

    private static boolean sameTies(PoolSpec old, PoolSpec spec) {
        return old.affinity().equals(spec.affinity()) && old.backendIds().equals(spec.backendIds());
    }
}
