package io.tollgate.admin.ui;

import io.tollgate.admin.Interlock;
import io.tollgate.admin.InterlockedConfig;
import io.tollgate.admin.InterlockedRollouts;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.control.LiveConfig;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * The operator's page, under whatever prefix it is mapped. Whoever reaches it has been let in; only {@code /login} and
 * {@code /static/*} make sense to anybody else.
 */
public final class UiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient StaticFiles files = new StaticFiles();
    private final transient Pages pages;
    private final transient Acts acts;
    private final transient RouteActs routeActs;
    private final transient RolloutActs rolloutActs;
    private final transient Sessions sessions;

    /**
     * @param discovery how the search for backends goes
     * @param drains how drains go
     * @param zone that times of day are shown in
     * @param application whether one stands behind that routes can send to
     */
    public UiServlet(
            LiveConfig config,
            LiveFigures figures,
            Supplier<List<Expiry>> expiries,
            DiscoveryReport.Reports discovery,
            DrainReport.Reports drains,
            Rollouts rollouts,
            Clock clock,
            ZoneId zone,
            SignIn signIn,
            Node node,
            boolean application) {
        Renderer renderer = new Renderer();
        Frames frames = new Frames(config, clock, node, files.assets());
        Interlock interlock = new Interlock(figures);
        Views views = new Views(
                config, figures, interlock, expiries, discovery, drains, rollouts, clock, zone, frames, application);
        this.pages = new Pages(config, views, renderer);
        this.acts = new Acts(config, new InterlockedConfig(config, interlock), clock, pages);
        this.rolloutActs =
                new RolloutActs(config, rollouts, new InterlockedRollouts(config, interlock, rollouts), pages);
        this.routeActs = new RouteActs(config, pages, application);
        this.sessions = new Sessions(signIn, frames, renderer);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Visit visit = Visit.of(request, response);
        if (visit.address().path().isEmpty()) {
            // Mapped as /prefix/* and asked for /prefix: links hold only below /prefix/.
            visit.seeOtherFolder();
            return;
        }
        List<String> at = visit.address().segments();
        Outcome outcome = Outcome.done(visit.number("done").orElse(0));
        if (at.isEmpty()) {
            pages.overview(visit, 200, outcome);
        } else if (at.get(0).equals("static") && at.size() == 2) {
            files.serve(visit, at.get(1));
        } else if (at.get(0).equals("login") && at.size() == 1) {
            sessions.form(visit);
        } else if (at.get(0).equals("changes") && at.size() == 1) {
            pages.changes(visit, 200, outcome);
        } else if (at.get(0).equals("routes") && at.size() == 1) {
            RouteAsk ask = RouteAsk.opened(visit.field("send"), visit.field("maintain"), visit.field("remove"));
            pages.routes(visit, 200, ask, outcome);
        } else if (at.get(0).equals("pools") && at.size() == 1) {
            pages.pools(visit, 200, outcome);
        } else if (at.get(0).equals("pools") && at.size() == 2) {
            pages.pool(visit, 200, at.get(1), asked(visit, at.get(1)), outcome);
        } else if (at.get(0).equals("pools")) {
            // The address of an act, reloaded.
            visit.seeOther("pools/" + at.get(1));
        } else if (at.get(0).equals("routes")) {
            visit.seeOther("routes");
        } else if (at.get(0).equals("revisions")) {
            visit.seeOther("changes");
        } else {
            pages.missing(visit);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        Visit visit = Visit.of(request, response);
        List<String> at = visit.address().segments();
        if (at.equals(List.of("login"))) {
            sessions.signIn(visit);
        } else if (at.equals(List.of("logout"))) {
            sessions.signOut(visit);
        } else if (at.size() == 3 && at.get(0).equals("revisions") && at.get(2).equals("undo")) {
            acts.undo(visit, at.get(1));
        } else if (at.equals(List.of("routes"))) {
            routeActs.add(visit);
        } else if (at.size() == 3 && at.get(0).equals("routes")) {
            routeActs.act(visit, at.get(1), at.get(2));
        } else if (at.size() == 3 && at.get(0).equals("pools") && at.get(2).equals("backends")) {
            acts.add(visit, at.get(1));
        } else if (at.size() == 3 && at.get(0).equals("pools") && at.get(2).equals("policy")) {
            acts.policy(visit, at.get(1));
        } else if (at.size() == 3 && at.get(0).equals("pools") && at.get(2).equals("rollout")) {
            rolloutActs.start(visit, at.get(1));
        } else if (at.size() == 4 && at.get(0).equals("pools") && at.get(2).equals("rollout")) {
            rolloutActs.command(visit, at.get(1), at.get(3));
        } else if (at.size() == 5 && at.get(0).equals("pools") && at.get(2).equals("backends")) {
            act(visit, at.get(1), at.get(3), at.get(4));
        } else {
            pages.missing(visit);
        }
    }

    private PoolAsk asked(Visit visit, String pool) {
        return visit.field("rollout").isEmpty() ? acts.asked(visit, pool) : rolloutActs.asking(pool);
    }

    private void act(Visit visit, String pool, String backend, String act) throws IOException {
        switch (act) {
            case "mode" -> acts.mode(visit, pool, backend);
            case "weight" -> acts.weight(visit, pool, backend);
            case "follow" -> acts.follow(visit, pool, backend);
            case "remove" -> acts.remove(visit, pool, backend);
            default -> pages.missing(visit);
        }
    }
}
