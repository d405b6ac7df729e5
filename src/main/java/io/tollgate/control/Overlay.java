package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that operators changed on top of the file, by pool and backend. Immutable: every edit makes a new one.
 *
 * @param pools by pool id, then by backend id, in order of their names
 */
public record Overlay(Map<String, Map<String, BackendOverlay>> pools) {
    /** Nothing is changed. */
    public static final Overlay EMPTY = new Overlay(Map.of());

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
        BackendOverlay old = of(edit.pool(), edit.backend());
        PoolSpec pool = file.pool(edit.pool());
        if (pool == null && !(edit instanceof Edit.Restore)) {
            throw new RefusedException("pool", "there is no pool \"" + edit.pool() + "\"", PICK);
        }
        BackendSpec filed = pool == null ? null : pool.backend(edit.backend());
        boolean exists = (filed != null && !old.removed()) || old.added() != null;
        if (edit instanceof Edit.AddBackend add) {
            return put(edit, added(add, old, filed, exists));
        }
        if (edit instanceof Edit.Restore restore) {
            return put(edit, restore.overlay());
        }
        if (!exists) {
            throw new RefusedException(
                    "backend", "there is no backend \"" + edit.backend() + "\" in pool \"" + edit.pool() + "\"", PICK);
        }
        return put(edit, changed(edit, old, filed != null, nowMillis));
    }

    private static BackendOverlay changed(Edit edit, BackendOverlay old, boolean filed, long nowMillis)
            throws RefusedException {
        if (edit instanceof Edit.SetMode set) {
            Long deadline = set.mode() == Mode.DRAIN ? set.deadlineMillis() : null;
            long since = set.mode() == old.mode() ? old.modeSinceMillis() : nowMillis;
            return new BackendOverlay(set.mode(), since, deadline, old.weight(), old.added(), false);
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
            throw new RefusedException(
                    "id",
                    "\"" + add.backend() + "\" is in pool \"" + add.pool() + "\" already",
                    "give it another id, or change the one there");
        }
        int weight = add.spec().weight();
        if (filed != null && filed.withWeight(weight).equals(add.spec())) {
            return filed.weight() == weight ? BackendOverlay.NONE : BackendOverlay.NONE.withWeight(weight);
        }
        return new BackendOverlay(Mode.READY, 0, null, null, add.spec(), old.removed());
    }

    /** The file with everything said here on top. */
    Configuration onto(Configuration file) {
        List<PoolSpec> merged = new ArrayList<>();
        for (PoolSpec pool : file.pools()) {
            Map<String, BackendOverlay> said = pools.getOrDefault(pool.id(), Map.of());
            merged.add(said.isEmpty() ? pool : pool.withBackends(backends(pool, said)));
        }
        return file.withPools(merged);
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

    /** Edits that forget what is said of backends which the new file no longer has. */
    List<Edit> forgotten(Configuration oldFile, Configuration newFile) {
        List<Edit> edits = new ArrayList<>();
        pools.forEach((poolId, said) -> said.forEach((id, overlay) -> {
            PoolSpec pool = newFile.pool(poolId);
            boolean gone = pool == null || (overlay.added() == null && pool.backend(id) == null);
            boolean nowFiled = pool != null
                    && overlay.added() != null
                    && pool.backend(id) != null
                    && !wasFiled(oldFile, poolId, id);
            if (gone) {
                edits.add(new Edit.Restore(poolId, id, BackendOverlay.NONE));
            } else if (nowFiled) {
                edits.add(new Edit.Restore(poolId, id, overlay.withoutAdded()));
            }
        }));
        return edits;
    }

    private static boolean wasFiled(Configuration file, String pool, String backend) {
        PoolSpec spec = file.pool(pool);
        return spec != null && spec.backend(backend) != null;
    }

    private Overlay put(Edit edit, BackendOverlay said) {
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
        return new Overlay(all);
    }
}
