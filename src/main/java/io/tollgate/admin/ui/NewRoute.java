package io.tollgate.admin.ui;

import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.PathMatch;
import io.tollgate.model.Problem;
import io.tollgate.model.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a route from the fields of a form, naming everything that is wrong with it at once. */
final class NewRoute {
    static final List<String> FIELDS = List.of("path", "host", "to", "id");

    private static final int LONGEST_ID = 64;
    private static final MatchSpec ALL = match(List.of(), null);

    private final Map<String, String> fields;
    private final List<Target> targets;
    private final List<Problem> problems = new ArrayList<>();

    private NewRoute(Map<String, String> fields, List<Target> targets) {
        this.fields = fields;
        this.targets = targets;
    }

    /**
     * The route that the fields describe; an empty path or host stands for any, an empty id for one made from them.
     *
     * @param targets where it may send
     * @throws InvalidSettingException with the fields' names as paths
     */
    static RouteSpec read(Map<String, String> fields, List<Target> targets) {
        return new NewRoute(fields, targets).read();
    }

    private RouteSpec read() {
        String path = text("path");
        String host = text("host");
        PathMatch under = path.isEmpty() ? null : named("path", () -> new PathMatch("", path));
        MatchSpec match = host.isEmpty() ? match(List.of(), under) : named("host", () -> match(List.of(host), under));
        Target target = targets.stream()
                .filter(one -> one.value().equals(text("to")))
                .findFirst()
                .orElse(null);
        if (target == null) {
            problems.add(new Problem("to", "missing", "choose where the route sends"));
        }
        Target any = target == null ? new Target(null) : target;
        RouteSpec route = named("id", () -> new RouteSpec(id(path, host), match == null ? ALL : match, any.action()));
        if (route == null || !problems.isEmpty()) {
            throw new InvalidSettingException(problems);
        }
        return route;
    }

    /** What the maker makes; null with its complaints noted under the field's name. */
    private <T> @Nullable T named(String field, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidSettingException e) {
            e.problems().forEach(problem -> problems.add(new Problem(field, problem.message(), problem.fix())));
            return null;
        }
    }

    /** The id typed, or else one made from path and host: {@code /catalog/new} gives {@code catalog-new}. */
    private String id(String path, String host) {
        String typed = text("id");
        if (!typed.isEmpty()) {
            return typed;
        }
        String made = (path.isEmpty() || path.equals("/") ? host : path)
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[^A-Za-z0-9]+|-+$", "");
        return made.isEmpty() ? "route" : made.substring(0, Math.min(LONGEST_ID, made.length()));
    }

    private static MatchSpec match(List<String> hosts, @Nullable PathMatch path) {
        return new MatchSpec(hosts, path, List.of(), Map.of(), Map.of(), Map.of());
    }

    private String text(String field) {
        return fields.getOrDefault(field, "").strip();
    }
}
