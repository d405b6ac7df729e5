package io.tollgate.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.control.Edit;
import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.Problem;
import io.tollgate.model.RouteSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body wants of the routing table, as edits. Beside the route's own settings it may say {@code before},
 * the route that is asked next; null for none.
 */
final class RouteBody {
    static final String ID = "id";
    static final String MATCH = "match";
    static final String ACTION = "action";
    static final String TIMEOUTS = "timeouts";
    static final String LIMITS = "limits";
    static final String REQUEST = "request";
    static final String RESPONSE = "response";
    static final String MAINTENANCE = "maintenance";
    static final String MODE = "mode";
    static final String BEFORE = "before";
    static final String ROUTES = "routes";

    private final JsonBody body;
    private final Configuration now;
    private final RouteForm form;

    /**
     * @param now what is in force
     */
    RouteBody(JsonBody body, Configuration now, RouteForm form) {
        this.body = body;
        this.now = now;
        this.form = form;
    }

    /** The edits that add the route. */
    List<Edit> addition(RouteSpec route, Place place) {
        return List.of(new Edit.AddRoute(route, place.given() ? place.before() : usualPlace()));
    }

    /**
     * Where the body wants the route.
     *
     * @param given whether it says so
     */
    record Place(boolean given, @Nullable String before) {}

    /**
     * Takes the place out of the body, which is a route's without it.
     *
     * @throws ProblemException 422 when there is no such route
     */
    Place takePlace() {
        if (!body.has(BEFORE)) {
            return new Place(false, null);
        }
        String before = body.takeText(BEFORE);
        if (before != null && now.route(before) == null) {
            throw ProblemException.invalid(
                    BEFORE,
                    "there is no route \"" + before + "\"",
                    "write the id of one of GET /api/v1/routes, or null for the last place");
        }
        return new Place(true, before);
    }

    /** Last, but before a route that takes everything: behind that, nobody would ask it. */
    private @Nullable String usualPlace() {
        RouteSpec catchAll = now.catchAll();
        return catchAll == null ? null : catchAll.id();
    }

    /**
     * The route that the body describes.
     *
     * @throws ProblemException 422 with all that is wrong with it
     */
    RouteSpec route() {
        try {
            return form.read(body.toString());
        } catch (InvalidSettingException e) {
            throw ProblemException.invalid(e.problems());
        }
    }

    /** The least that makes the one route the other, and puts it where it is wanted. */
    List<Edit> replacement(RouteSpec present, RouteSpec wanted, Place place) {
        List<Edit> edits = difference(present, wanted);
        if (place.given()) {
            edits.add(new Edit.OrderRoutes(ordered(present.id(), place.before())));
        }
        return edits;
    }

    /**
     * What a PATCH asks for. A field left out stays as it is; {@code null} for one of the route's own settings follows the
     * file again.
     *
     * @throws ProblemException 422 when a field is not what it should be, or there is none
     */
    List<Edit> patch(RouteSpec present) {
        body.onlyHas(
                List.of(MATCH, ACTION, TIMEOUTS, LIMITS, REQUEST, RESPONSE, MAINTENANCE, MODE, BEFORE, Reasons.FIELD));
        Place place = takePlace();
        String id = present.id();
        List<Edit> edits = new ArrayList<>();
        RouteSpec wanted = patched(present);
        if (body.has(MATCH)) {
            edits.add(new Edit.SetMatch(id, body.isNull(MATCH) ? null : wanted.match()));
        }
        if (body.has(ACTION)) {
            edits.add(new Edit.SetAction(id, body.isNull(ACTION) ? null : wanted.action()));
        }
        if (body.has(TIMEOUTS)) {
            edits.add(new Edit.SetTimeouts(id, body.isNull(TIMEOUTS) ? null : wanted.timeouts()));
        }
        if (body.has(LIMITS)) {
            edits.add(new Edit.SetLimits(id, body.isNull(LIMITS) ? null : wanted.limits()));
        }
        if (body.has(REQUEST)) {
            edits.add(new Edit.SetRequest(id, body.isNull(REQUEST) ? null : wanted.request()));
        }
        if (body.has(RESPONSE)) {
            edits.add(new Edit.SetResponse(id, body.isNull(RESPONSE) ? null : wanted.response()));
        }
        if (body.has(MAINTENANCE)) {
            edits.add(new Edit.SetMaintenance(id, body.isNull(MAINTENANCE) ? null : wanted.maintenance()));
        }
        if (body.has(MODE)) {
            edits.add(new Edit.SetRouteMode(id, mode()));
        }
        if (place.given()) {
            edits.add(new Edit.OrderRoutes(ordered(id, place.before())));
        }
        if (edits.isEmpty()) {
            throw ProblemException.invalid(
                    "",
                    "changes nothing",
                    "write match, action, timeouts, limits, request, response, maintenance, mode or before");
        }
        return edits;
    }

