package io.tollgate.admin.ui;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Ids;
import java.io.IOException;
import java.util.Set;

/** Shows the pages. Thread-safe. */
final class Pages {
    private static final String POOL = "pools/";
    private static final Set<String> SECTIONS = Set.of("pools", "routes", "changes");

    private final LiveConfig config;
    private final Views views;
    private final Renderer renderer;

    Pages(LiveConfig config, Views views, Renderer renderer) {
        this.config = config;
        this.views = views;
        this.renderer = renderer;
    }

    void overview(Visit visit, int status, Outcome outcome) throws IOException {
        renderer.render(visit.response(), status, "overview", views.overview(visit, outcome));
    }

    void pools(Visit visit, int status, Outcome outcome) throws IOException {
        renderer.render(visit.response(), status, "pools", views.pools(visit, outcome));
    }

    void routes(Visit visit, int status, RouteAsk ask, Outcome outcome) throws IOException {
        renderer.render(visit.response(), status, "routes", views.routes(visit, ask, outcome));
    }

    void changes(Visit visit, int status, Outcome outcome) throws IOException {
        renderer.render(visit.response(), status, "changes", views.changes(visit, outcome));
    }

    void pool(Visit visit, int status, String id, PoolAsk ask, Outcome outcome) throws IOException {
        Snapshot snapshot = config.current();
        PoolRuntime runtime = snapshot.pool(id);
        if (runtime == null) {
            missing(visit);
            return;
        }
        renderer.render(visit.response(), status, "pool", views.pool(visit, snapshot, runtime, ask, outcome));
    }

    void missing(Visit visit) throws IOException {
        renderer.render(visit.response(), 404, "message", views.missing(visit));
    }

    /** The page that an act was done from, by its address from the root; the overview when it is no page of ours. */
    void at(Visit visit, int status, String back, Outcome outcome) throws IOException {
        switch (known(back)) {
            case "pools" -> pools(visit, status, outcome);
            case "routes" -> routes(visit, status, RouteAsk.NOTHING, outcome);
            case "changes" -> changes(visit, status, outcome);
            case "./" -> overview(visit, status, outcome);
            default -> pool(visit, status, back.substring(POOL.length()), PoolAsk.NOTHING, outcome);
        }
    }

    /** That address when it can be a page of ours, else the overview's: a form cannot be made to lead astray. */
    String known(String back) {
        boolean page = SECTIONS.contains(back);
        boolean pool = back.startsWith(POOL) && Ids.valid(back.substring(POOL.length()));
        return page || pool ? back : "./";
    }
}
