package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.Configuration;
import io.tollgate.model.CookieRewrite;
import io.tollgate.model.ErrorPage;
import io.tollgate.model.HeaderEdits;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.PageFile;
import io.tollgate.model.PathMatch;
import io.tollgate.model.PathRewrite;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.Restore;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.Size;
import io.tollgate.model.StatusRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Routing tables in words such as {@code api:/api=local main=shop}: a route's id, the path it takes (all without), and
 * where it sends: a pool, or to the application.
 */
final class RouteWords {
    private RouteWords() {}

    static final OwnTimeouts QUICK = new OwnTimeouts(null, Duration.ofMillis(1500), null, null, null);
    static final OwnLimits SMALL = new OwnLimits(null, null, new Size(1 << 10));

    static final RequestRewrite STRIPPED = new RequestRewrite(
            new PathRewrite("/a", "/"),
            "shop.internal",
            new HeaderEdits(Map.of("X-Env", "prod"), Map.of("X-Tag", ""), List.of("X-Debug")));

    static final ResponseRewrite PAGES = new ResponseRewrite(
            Restore.NEVER,
            new CookieRewrite(Map.of("shop.internal", ""), Restore.NEVER),
            HeaderEdits.NONE,
            List.of(new ErrorPage(
                    new StatusRange(502, 504), new PageFile("down.html"), 500, List.of(ErrorPage.Source.BACKEND))),
            true);

    static final MaintenanceSpec CLOSED = new MaintenanceSpec(new PageFile("closed.html"), Duration.ofMinutes(5));

    /** A file with pools shop and api, each of one backend, and these routes. */
    static Configuration file(String words) {
        return Setup.file(Setup.pool("shop", Setup.backend("a")), Setup.pool("api", Setup.backend("b")))
                .withRoutes(routes(words));
    }

    /** A file that has lost the pool called api. */
    static Configuration fileWithoutApi(String words) {
        return Setup.file(Setup.pool("shop", Setup.backend("a"))).withRoutes(routes(words));
    }

    static List<RouteSpec> routes(String words) {
        return Arrays.stream(words.split(" ")).map(RouteWords::route).toList();
    }

    static RouteSpec route(String word) {
        String id = word.substring(0, word.indexOf('='));
        int colon = id.indexOf(':');
        return new RouteSpec(
                colon < 0 ? id : id.substring(0, colon),
                match(colon < 0 ? "" : id.substring(colon + 1)),
                action(word.substring(word.indexOf('=') + 1)));
    }

    static MatchSpec match(String path) {
        return new MatchSpec(
                List.of(), path.isEmpty() ? null : new PathMatch("", path), List.of(), Map.of(), Map.of(), Map.of());
    }

    static Action action(String target) {
        return target.equals("local") ? new Action.Local() : new Action.Forward(List.of(new Action.Share(target, 100)));
    }

    /** The routing table in force. */
    static String inForce(LiveConfig live) {
        return words(live.current().configuration().routes());
    }

    static String words(List<RouteSpec> routes) {
        return routes.stream().map(RouteWords::word).collect(Collectors.joining(" "));
    }

    private static String word(RouteSpec route) {
        PathMatch path = route.match().path();
        String target = route.action() instanceof Action.Forward forward
                ? forward.pools().get(0).pool()
                : "local";
        return route.id() + (path == null ? "" : ":" + path.prefix()) + "=" + target;
    }

    static Edit send(String route, String target) {
        return new Edit.SetAction(route, action(target));
    }

    static Edit mode(String route, Mode mode) {
        return new Edit.SetRouteMode(route, mode);
    }

    static Edit follow(String route) {
        return new Edit.SetAction(route, null);
    }

    static Edit add(String word, String before) {
        return new Edit.AddRoute(route(word), before.isEmpty() ? null : before);
    }

    static Edit remove(String route) {
        return new Edit.RemoveRoute(route);
    }

    static Edit order(String... routes) {
        return new Edit.OrderRoutes(List.of(routes));
    }
}
