package io.tollgate.admin;

import io.tollgate.control.Edit;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.QueueSpec;
import io.tollgate.telemetry.LiveFigures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a change would leave of a pool's capacity by its live load, for page and REST alike. It looks at what takes a
 * backend, or some of its weight, away. Thread-safe; changes nothing.
 *
 * <p>Who would serve is foreseen by the pool itself, so tiers, zones, slow start and reported load count as they would. How
 * many requests would have to be served at once follows from the rate and from how long one holds its place at a backend,
 * by Little's law: L = &lambda;W. Where that is more than the limits of those left, they do only limit / W a second, and
 * the rest waits in the queue. It is full at its {@code max}, or as soon as who enters would wait longer than its {@code
 * wait}, and callers are refused from then on.
 *
 * @see <a href="https://doi.org/10.1287/opre.9.3.383">J. D. C. Little, A Proof for the Queuing Formula: L = &lambda;W,
 *     1961</a>
 */
public final class Interlock {
    private static final double MILLIS = 1000;

    private final LiveFigures figures;

    public Interlock(LiveFigures figures) {
        this.figures = figures;
    }

    /**
     * What that change would leave of the pool that it takes something from; of several pools, of the first that it
     * overloads.
     *
     * @param edits made in this order, all of them or none
     * @return null when nothing is taken away from any pool
     */
    public @Nullable Impact judge(Snapshot snapshot, List<Edit> edits) {
        Map<String, Outlook> outlooks = new LinkedHashMap<>();
        for (Edit edit : edits) {
            PoolRuntime runtime = edit instanceof Edit.OfBackend of ? snapshot.pool(of.pool()) : null;
            if (runtime != null && edit instanceof Edit.OfBackend of) {
                outlooks.computeIfAbsent(of.pool(), id -> new Outlook(snapshot, runtime))
                        .make(of);
            }
        }
        Impact worst = null;
        for (Map.Entry<String, Outlook> each : outlooks.entrySet()) {
            PoolRuntime runtime = snapshot.pool(each.getKey());
            if (runtime != null && each.getValue().takesAway()) {
                Impact impact = impact(runtime, each.getValue());
                worst = worst == null || (impact.overloads() && !worst.overloads()) ? impact : worst;
            }
        }
        return worst;
    }

    private Impact impact(PoolRuntime runtime, Outlook outlook) {
        String pool = runtime.spec().id();
        Strength now = Strength.of(runtime.pool().serving());
        Strength then = Strength.of(outlook.serving());
        long inFlight = outlook.inFlight(now);
        long limit = then.limit();
        double rate = figures.pool(pool).requestsPerSecond();
        Impact.Left left = left(now, then);
        boolean weaker = left != Impact.Left.ALL && Strength.less(limit, now.limit());
        return new Impact(
                pool,
                left,
                left == Impact.Left.ALL ? 1 : capacity(now, then),
                then.tiers().stream()
                        .filter(tier -> !then.last() && !now.tiers().contains(tier))
                        .min(Integer::compare)
                        .orElse(null),
                inFlight,
                limit,
                rate,
                weaker ? fills(runtime, rate, limit) : null,
                weaker && inFlight > limit);
    }

    private static Impact.Left left(Strength now, Strength then) {
        if (now.nobody()) {
            return Impact.Left.ALL;
        }
        if (then.nobody()) {
            return Impact.Left.NOBODY;
        }
        if (then.last() && !now.last()) {
            return Impact.Left.LAST;
        }
        return now.within(then) ? Impact.Left.ALL : Impact.Left.SOME;
    }

    private static double capacity(Strength now, Strength then) {
        double before = now.limit();
        double after = then.limit();
        return before > 0 && (after > 0 || then.nobody()) ? after / before : then.weight() / now.weight();
    }

    private @Nullable Duration fills(PoolRuntime runtime, double rate, long limit) {
        double service = figures.serviceMillis(runtime.spec().id()) / MILLIS;
        if (rate * service <= limit) {
            return null;
        }
        double done = limit / service;
        QueueSpec queue = runtime.spec().queue();
        double room = Math.min(queue.max(), done * queue.patience().toMillis() / MILLIS)
                - runtime.pool().queueDepth();
        return Duration.ofMillis(Math.round(Math.max(0, room) / (rate - done) * MILLIS));
    }
}