    private Mode mode() {
        String text = body.text(MODE);
        try {
            return Mode.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(MODE, "\"" + text + "\" is not a mode", "write ready or maintenance");
        }
    }

    private RouteSpec patched(RouteSpec present) {
        JsonBody merged = JsonBody.of(form.write(present));
        for (String part : List.of(MATCH, ACTION, TIMEOUTS, LIMITS, REQUEST, RESPONSE, MAINTENANCE)) {
            if (body.has(part) && !body.isNull(part)) {
                merged.put(part, body.node(part));
            }
        }
        return new RouteBody(merged, now, form).route();
    }

    /**
     * The least that makes the routing table the one that the body lists.
     *
     * @throws ProblemException 422 with all that is wrong with it
     */
    List<Edit> table() {
        body.onlyHas(List.of(ROUTES, Reasons.FIELD));
        List<RouteSpec> wanted = routes();
        Set<String> ids = new HashSet<>();
        wanted.forEach(route -> ids.add(route.id()));
        List<Edit> edits = new ArrayList<>();
        for (RouteSpec route : wanted) {
            RouteSpec present = now.route(route.id());
            if (present == null) {
                edits.add(new Edit.AddRoute(route, null));
            } else {
                edits.addAll(difference(present, route));
            }
        }
        now.routes().stream()
                .filter(route -> !ids.contains(route.id()))
                .forEach(route -> edits.add(new Edit.RemoveRoute(route.id())));
        List<String> order = wanted.stream().map(RouteSpec::id).toList();
        if (!order.equals(order(now))) {
            edits.add(new Edit.OrderRoutes(order));
        }
        return edits;
    }

    private List<RouteSpec> routes() {
        if (!body.node(ROUTES).isArray()) {
            throw ProblemException.invalid(ROUTES, "is not a list", "write all routes, in the order to ask them in");
        }
        List<RouteSpec> routes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode item : body.node(ROUTES)) {
            String path = ROUTES + "[" + i++ + "]";
            try {
                RouteSpec route = form.read(item.toString());
                routes.add(route);
                if (!seen.add(route.id())) {
                    problems.add(
                            new Problem(path + "." + ID, "\"" + route.id() + "\" is used twice", "give each its own"));
                }
            } catch (InvalidSettingException e) {
                e.problems().forEach(problem -> problems.add(problem.under(path)));
            }
        }
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(problems);
        }
        return routes;
    }

    private static List<Edit> difference(RouteSpec present, RouteSpec wanted) {
        List<Edit> edits = new ArrayList<>();
        if (!present.match().equals(wanted.match())) {
            edits.add(new Edit.SetMatch(present.id(), wanted.match()));
        }
        if (!present.action().equals(wanted.action())) {
            edits.add(new Edit.SetAction(present.id(), wanted.action()));
        }
        if (!present.timeouts().equals(wanted.timeouts())) {
            edits.add(new Edit.SetTimeouts(present.id(), wanted.timeouts()));
        }
        if (!present.limits().equals(wanted.limits())) {
            edits.add(new Edit.SetLimits(present.id(), wanted.limits()));
        }
        if (!present.request().equals(wanted.request())) {
            edits.add(new Edit.SetRequest(present.id(), wanted.request()));
        }
        if (!present.response().equals(wanted.response())) {
            edits.add(new Edit.SetResponse(present.id(), wanted.response()));
        }
        if (!present.maintenance().equals(wanted.maintenance())) {
            edits.add(new Edit.SetMaintenance(present.id(), wanted.maintenance()));
        }
        return edits;
    }

    private List<String> ordered(String id, @Nullable String before) {
        if (id.equals(before)) {
            throw ProblemException.invalid(BEFORE, "is the route itself", "write the id of another");
        }
        List<String> ids = new ArrayList<>(order(now));
        ids.remove(id);
        ids.add(before == null ? ids.size() : ids.indexOf(before), id);
        return ids;
    }

    private static List<String> order(Configuration configuration) {
        return configuration.routes().stream().map(RouteSpec::id).toList();
    }
}
