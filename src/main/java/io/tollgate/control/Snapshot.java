package io.tollgate.control;

import io.tollgate.affinity.Ties;
import io.tollgate.exchange.Stage;
import io.tollgate.guard.SizeLimits;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.rewrite.Rewritings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The immutable whole that a request reads, from its first stage to its last.
 *
 * @param revision the number of the last accepted change; 0 before the first
 * @param configuration the file, what discovery found, and the operators' changes together
 * @param file the file alone, to show what it says of an overridden field
 * @param discovered what discovery found besides
 * @param overlay the operators' changes alone
 * @param ties of every pool that ties
 * @param pools what runs, by pool id, in the order of the configuration
 * @param trusted whether a peer's address is a trusted proxy's
 * @param timeLimits how long backends may take
 * @param sizeLimits how large requests may be
 * @param rewritings what routes change of messages
 * @param guard the first stage
 * @param toHttps the second, where listeners are Tollgate's own
 * @param route the third
 * @param affinity the fourth
 */
public record Snapshot(
        long revision,
        Configuration configuration,
        Configuration file,
        Discovered discovered,
        Overlay overlay,
        Collection<Ties> ties,
        Map<String, PoolRuntime> pools,
        TrustedProxies trusted,
        TimeLimits timeLimits,
        SizeLimits sizeLimits,
        Rewritings rewritings,
        Stage toHttps,
        Stage guard,
        Stage route,
        Stage affinity) {

    /** What runs for that pool, or null. */
    public @Nullable PoolRuntime pool(String id) {
        return pools.get(id);
    }

    /** What file and operators say, without what was found. */
    public Configuration said() {
        return overlay.onto(file);
    }

    /** That backend as it was discovered; null for one that file or operators list. */
    public Discovered.@Nullable Found found(String pool, String backend) {
        return discovered.inUse(file, overlay, pool, backend);
    }

    /** Whether something may be said of a backend of that id, but it is not there. */
    boolean absent(String pool, String backend) {
        PoolRuntime runtime = pool(pool);
        return runtime != null
                && runtime.pool().endpoint(backend) == null
                && !overlay.of(pool, backend).removed();
    }

    /** How many that are found for that pool get no place in it. */
    public int withoutPlace(PoolSpec filed) {
        return discovered.withoutPlace(filed, overlay);
    }

    Layers layers() {
        return new Layers(file, discovered, overlay);
    }

    /** What that route changes of messages; nothing for none. */
    public Rewriting rewriting(@Nullable RouteSpec of) {
        return rewritings.of(of);
    }

    /** What operators wish of each route, by its id, in the table's order. */
    public Map<String, Mode> routeModes() {
        Map<String, Mode> modes = new LinkedHashMap<>();
        configuration
                .routes()
                .forEach(
                        one -> modes.put(one.id(), overlay.routes().of(one.id()).mode()));
        return modes;
    }

    /** The same with pages of another content. */
    Snapshot with(Rewritings others) {
        return new Snapshot(
                revision,
                configuration,
                file,
                discovered,
                overlay,
                ties,
                pools,
                trusted,
                timeLimits,
                sizeLimits,
                others,
                toHttps,
                guard,
                route,
                affinity);
    }

    /** The same under another number. */
    Snapshot numbered(long number) {
        return new Snapshot(
                number,
                configuration,
                file,
                discovered,
                overlay,
                ties,
                pools,
                trusted,
                timeLimits,
                sizeLimits,
                rewritings,
                toHttps,
                guard,
                route,
                affinity);
    }
}
