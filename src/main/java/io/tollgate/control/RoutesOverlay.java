package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.RouteSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that operators changed of the routing table on top of the file. Immutable: every edit makes a new one.
 *
 * @param said by route id, in order of the names
 * @param order of every route that file and operators have, those taken out included; empty where the file's order
 *     counts
 */
public record RoutesOverlay(Map<String, RouteOverlay> said, List<String> order) {
    /** Nothing is changed. */
    public static final RoutesOverlay NONE = new RoutesOverlay(Map.of(), List.of());

    private static final String PICK = "look at GET /api/v1/routes for what there is";

    public RoutesOverlay {
        said = Collections.unmodifiableMap(new TreeMap<>(said));
        order = List.copyOf(order);
    }

    /** What is said of that route; {@link RouteOverlay#NONE} where nothing is. */
    public RouteOverlay of(String route) {
        return said.getOrDefault(route, RouteOverlay.NONE);
    }

    /**
     * What it says after the edit.
     *
     * @param file what it lies on
     * @throws RefusedException when the edit makes no sense there
     */
    RoutesOverlay with(Edit.OfRoutes edit, Configuration file) throws RefusedException {
        if (edit instanceof Edit.OrderRoutes wanted) {
            return new RoutesOverlay(said, arranged(wanted.routes(), ids(file))).fitted(file);
        }
        if (edit instanceof Edit.AddRoute add) {
            return added(add, file).fitted(file);
        }
        if (edit instanceof Edit.RestoreRoute restore) {
            return restored(restore, file).fitted(file);
        }
        return changed(edit, file).fitted(file);
    }

    private RoutesOverlay added(Edit.AddRoute add, Configuration file) throws RefusedException {
        String id = add.spec().id();
        if (has(id, file)) {
            throw new RefusedException(
                    "id", "there is a route \"" + id + "\" already", "give it another id, or change the one there");
        }
        if (add.before() != null && !has(add.before(), file)) {
            throw missing("before", add.before());
        }
        RouteSpec filed = file.route(id);
        RouteOverlay overlay =
                filed == null ? RouteOverlay.added(add.spec()) : RouteOverlay.insteadOf(filed, add.spec());
        return saying(id, overlay).placed(id, add.before(), ids(file));
    }

    /** What was once said may be about a route that has left the file since, or has come into it. */
    private RoutesOverlay restored(Edit.RestoreRoute restore, Configuration file) throws RefusedException {
        String id = restore.route();
        RouteOverlay wanted = restore.overlay();
        RouteSpec filed = file.route(id);
        if (filed == null && wanted.added() == null && !wanted.equals(RouteOverlay.NONE)) {
            throw missing("route", id);
        }
        if (filed != null && wanted.added() != null) {
            throw new RefusedException("id", "the file has a route \"" + id + "\" by now", "change that one");
        }
        List<String> ids = ids(file);
        RoutesOverlay after = saying(id, wanted);
        if (wanted.added() == null || ids.contains(id)) {
            return after;
        }
        if (restore.before() != null && !ids.contains(restore.before())) {
            throw new RefusedException(
                    "route",
                    "\"" + id + "\" stood before \"" + restore.before() + "\", which is gone",
                    "add it anew where it belongs now");
        }
        return after.placed(id, restore.before(), ids);
    }

    private RoutesOverlay changed(Edit.OfRoutes edit, Configuration file) throws RefusedException {
        String id = edit.route();
        RouteOverlay old = of(id);
        RouteSpec base = base(id, file);
        if (base == null || old.removed()) {
            throw missing("route", id);
        }
        if (edit instanceof Edit.SetMatch set) {
            return saying(id, old.withMatch(set.match()).over(base));
        }
        if (edit instanceof Edit.SetAction set) {
            return saying(id, old.withAction(set.action()).over(base));
        }
        if (edit instanceof Edit.SetTimeouts set) {
            return saying(id, old.withTimeouts(set.timeouts()).over(base));
        }
        if (edit instanceof Edit.SetLimits set) {
            return saying(id, old.withLimits(set.limits()).over(base));
        }
        if (edit instanceof Edit.SetRequest set) {
            return saying(id, old.withRequest(set.request()).over(base));
        }
        if (edit instanceof Edit.SetResponse set) {
            return saying(id, old.withResponse(set.response()).over(base));
        }
        if (edit instanceof Edit.SetMaintenance set) {
            return saying(id, old.withMaintenance(set.maintenance()).over(base));
        }
        if (edit instanceof Edit.SetRouteMode set) {
            return saying(id, old.withMode(mode(set)));
        }
        return saying(id, file.route(id) == null ? RouteOverlay.NONE : RouteOverlay.REMOVED);
    }

    private static Mode mode(Edit.SetRouteMode set) throws RefusedException {
        if (set.mode() == Mode.DRAIN) {
            throw new RefusedException(
                    "mode", "a route cannot drain", "write maintenance or ready, or drain the backends of its pool");
        }
        return set.mode();
    }

    private static RefusedException missing(String path, String route) {
        return new RefusedException(path, "there is no route \"" + route + "\"", PICK);
    }

