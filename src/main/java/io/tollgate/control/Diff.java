package io.tollgate.control;

import io.tollgate.config.SettingChanges;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one configuration has that another has not, in lines an operator reads. */
final class Diff {
    /** A revision is kept whole in memory and on the page; what exceeds this is a new file, not a change. */
    private static final int MOST_LINES = 200;

    private static final Set<String> APART = Set.of("pools", "backends", "id");
    private static final String FILED = "belongs to the file now";
    private static final String FORGOTTEN = "what operators said of it is forgotten";
    private static final String LEFT = "left the file; " + FORGOTTEN;

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
        diff.lines.addAll(SettingChanges.between(oldConfig, newConfig, key -> !APART.contains(key)));
        diff.routeModes(oldSaid.routes(), newSaid.routes(), newConfig);
        diff.routes(oldSaid.routes(), newSaid.routes(), newConfig);
        return diff.bounded();
    }

    /** What became of operators' changes when file and changes were fitted together at the start. */
    static List<String> fitting(List<Edit> edits, Configuration file, Overlay after) {
        Diff diff = new Diff();
        for (Edit edit : edits) {
            if (edit instanceof Edit.OfBackend backend) {
                PoolSpec pool = file.pool(backend.pool());
                boolean filed = pool != null && pool.backend(backend.backend()) != null;
                boolean stays = after.of(backend.pool(), backend.backend()).added() != null;
                diff.lines.add(edit.subject() + ": "
                        + (filed ? FILED : stays ? "left the file; what operators put in its place stays" : LEFT));
            } else if (edit instanceof Edit.OfPool pool) {
                boolean filed = file.pool(pool.pool()) != null;
                diff.lines.add(pool.pool() + ": policy "
                        + (filed ? "as the file says" : "forgotten, for the pool left the file"));
            } else if (edit instanceof Edit.OrderRoutes) {
                diff.lines.add(edit.subject() + ": fitted to the file");
            } else if (edit instanceof Edit.OfRoutes route) {
                boolean filed = file.route(route.route()) != null;
                diff.lines.add(edit.subject() + ": "
                        + (filed ? "the file counts again" : "left the file, or its pool did; forgotten"));
            }
        }
        return diff.bounded();
    }

    private void routeModes(RoutesOverlay before, RoutesOverlay after, Configuration now) {
        for (RouteSpec route : now.routes()) {
            Mode old = before.of(route.id()).mode();
            Mode wish = after.of(route.id()).mode();
            if (old != wish) {
                lines.add("routes " + route.id() + ": mode " + old + " → " + wish);
            }
        }
    }

    /** Who says it may change though what is said does not. */
    private void routes(RoutesOverlay before, RoutesOverlay after, Configuration now) {
        before.said().forEach((id, old) -> {
            RouteOverlay wish = after.of(id);
            boolean mentioned = lines.stream().anyMatch(line -> line.startsWith("routes " + id + ": "));
            if (!wish.equals(old) && !mentioned && now.route(id) != null) {
                lines.add("routes " + id + ": " + (wish.equals(RouteOverlay.NONE) ? FILED : "as before, by the file"));
            }
        });
    }

    private void pool(@Nullable PoolSpec before, PoolSpec after, Overlay oldSaid, Overlay newSaid) {
        String id = after.id();
        if (before == null) {
            int count = after.backends().size();
            lines.add(id + ": added with " + count + (count == 1 ? " backend" : " backends"));
            return;
        }
        for (BackendSpec backend : before.backends()) {
            if (after.backend(backend.id()) == null) {
                lines.add(id + "/" + backend.id() + ": removed (was " + backend.url() + ")");
            }
        }
        for (BackendSpec backend : after.backends()) {
            BackendOverlay oldWish = oldSaid.of(id, backend.id());
            BackendOverlay newWish = newSaid.of(id, backend.id());
            String prefix = id + "/" + backend.id() + ": ";
            BackendSpec old = before.backend(backend.id());
            backend(prefix, old, backend);
            wish(prefix, oldWish, newWish);
            if (old != null && old.weight() == backend.weight()) {
                weightSaidBy(prefix, oldWish, newWish, backend.weight());
            }
        }
        absent(before, after, oldSaid, newSaid);
        add(id + ": ", SettingChanges.between(before, after, key -> !APART.contains(key)));
    }

    private void absent(PoolSpec before, PoolSpec after, Overlay oldSaid, Overlay newSaid) {
        oldSaid.pools().getOrDefault(after.id(), Map.of()).forEach((backend, said) -> {
            boolean absent = before.backend(backend) == null && after.backend(backend) == null;
            if (absent && !said.removed() && newSaid.of(after.id(), backend).equals(BackendOverlay.NONE)) {
                lines.add(after.id() + "/" + backend + ": " + FORGOTTEN);
            }
        });
    }

    private void backend(String prefix, @Nullable BackendSpec before, BackendSpec after) {
        if (before == null) {
            lines.add(prefix + "added (" + after.url() + ", weight " + after.weight() + ")");
        } else {
            add(prefix, SettingChanges.between(before, after, key -> !APART.contains(key)));
        }
    }

    private void wish(String prefix, BackendOverlay before, BackendOverlay after) {
        if (before.mode() != after.mode()) {
            lines.add(prefix + "mode " + before.mode() + " → " + after.mode());
        }
        Long deadline = after.deadlineMillis();
        if (!Objects.equals(before.deadlineMillis(), deadline)) {
            if (deadline != null) {
                lines.add(prefix + "drain until " + Instant.ofEpochMilli(deadline));
            } else if (before.mode() == after.mode()) {
                lines.add(prefix + "drain without a deadline");
            }
        }
        if (before.added() != null && after.added() == null && !after.removed()) {
            lines.add(prefix + FILED);
        }
    }

    /** Who says the weight may change though the weight does not. */
    private void weightSaidBy(String prefix, BackendOverlay before, BackendOverlay after, int weight) {
        if ((before.weight() == null) != (after.weight() == null)) {
            String whose = after.weight() != null ? "operators" : after.added() != null ? "its addition" : "the file";
            lines.add(prefix + "weight " + weight + " as " + whose + " say" + (after.weight() == null ? "s" : ""));
        }
    }

    private void add(String prefix, List<String> changes) {
        changes.forEach(change -> lines.add(prefix + change));
    }

    private List<String> bounded() {
        if (lines.isEmpty()) {
            return List.of("nothing that is in force");
        }
        if (lines.size() <= MOST_LINES) {
            return List.copyOf(lines);
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES));
        first.add("and " + (lines.size() - MOST_LINES) + " more");
        return List.copyOf(first);
    }
}
