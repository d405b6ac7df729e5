package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What discovery found in addition to what file and operators list. It is no part of the revisions, for nobody said it,
 * and it is not kept over a restart. Immutable.
 *
 * @param pools by pool id, then by backend id
 */
public record Discovered(Map<String, Map<String, Found>> pools) {
    /** Nothing was found. */
    public static final Discovered NOTHING = new Discovered(Map.of());

    /**
     * A backend that was found.
     *
     * @param leftMillis wall time since when it is found no more and drains; 0 while it is found
     */
    public record Found(BackendSpec spec, long leftMillis) {
        /** It is found no more, and goes on only with what it has. */
        public boolean leaving() {
            return leftMillis != 0;
        }

        /** Wall time at which it is taken out of that pool at the latest; 0 while it is found. */
        public long endMillis(PoolSpec pool) {
            DiscoverySpec discovery = pool.discovery();
            Duration drain = discovery == null ? DiscoverySpec.DRAIN : discovery.drain();
            return leaving() ? leftMillis + drain.toMillis() : 0;
        }
    }

    public Discovered {
        Map<String, Map<String, Found>> copy = new TreeMap<>();
        pools.forEach((pool, found) -> {
            if (!found.isEmpty()) {
                copy.put(pool, Collections.unmodifiableMap(new LinkedHashMap<>(found)));
            }
        });
        pools = Collections.unmodifiableMap(copy);
    }

    /** What was found for that pool, by backend id; empty where nothing was. */
    public Map<String, Found> of(String pool) {
        return pools.getOrDefault(pool, Map.of());
    }

    /** How many of that pool leave. */
    public int leaving(String pool) {
        return (int) of(pool).values().stream().filter(Found::leaving).count();
    }

    /**
     * The same when these are found for that pool. Others of it leave; one that comes back is as if it had never left.
     *
     * @param nowMillis wall time
     */
    Discovered with(String pool, Collection<BackendSpec> found, long nowMillis) {
        Map<String, Found> next = new LinkedHashMap<>();
        Set<String> urls = new HashSet<>();
        for (BackendSpec backend : found) {
            next.put(backend.id(), new Found(backend, 0));
            urls.add(backend.url().toString());
        }
        of(pool).forEach((id, known) -> {
            // One that has another id by now is no other server; and more than a pool takes are of no use.
            if (next.size() < PoolSpec.MAX_BACKENDS
                    && urls.add(known.spec().url().toString())) {
                next.putIfAbsent(id, known.leaving() ? known : new Found(known.spec(), nowMillis));
            }
        });
        return put(pool, next);
    }

    /** The same without those. */
    Discovered without(String pool, Set<String> ids) {
        Map<String, Found> left = new LinkedHashMap<>(of(pool));
        left.keySet().removeAll(ids);
        return put(pool, left);
    }

    /**
     * What is left of it under another file: pools that are gone take theirs along, and where nothing is looked for any
     * more, all leave.
     */
    Discovered fittedTo(Configuration file, long nowMillis) {
        Discovered fitted = this;
        for (String id : pools.keySet()) {
            PoolSpec pool = file.pool(id);
            if (pool == null) {
                fitted = fitted.put(id, Map.of());
            } else if (pool.discovery() == null) {
                fitted = fitted.with(id, List.of(), nowMillis);
            }
        }
        return fitted;
    }

    private Discovered put(String pool, Map<String, Found> found) {
        Map<String, Map<String, Found>> all = new TreeMap<>(pools);
        all.put(pool, found);
        return new Discovered(all);
    }

    /** The file with what was found in it. What file or operators list under the same id or URL goes before. */
    Configuration onto(Configuration file, Overlay overlay) {
        List<PoolSpec> all = new ArrayList<>();
        for (PoolSpec pool : file.pools()) {
            List<BackendSpec> joining = joining(pool, overlay);
            if (joining.isEmpty()) {
                all.add(pool);
            } else {
                List<BackendSpec> backends = new ArrayList<>(pool.backends());
                backends.addAll(joining);
                try {
                    all.add(pool.withBackends(backends));
                } catch (InvalidSettingException e) {
                    String path = "pools[" + all.size() + "]";
                    throw new InvalidSettingException(
                            e.problems().stream().map(p -> p.under(path)).toList());
                }
            }
        }
        return file.withPools(all);
    }

    private List<BackendSpec> joining(PoolSpec pool, Overlay overlay) {
        if (of(pool.id()).isEmpty()) {
            return List.of();
        }
        List<BackendSpec> listed = listed(pool, overlay);
        return others(pool, listed)
                .map(Found::spec)
                .limit(Math.max(0, PoolSpec.MAX_BACKENDS - listed.size()))
                .toList();
    }

    /** How many that are found get no place in that pool, for it takes no more. */
    int withoutPlace(PoolSpec pool, Overlay overlay) {
        if (of(pool.id()).isEmpty()) {
            return 0;
        }
        List<BackendSpec> listed = listed(pool, overlay);
        long wanting = others(pool, listed).filter(found -> !found.leaving()).count();
        return (int) Math.max(0, wanting - Math.max(0, PoolSpec.MAX_BACKENDS - listed.size()));
    }

    private static List<BackendSpec> listed(PoolSpec pool, Overlay overlay) {
        List<BackendSpec> listed = new ArrayList<>(pool.backends());
        overlay.pools().getOrDefault(pool.id(), Map.of()).values().forEach(said -> {
            if (said.added() != null) {
                listed.add(said.added());
            }
        });
        return listed;
    }

    /** Those that neither file nor operators list; the ones that are still found come first. */
    private Stream<Found> others(PoolSpec pool, List<BackendSpec> listed) {
        Set<String> ids = new HashSet<>();
        Set<String> urls = new HashSet<>();
        listed.forEach(backend -> {
            ids.add(backend.id());
            urls.add(backend.url().toString());
        });
        return of(pool.id()).values().stream()
                .filter(found -> !ids.contains(found.spec().id())
                        && !urls.contains(found.spec().url().toString()));
    }

    /** What was found under that id and is in use as such; null for what file or operators list. */
    @Nullable
    Found inUse(Configuration file, Overlay overlay, String pool, String backend) {
        Found found = of(pool).get(backend);
        // Finding one that the file lists takes a look at all of them, which most pools must be spared.
        if (found == null) {
            return null;
        }
        PoolSpec filed = file.pool(pool);
        boolean listed = filed == null
                || filed.backend(backend) != null
                || overlay.of(pool, backend).added() != null;
        return listed ? null : found;
    }
}
