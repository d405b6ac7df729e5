package io.tollgate.admin.ui;

import io.tollgate.admin.ui.RouteRow.SendAct;
import io.tollgate.admin.ui.RouteRow.SendAsk;
import io.tollgate.control.RouteOverlay;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Action;
import io.tollgate.model.Durations;
import io.tollgate.model.Mode;
import io.tollgate.model.RouteSpec;
import io.tollgate.telemetry.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the rows of the routing table, and says what an act on a route would do before it is done. */
final class RouteRows {
    private final Snapshot snapshot;
    private final List<PoolPicture> pools;
    private final List<Target> targets;
    private final Function<String, Figures> figures;
    private final Messages messages;
    private final Format format;
    private final RouteWords words;

    /**
     * @param pools of the snapshot
     * @param targets where routes can be sent
     * @param figures of a route, by its id
     */
    RouteRows(
            Snapshot snapshot,
            List<PoolPicture> pools,
            List<Target> targets,
            Function<String, Figures> figures,
            Messages messages,
            Format format) {
        this.snapshot = snapshot;
        this.pools = pools;
        this.targets = targets;
        this.figures = figures;
        this.messages = messages;
        this.format = format;
        this.words = new RouteWords(messages);
    }

    List<RouteRow> of(RouteAsk ask) {
        List<RouteRow> rows = new ArrayList<>();
        List<RouteSpec> routes = snapshot.configuration().routes();
        for (int i = 0; i < routes.size(); i++) {
            rows.add(row(routes.get(i), i, ask));
        }
        return rows;
    }

    private RouteRow row(RouteSpec route, int index, RouteAsk ask) {
        String id = route.id();
        Figures own = figures.apply(id);
        RouteSpec filed = snapshot.file().route(id);
        boolean maintenance = snapshot.overlay().routes().of(id).mode() == Mode.MAINTENANCE;
        return new RouteRow(
                id,
                format.count(index + 1),
                words.takes(route.match(), index == 0),
                words.does(route.action()),
                maintenance,
                filed == null,
                override(id, filed),
                format.figure(own.requestsPerSecond()),
                format.millis(own.p95Millis()),
                format.percent(own.errorShare()),
                own.errorShare() >= PoolPicture.FAILING && !maintenance,
                id.equals(ask.send()) ? send(route, own) : null,
                id.equals(ask.maintain()) && !maintenance ? maintain(route, own) : null,
                id.equals(ask.remove()) ? remove(route, index, own, filed != null) : null);
    }

    private @Nullable String override(String id, @Nullable RouteSpec filed) {
        RouteOverlay overlay = snapshot.overlay().routes().of(id);
        if (filed == null || !overlay.overrides()) {
            return null;
        }
        return messages.get("route.override", words.takes(filed.match(), true), words.does(filed.action()));
    }

    private SendAsk send(RouteSpec route, Figures own) {
        String rate = format.figure(own.requestsPerSecond());
        Action action = route.action();
        boolean byItself = action instanceof Action.Redirect || action instanceof Action.Respond;
        return new SendAsk(
                byItself ? messages.get("send.now.itself", rate) : messages.get("send.now", rate, words.does(action)),
                targets.stream().map(target -> act(target, action, rate)).toList());
    }

    private SendAct act(Target target, Action action, String rate) {
        boolean current = target.takesAllOf(action);
        return new SendAct(target.value(), words.of(target), current, current ? "" : consequence(target, rate));
    }

    private String consequence(Target target, String rate) {
        String pool = target.pool();
        if (pool == null) {
            return messages.get("send.local", rate);
        }
        PoolPicture picture =
                pools.stream().filter(p -> p.id().equals(pool)).findFirst().orElseThrow();
        if (picture.servesNobody()) {
            return messages.get("send.nobody", pool);
        }
        long open = picture.backends().stream().filter(b -> b.weight() > 0).count();
        return messages.get("send.pool", rate, open, picture.backends().size());
    }

    private String maintain(RouteSpec route, Figures own) {
        return messages.get(
                "maintain.now",
                format.figure(own.requestsPerSecond()),
                Durations.format(route.maintenance().retryAfter()));
    }

    private String remove(RouteSpec route, int index, Figures own, boolean inFile) {
        String rate = format.figure(own.requestsPerSecond());
        List<RouteSpec> behind = snapshot.configuration().routes();
        String next = behind.subList(index + 1, behind.size()).stream()
                .filter(other -> other.match().takesAll())
                .findFirst()
                .map(other ->
                        messages.get("route.remove.next", rate, route.id(), other.id(), words.does(other.action())))
                .orElseGet(() -> messages.get("route.remove.none", rate, route.id()));
        return next + " " + messages.get(inFile ? "act.remove.file" : "act.remove.added");
    }
}
