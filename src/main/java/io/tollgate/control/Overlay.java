package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that operators changed on top of the file. Immutable: every edit makes a new one.
 *
 * @param pools by pool id, then by backend id, in order of their names
 * @param routes of the routing table
 * @param policies of pools that pick otherwise than the file says, by pool id
 */
public record Overlay(
        Map<String, Map<String, BackendOverlay>> pools, RoutesOverlay routes, Map<String, PolicySpec> policies) {
    /** Nothing is changed. */
    public static final Overlay EMPTY = new Overlay(Map.of(), RoutesOverlay.NONE, Map.of());

    public Overlay {
        Map<String, Map<String, BackendOverlay>> sorted = new TreeMap<>();
        pools.forEach((pool, said) -> sorted.put(pool, Collections.unmodifiableMap(new TreeMap<>(said))));
        pools = Collections.unmodifiableMap(sorted);
        // What was kept before operators could change routes and policies does not speak of them.
        routes = Objects.requireNonNullElse(routes, RoutesOverlay.NONE);
        policies = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(policies, Map.of())));
    }

    private static final String PICK = "look at GET /api/v1/pools for what there is";

    /** What is said of that backend; {@link BackendOverlay#NONE} where nothing is. */
    public BackendOverlay of(String pool, String backend) {
        return pools.getOrDefault(pool, Map.of()).getOrDefault(backend, BackendOverlay.NONE);
    }

    /**
     * What it says after the edit.
     *
     * @param file what it lies on
     * @throws RefusedException when the edit makes no sense there
     */
    Overlay with(Edit edit, Configuration file, long nowMillis) throws RefusedException {
        if (edit instanceof Edit.OfBackend ofBackend) {
            return with(ofBackend, file, nowMillis);
        }
        if (edit instanceof Edit.SetPolicy set) {
            return with(set, file);
        }
        return new Overlay(pools, routes.with((Edit.OfRoutes) edit, file), policies);
    }

    private Overlay with(Edit.SetPolicy set, Configuration file) throws RefusedException {
        PoolSpec pool = file.pool(set.pool());
        if (pool == null && set.policy() != null) {
            throw missingPool(set.pool());
        }
        Map<String, PolicySpec> all = new TreeMap<>(policies);
        all.remove(set.pool());
        if (pool != null && set.policy() != null && !set.policy().equals(pool.policy())) {
            all.put(set.pool(), set.policy());
        }
        return new Overlay(pools, routes, all);
    }

    private static RefusedException missingPool(String pool) {
        return new RefusedException("pool", "there is no pool \"" + pool + "\"", PICK);
    }

    /** What undoes the edit once it is made here, in the order in which to do it. */
    List<Edit> inverse(Edit edit, Configuration file) {
        if (edit instanceof Edit.OfBackend ofBackend) {
            return List.of(
                    new Edit.Restore(ofBackend.pool(), ofBackend.backend(), of(ofBackend.pool(), ofBackend.backend())));
        }
        if (edit instanceof Edit.SetPolicy set) {
            return List.of(new Edit.SetPolicy(set.pool(), policies.get(set.pool())));
        }
        return routes.inverse((Edit.OfRoutes) edit, file);
    }

    private Overlay with(Edit.OfBackend edit, Configuration file, long nowMillis) throws RefusedException {
        BackendOverlay old = of(edit.pool(), edit.backend());
        PoolSpec pool = file.pool(edit.pool());
        boolean forgets =
                edit instanceof Edit.Restore restore && restore.overlay().equals(BackendOverlay.NONE);
        if (pool == null && !forgets) {
            throw missingPool(edit.pool());
        }
        BackendSpec filed = pool == null ? null : pool.backend(edit.backend());
        boolean exists = (filed != null && !old.removed()) || old.added() != null;
        if (edit instanceof Edit.AddBackend add) {
            return put(edit, added(add, old, filed, exists));
        }
        if (edit instanceof Edit.Restore restore) {
            return put(edit, restored(restore, filed, pool != null && pool.discovery() != null));
        }
        if (!exists) {
            throw missing(edit);
        }
        return put(edit, changed(edit, old, filed != null, nowMillis));
    }

    private static RefusedException missing(Edit.OfBackend edit) {
        return new RefusedException(
                "backend", "there is no backend \"" + edit.backend() + "\" in pool \"" + edit.pool() + "\"", PICK);
    }

    private static BackendOverlay changed(Edit.OfBackend edit, BackendOverlay old, boolean filed, long nowMillis)
            throws RefusedException {
        if (edit instanceof Edit.SetMode set) {
            Long deadline = set.mode() == Mode.DRAIN ? set.deadlineMillis() : null;
            long since = set.mode() == old.mode() ? old.modeSinceMillis() : nowMillis;
            return new BackendOverlay(set.mode(), since, deadline, old.weight(), old.added(), old.removed());
        }
        if (edit instanceof Edit.SetWeight set) {
            if (set.weight() < Weight.MIN || set.weight() > Weight.MAX) {
                throw new RefusedException(
                        "weight",
                        set.weight() + " is out of range",
                        "write a whole number from " + Weight.MIN + " to " + Weight.MAX);
            }
            return old.withWeight(set.weight());
        }
        if (edit instanceof Edit.FollowFile) {
            return old.withWeight(null);
        }
        return filed ? new BackendOverlay(Mode.READY, nowMillis, null, null, null, true) : BackendOverlay.NONE;
    }

    private static BackendOverlay added(
            Edit.AddBackend add, BackendOverlay old, @Nullable BackendSpec filed, boolean exists)
            throws RefusedException {
        if (exists) {
            throw present(add);
        }
        int weight = add.spec().weight();
        if (filed != null && filed.withWeight(weight).equals(add.spec())) {
            return filed.weight() == weight ? BackendOverlay.NONE : BackendOverlay.NONE.withWeight(weight);
        }
        return new BackendOverlay(Mode.READY, 0, null, null, add.spec(), old.removed());
    }

    private static RefusedException present(Edit.OfBackend edit) {
        return new RefusedException(
                "id",
                "\"" + edit.backend() + "\" is in pool \"" + edit.pool() + "\" already",
                "give it another id, or change the one there");
    }

    /** What was once said may be about a backend that has left the file since, or has come into it. */
    private static BackendOverlay restored(Edit.Restore restore, @Nullable BackendSpec filed, boolean discovers)
            throws RefusedException {
        BackendOverlay said = restore.overlay();
        if (said.added() == null && filed == null && !discovers && !said.equals(BackendOverlay.NONE)) {
            throw missing(restore);
        }
        if (said.added() != null && filed != null && !said.removed()) {
            throw present(restore);
        }
        return fitted(said, filed != null, discovers);
    }

    /** The file with everything said here on top. */
    Configuration onto(Configuration file) {
        List<PoolSpec> merged = new ArrayList<>();
        for (PoolSpec filed : file.pools()) {
            PoolSpec pool = filed.withPolicy(policies.getOrDefault(filed.id(), filed.policy()));
            Map<String, BackendOverlay> said = pools.getOrDefault(pool.id(), Map.of());
            try {
                merged.add(said.isEmpty() ? pool : pool.withBackends(backends(pool, said)));
            } catch (InvalidSettingException e) {
                String path = "pools[" + merged.size() + "]";
                throw new InvalidSettingException(
                        e.problems().stream().map(p -> p.under(path)).toList());
            }
        }
        return file.withPools(merged).withRoutes(routes.onto(file));
    }

    private static List<BackendSpec> backends(PoolSpec pool, Map<String, BackendOverlay> said) {
        Map<String, BackendSpec> all = new LinkedHashMap<>();
        pool.backends().forEach(backend -> all.put(backend.id(), backend));
        said.forEach((id, overlay) -> {
            BackendSpec spec = overlay.added() != null ? overlay.added() : all.get(id);
            if (spec == null || (overlay.removed() && overlay.added() == null)) {
                all.remove(id);
            } else {
                Integer weight = overlay.weight();
                all.put(id, weight == null ? spec : spec.withWeight(weight));
            }
        });
        return List.copyOf(all.values());
    }

    /**
     * Edits that bring it in line with another file: what is said of backends that are gone is forgotten, and a backend
     * that operators added is the file's from the moment the file has it. Likewise for policies and routes. Where
     * backends are discovered, what is said of one that was discovered stays, for it may be found again, and where they are
     * discovered no more, as long as it leaves; what is said of one that the file had before stays only when the same
     * server is found now.
     *
     * @param before the file before; null when that is not known
     * @param discovered what is found now
     */
    List<Edit> fittedTo(Configuration file, @Nullable Configuration before, Discovered discovered) {
        List<Edit> edits = new ArrayList<>();
        pools.forEach((poolId, said) -> said.forEach((id, overlay) -> {
            PoolSpec pool = file.pool(poolId);
            BackendOverlay fitted = pool == null
                    ? BackendOverlay.NONE
                    : fitted(
                            overlay,
                            pool.backend(id) != null,
                            (pool.discovery() != null || discovered.of(poolId).containsKey(id))
                                    && mayBeFound(before, discovered, poolId, id));
            if (!fitted.equals(overlay)) {
                edits.add(new Edit.Restore(poolId, id, fitted));
            }
        }));
        policies.forEach((id, policy) -> {
            PoolSpec pool = file.pool(id);
            if (pool == null || pool.policy().equals(policy)) {
                edits.add(new Edit.SetPolicy(id, null));
            }
        });
        edits.addAll(routes.fittedTo(file));
        return edits;
    }

    private static boolean mayBeFound(
            @Nullable Configuration before, Discovered discovered, String pool, String backend) {
        PoolSpec poolBefore = before == null ? null : before.pool(pool);
        BackendSpec filed = poolBefore == null ? null : poolBefore.backend(backend);
        Discovered.Found found = discovered.of(pool).get(backend);
        return filed == null
                || (found != null
                        && found.spec().url().toString().equals(filed.url().toString()));
    }

    private static BackendOverlay fitted(BackendOverlay said, boolean filed, boolean discovers) {
        if (said.added() == null) {
            return filed || (discovers && !said.removed()) ? said : BackendOverlay.NONE;
        }
        // An added backend in place of one of the file's stays so as long as the file has that one.
        if (said.removed() == filed) {
            return said;
        }
        return filed ? said.withoutAdded() : said.replacingNone();
    }

    private Overlay put(Edit.OfBackend edit, BackendOverlay said) {
        Map<String, Map<String, BackendOverlay>> all = new TreeMap<>(pools);
        Map<String, BackendOverlay> pool = new TreeMap<>(all.getOrDefault(edit.pool(), Map.of()));
        if (said.equals(BackendOverlay.NONE)) {
            pool.remove(edit.backend());
        } else {
            pool.put(edit.backend(), said);
        }
        if (pool.isEmpty()) {
            all.remove(edit.pool());
        } else {
            all.put(edit.pool(), pool);
        }
        return new Overlay(all, routes, policies);
    }
}
