package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.RouteSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of one route on top of the file. Immutable.
 *
 * @param match overrides the file's; null where the file counts, as for the next four
 * @param action overrides the file's
 * @param request overrides the file's
 * @param response overrides the file's
 * @param maintenance overrides the file's
 * @param mode their wish: ready, or maintenance; ready unless they said otherwise
 * @param added a route that the file does not have; null for one of the file's
 * @param removed one of the file's that is taken out; nothing else is said of it then
 */
public record RouteOverlay(
        @Nullable MatchSpec match,
        @Nullable Action action,
        @Nullable RequestRewrite request,
        @Nullable ResponseRewrite response,
        @Nullable MaintenanceSpec maintenance,
        Mode mode,
        @Nullable RouteSpec added,
        boolean removed) {

    /** Nothing is changed. */
    public static final RouteOverlay NONE = new RouteOverlay(null, null, null, null, null, Mode.READY, null, false);

    static final RouteOverlay REMOVED = new RouteOverlay(null, null, null, null, null, Mode.READY, null, true);

    public RouteOverlay {
        // What was kept before routes had a mode does not speak of it.
        mode = Objects.requireNonNullElse(mode, Mode.READY);
    }

    static RouteOverlay added(RouteSpec spec) {
        return new RouteOverlay(null, null, null, null, null, Mode.READY, spec, false);
    }

    /** That route in place of one of the file's. */
    static RouteOverlay insteadOf(RouteSpec filed, RouteSpec spec) {
        return new RouteOverlay(
                        spec.match(),
                        spec.action(),
                        spec.request(),
                        spec.response(),
                        spec.maintenance(),
                        Mode.READY,
                        null,
                        false)
                .over(filed);
    }

    /** Whether something that the file says counts no more. */
    public boolean overrides() {
        return match != null || action != null || request != null || response != null || maintenance != null;
    }

    /** The same over that route, without what says nothing else than it. */
    RouteOverlay over(RouteSpec base) {
        return new RouteOverlay(
                base.match().equals(match) ? null : match,
                base.action().equals(action) ? null : action,
                base.request().equals(request) ? null : request,
                base.response().equals(response) ? null : response,
                base.maintenance().equals(maintenance) ? null : maintenance,
                mode,
                added,
                removed);
    }

    RouteOverlay withMatch(@Nullable MatchSpec newMatch) {
        return new RouteOverlay(newMatch, action, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withAction(@Nullable Action newAction) {
        return new RouteOverlay(match, newAction, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withRequest(@Nullable RequestRewrite newRequest) {
        return new RouteOverlay(match, action, newRequest, response, maintenance, mode, added, removed);
    }

    RouteOverlay withResponse(@Nullable ResponseRewrite newResponse) {
        return new RouteOverlay(match, action, request, newResponse, maintenance, mode, added, removed);
    }

    RouteOverlay withMaintenance(@Nullable MaintenanceSpec newMaintenance) {
        return new RouteOverlay(match, action, request, response, newMaintenance, mode, added, removed);
    }

    RouteOverlay withMode(Mode newMode) {
        return new RouteOverlay(match, action, request, response, maintenance, newMode, added, removed);
    }

    /** The same for a route that the file has by now. */
    RouteOverlay withoutAdded() {
        return new RouteOverlay(match, action, request, response, maintenance, mode, null, removed);
    }

    /** The route with everything said here on top. */
    RouteSpec onto(RouteSpec base) {
        return new RouteSpec(
                base.id(),
                match == null ? base.match() : match,
                action == null ? base.action() : action,
                request == null ? base.request() : request,
                response == null ? base.response() : response,
                maintenance == null ? base.maintenance() : maintenance);
    }
}
