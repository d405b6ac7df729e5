package io.tollgate.admin.rest;

import io.tollgate.control.RouteOverlay;
import io.tollgate.control.Snapshot;
import io.tollgate.model.RouteSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts together what routes are configured to do and what is measured of them. Thread-safe. */
final class RouteStates {
    private final LiveFigures figures;
    private final RouteForm form;

    RouteStates(LiveFigures figures, RouteForm form) {
        this.figures = figures;
        this.form = form;
    }

    /** All, in the order in which they are asked. */
    List<RouteState> all(Snapshot snapshot) {
        return snapshot.configuration().routes().stream()
                .map(route -> of(snapshot, route))
                .toList();
    }

    RouteState of(Snapshot snapshot, RouteSpec route) {
        RouteOverlay overlay = snapshot.overlay().routes().of(route.id());
        RouteSpec filed = snapshot.file().route(route.id());
        Figures measured = figures.route(route.id());
        return new RouteState(
                route.id(),
                overlay.mode().toString(),
                part(route, "match"),
                part(route, "action"),
                part(route, "timeouts"),
                part(route, "limits"),
                part(route, "request"),
                part(route, "response"),
                part(route, "maintenance"),
                overridden(overlay.match(), filed, "match"),
                overridden(overlay.action(), filed, "action"),
                overridden(overlay.timeouts(), filed, "timeouts"),
                overridden(overlay.limits(), filed, "limits"),
                overridden(overlay.request(), filed, "request"),
                overridden(overlay.response(), filed, "response"),
                overridden(overlay.maintenance(), filed, "maintenance"),
                filed == null,
                States.rounded(measured.requestsPerSecond()),
                States.rounded(measured.errorShare()),
                States.rounded(measured.p50Millis()),
                States.rounded(measured.p95Millis()),
                States.rounded(measured.p99Millis()));
    }

    /** What the file says where an operator says otherwise; else null. */
    private @Nullable Map<String, Object> overridden(@Nullable Object said, @Nullable RouteSpec filed, String name) {
        return said == null || filed == null ? null : part(filed, name);
    }

    /** A part that is all at its defaults is left out by the form. */
    private Map<String, Object> part(RouteSpec route, String name) {
        @Nullable Object part = form.write(route).get(name);
        @SuppressWarnings("unchecked")
        Map<String, Object> settings = (Map<String, Object>) Objects.requireNonNullElse(part, Map.of());
        return settings;
    }
}