    /** What undoes the edit once it is made here, in the order in which to do it. */
    List<Edit> inverse(Edit.OfRoutes edit, Configuration file) {
        List<String> ids = ids(file);
        if (edit instanceof Edit.OrderRoutes) {
            return List.of(new Edit.OrderRoutes(ids));
        }
        int at = ids.indexOf(edit.route());
        String next = at < 0 || at == ids.size() - 1 ? null : ids.get(at + 1);
        Edit restore = new Edit.RestoreRoute(edit.route(), of(edit.route()), next);
        boolean moves = edit instanceof Edit.AddRoute && at >= 0;
        return moves ? List.of(restore, new Edit.OrderRoutes(ids)) : List.of(restore);
    }

    /**
     * The routing table of the file with everything said here on top.
     *
     * @throws InvalidSettingException when nothing would be left of it
     */
    List<RouteSpec> onto(Configuration file) {
        if (equals(NONE)) {
            return file.routes();
        }
        List<RouteSpec> merged = new ArrayList<>();
        for (String id : ids(file)) {
            RouteOverlay overlay = of(id);
            if (!overlay.removed()) {
                merged.add(overlay.onto(Objects.requireNonNull(base(id, file))));
            }
        }
        if (merged.isEmpty()) {
            throw new InvalidSettingException("routes", "no route would be left", "add another first");
        }
        return merged;
    }

    /**
     * Edits that bring it in line with another file: what is said of routes that are gone, or sends to pools that are
     * gone, is forgotten, and so is what the file says by now itself.
     */
    List<Edit> fittedTo(Configuration file) {
        List<Edit> edits = new ArrayList<>();
        Map<String, RouteOverlay> left = new TreeMap<>();
        said.forEach((id, overlay) -> {
            RouteOverlay fitted = fitted(overlay, file.route(id), file);
            if (!fitted.equals(overlay)) {
                edits.add(new Edit.RestoreRoute(id, fitted, null));
            }
            if (!fitted.equals(RouteOverlay.NONE)) {
                left.put(id, fitted);
            }
        });
        RoutesOverlay after = new RoutesOverlay(left, order);
        if (after.removesAll(file)) {
            left.keySet().forEach(id -> edits.add(new Edit.RestoreRoute(id, RouteOverlay.NONE, null)));
            after = new RoutesOverlay(Map.of(), order);
        }
        if (!after.fitted(file).order().equals(order)) {
            edits.add(new Edit.OrderRoutes(after.ids(file)));
        }
        return edits;
    }

    private static RouteOverlay fitted(RouteOverlay said, @Nullable RouteSpec filed, Configuration file) {
        RouteSpec base = said.added() == null ? filed : said.added();
        if (base == null) {
            return RouteOverlay.NONE;
        }
        RouteOverlay fitted = said.action() != null && sendsAstray(said.action(), file) ? said.withAction(null) : said;
        if (filed != null) {
            return fitted.withoutAdded().over(filed);
        }
        return sendsAstray(fitted.onto(base).action(), file) ? RouteOverlay.NONE : fitted;
    }

    private static boolean sendsAstray(Action action, Configuration file) {
        return action instanceof Action.Forward forward
                && forward.pools().stream().anyMatch(share -> file.pool(share.pool()) == null);
    }

    private boolean removesAll(Configuration file) {
        return !said.isEmpty() && ids(file).stream().allMatch(id -> of(id).removed());
    }

    /** Every route of file and operators, those taken out included, in the order that counts. */
    private List<String> ids(Configuration file) {
        Set<String> present = new LinkedHashSet<>();
        file.routes().forEach(route -> present.add(route.id()));
        said.forEach((id, overlay) -> {
            if (overlay.added() != null) {
                present.add(id);
            }
        });
        return arranged(order, List.copyOf(present));
    }

    /** Those that are present in the wanted order; one that is not wanted stands behind the nearest before it. */
    private static List<String> arranged(List<String> wanted, List<String> present) {
        List<String> arranged = new ArrayList<>(new LinkedHashSet<>(wanted));
        arranged.retainAll(new HashSet<>(present));
        if (arranged.isEmpty()) {
            return present;
        }
        for (int i = 0; i < present.size(); i++) {
            if (!arranged.contains(present.get(i))) {
                arranged.add(i == 0 ? 0 : arranged.indexOf(present.get(i - 1)) + 1, present.get(i));
            }
        }
        return arranged;
    }

    private RoutesOverlay placed(String id, @Nullable String before, List<String> present) {
        List<String> all = new ArrayList<>(present);
        all.remove(id);
        all.add(before == null ? all.size() : all.indexOf(before), id);
        return new RoutesOverlay(said, all);
    }

    /** The same without an order where the file's is the same. */
    private RoutesOverlay fitted(Configuration file) {
        List<String> ids = ids(file);
        List<String> filed = file.routes().stream().map(RouteSpec::id).toList();
        return new RoutesOverlay(said, ids.equals(filed) ? List.of() : ids);
    }

    private RoutesOverlay saying(String id, RouteOverlay overlay) {
        Map<String, RouteOverlay> all = new LinkedHashMap<>(said);
        if (overlay.equals(RouteOverlay.NONE)) {
            all.remove(id);
        } else {
            all.put(id, overlay);
        }
        return new RoutesOverlay(all, order);
    }

    private boolean has(String id, Configuration file) {
        return base(id, file) != null && !of(id).removed();
    }

    private @Nullable RouteSpec base(String id, Configuration file) {
        RouteSpec added = of(id).added();
        return added == null ? file.route(id) : added;
    }
}
