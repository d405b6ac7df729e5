package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Durations;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one configuration has that another has not, in lines an operator reads. */
final class Diff {
    private final List<String> lines = new ArrayList<>();

    private Diff() {}

    static List<String> between(Configuration oldConfig, Overlay oldSaid, Configuration newConfig, Overlay newSaid) {
        Diff diff = new Diff();
        for (PoolSpec pool : oldConfig.pools()) {
            if (newConfig.pool(pool.id()) == null) {
                diff.lines.add(pool.id() + ": removed");
            }
        }
        for (PoolSpec pool : newConfig.pools()) {
            diff.pool(oldConfig.pool(pool.id()), pool, oldSaid, newSaid);
        }
        diff.routes(oldConfig.routes(), newConfig.routes());
        diff.field("listeners", oldConfig.listeners(), newConfig.listeners());
        diff.field("admin", oldConfig.admin(), newConfig.admin());
        diff.field("accessLog", oldConfig.accessLog(), newConfig.accessLog());
        diff.field("trustedProxies", oldConfig.trustedProxies(), newConfig.trustedProxies());
        return List.copyOf(diff.lines);
    }

    private void pool(@Nullable PoolSpec before, PoolSpec after, Overlay oldSaid, Overlay newSaid) {
        if (before == null) {
            lines.add(after.id() + ": added with " + after.backends().size() + " backends");
            return;
        }
        for (BackendSpec backend : before.backends()) {
            if (after.backend(backend.id()) == null) {
                lines.add(after.id() + "/" + backend.id() + ": removed (was " + backend.url() + ")");
            }
        }
        for (BackendSpec backend : after.backends()) {
            backend(after.id(), before.backend(backend.id()), backend, oldSaid, newSaid);
        }
        String id = after.id();
        field(id + ": policy", before.policy().type(), after.policy().type());
        field(id + ": probe", before.probe(), after.probe());
        field(id + ": outlier", before.outlier(), after.outlier());
        field(id + ": affinity", before.affinity(), after.affinity());
        field(id + ": timeouts", before.timeouts(), after.timeouts());
        field(id + ": retry", before.retry(), after.retry());
        field(id + ": queue", before.queue(), after.queue());
        field(id + ": slowStart", time(before.slowStart()), time(after.slowStart()));
    }

    private void backend(
            String pool, @Nullable BackendSpec before, BackendSpec after, Overlay oldSaid, Overlay newSaid) {
        String name = pool + "/" + after.id();
        BackendOverlay oldWish = oldSaid.of(pool, after.id());
        BackendOverlay newWish = newSaid.of(pool, after.id());
        if (before == null) {
            lines.add(name + ": added (" + after.url() + ", weight " + after.weight() + ")");
        } else {
            field(name + ": url", before.url(), after.url());
            field(name + ": weight", before.weight(), after.weight());
            field(name + ": tier", before.tier(), after.tier());
            field(name + ": zone", before.zone(), after.zone());
            field(name + ": maxRequests", before.maxRequests(), after.maxRequests());
        }
        field(name + ": mode", oldWish.mode(), newWish.mode());
        if (!Objects.equals(oldWish.deadlineMillis(), newWish.deadlineMillis()) && newWish.deadlineMillis() != null) {
            lines.add(name + ": drain until " + Instant.ofEpochMilli(newWish.deadlineMillis()));
        }
    }

    private void routes(List<RouteSpec> before, List<RouteSpec> after) {
        if (before.equals(after)) {
            return;
        }
        List<String> oldIds = before.stream().map(RouteSpec::id).toList();
        List<String> newIds = after.stream().map(RouteSpec::id).toList();
        if (oldIds.equals(newIds)) {
            for (int i = 0; i < after.size(); i++) {
                if (!before.get(i).equals(after.get(i))) {
                    lines.add("route " + newIds.get(i) + ": changed");
                }
            }
        } else {
            field("routes", oldIds, newIds);
        }
    }

    private void field(String name, Object before, Object after) {
        if (!before.equals(after)) {
            lines.add(name + " " + before + " → " + after);
        }
    }

    private static String time(Duration duration) {
        return Durations.format(duration);
    }
}
