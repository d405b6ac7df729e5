package io.tollgate.admin.ui;

import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.Snapshot;
import io.tollgate.control.StaleException;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.RouteSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the operator does with routes; as {@link Acts} for backends. Thread-safe. */
final class RouteActs {
    private static final String HERE = "routes";

    private final LiveConfig config;
    private final Pages pages;
    private final boolean application;

    /**
     * @param application whether one stands behind that can answer
     */
    RouteActs(LiveConfig config, Pages pages, boolean application) {
        this.config = config;
        this.pages = pages;
        this.application = application;
    }

    void act(Visit visit, String route, String act) throws IOException {
        switch (act) {
            case "send" -> send(visit, route);
            case "mode" -> mode(visit, route);
            case "follow" -> follow(visit, route);
            case "remove" -> remove(visit, route);
            default -> pages.missing(visit);
        }
    }

    void add(Visit visit) throws IOException {
        Map<String, String> typed = new LinkedHashMap<>();
        NewRoute.FIELDS.forEach(field -> typed.put(field, visit.field(field)));
        typed.put("reason", visit.field("reason"));
        Snapshot now = config.current();
        try {
            RouteSpec last = now.configuration().catchAll();
            RouteSpec route = NewRoute.read(typed, targets(now));
            Edit edit = new Edit.AddRoute(route, last == null ? null : last.id());
            apply(visit, List.of(edit), OptionalLong.empty());
        } catch (InvalidSettingException e) {
            AddForm form = new AddForm(NewRoute.FIELDS, typed, e.problems());
            pages.routes(visit, Acts.UNPROCESSABLE, RouteAsk.adding(form), Outcome.NONE);
        } catch (RefusedException e) {
            AddForm form = new AddForm(NewRoute.FIELDS, typed, e.problems());
            pages.routes(visit, Acts.status(e), RouteAsk.adding(form), Outcome.NONE);
        } catch (StaleException e) {
            AddForm form = new AddForm(NewRoute.FIELDS, typed, List.of());
            pages.routes(visit, Acts.CONFLICT, RouteAsk.adding(form), Acts.stale(visit, e));
        }
    }

    private void send(Visit visit, String route) throws IOException {
        String to = visit.field("to");
        Target target = targets(config.current()).stream()
                .filter(one -> one.value().equals(to))
                .findFirst()
                .orElse(null);
        if (target == null) {
            pages.missing(visit);
            return;
        }
        List<Edit> edits = List.of(new Edit.SetAction(route, target.action()));
        perform(visit, RouteAsk.opened(route, "", ""), edits, OptionalLong.empty());
    }

    private void mode(Visit visit, String route) throws IOException {
        Mode mode;
        try {
            mode = Mode.parse(visit.field("mode"));
        } catch (IllegalArgumentException e) {
            pages.missing(visit);
            return;
        }
        perform(
                visit,
                RouteAsk.opened("", mode == Mode.MAINTENANCE ? route : "", ""),
                List.of(new Edit.SetRouteMode(route, mode)),
                OptionalLong.empty());
    }

    private void follow(Visit visit, String route) throws IOException {
        List<Edit> edits = List.of(
                new Edit.SetMatch(route, null),
                new Edit.SetAction(route, null),
                new Edit.SetTimeouts(route, null),
                new Edit.SetLimits(route, null),
                new Edit.SetRequest(route, null),
                new Edit.SetResponse(route, null),
                new Edit.SetMaintenance(route, null));
        perform(visit, RouteAsk.NOTHING, edits, OptionalLong.empty());
    }

    private void remove(Visit visit, String route) throws IOException {
        List<Edit> edits = List.of(new Edit.RemoveRoute(route));
        perform(visit, RouteAsk.opened("", "", route), edits, visit.number("revision"));
    }

    private List<Target> targets(Snapshot snapshot) {
        return Target.all(snapshot.pools().keySet(), application);
    }

    private void perform(Visit visit, RouteAsk again, List<Edit> edits, OptionalLong expected) throws IOException {
        try {
            apply(visit, edits, expected);
        } catch (RefusedException e) {
            pages.routes(visit, Acts.status(e), again, Acts.refused(visit, e.problems()));
        } catch (StaleException e) {
            pages.routes(visit, Acts.CONFLICT, again, Acts.stale(visit, e));
        }
    }

    private void apply(Visit visit, List<Edit> edits, OptionalLong expected) throws RefusedException, StaleException {
        Change change = new Change(visit.operator(), visit.field("reason").strip(), edits);
        Revision made = config.apply(change, expected);
        visit.seeOther(HERE + Acts.told(made));
    }
}
