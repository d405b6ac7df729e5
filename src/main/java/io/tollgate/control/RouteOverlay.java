package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.RouteSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of one route on top of the file. Immutable.
 *
 * @param match overrides the file's; null where the file counts, as for the next six
 * @param action overrides the file's
 * @param timeouts override the file's
 * @param limits override the file's
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
        @Nullable OwnTimeouts timeouts,
        @Nullable OwnLimits limits,
        @Nullable RequestRewrite request,
        @Nullable ResponseRewrite response,
        @Nullable MaintenanceSpec maintenance,
        Mode mode,
        @Nullable RouteSpec added,
        boolean removed) {

    /** Nothing is changed. */
    public static final RouteOverlay NONE = saying(null, false);

    static final RouteOverlay REMOVED = saying(null, true);

    public RouteOverlay {
        // What was kept before routes had a mode does not speak of it.
        mode = Objects.requireNonNullElse(mode, Mode.READY);
    }

    private static RouteOverlay saying(@Nullable RouteSpec added, boolean removed) {
        return new RouteOverlay(null, null, null, null, null, null, null, Mode.READY, added, removed);
    }

    static RouteOverlay added(RouteSpec spec) {
        return saying(spec, false);
    }

    /** That route in place of one of the file's. */
    static RouteOverlay insteadOf(RouteSpec filed, RouteSpec spec) {
        return new RouteOverlay(
                        spec.match(),
                        spec.action(),
                        spec.timeouts(),
                        spec.limits(),
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
        return !withMode(Mode.READY).equals(NONE);
    }

    /** The same over that route, without what says nothing else than it. */
    RouteOverlay over(RouteSpec base) {
        return new RouteOverlay(
                base.match().equals(match) ? null : match,
                base.action().equals(action) ? null : action,
                base.timeouts().equals(timeouts) ? null : timeouts,
                base.limits().equals(limits) ? null : limits,
                base.request().equals(request) ? null : request,
                base.response().equals(response) ? null : response,
                base.maintenance().equals(maintenance) ? null : maintenance,
                mode,
                added,
                removed);
    }

    RouteOverlay withMatch(@Nullable MatchSpec other) {
        return new RouteOverlay(other, action, timeouts, limits, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withAction(@Nullable Action other) {
        return new RouteOverlay(match, other, timeouts, limits, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withTimeouts(@Nullable OwnTimeouts others) {
        return new RouteOverlay(match, action, others, limits, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withLimits(@Nullable OwnLimits others) {
        return new RouteOverlay(match, action, timeouts, others, request, response, maintenance, mode, added, removed);
    }

    RouteOverlay withRequest(@Nullable RequestRewrite other) {
        return new RouteOverlay(match, action, timeouts, limits, other, response, maintenance, mode, added, removed);
    }

    RouteOverlay withResponse(@Nullable ResponseRewrite other) {
        return new RouteOverlay(match, action, timeouts, limits, request, other, maintenance, mode, added, removed);
    }

    RouteOverlay withMaintenance(@Nullable MaintenanceSpec other) {
        return new RouteOverlay(match, action, timeouts, limits, request, response, other, mode, added, removed);
    }

    RouteOverlay withMode(Mode other) {
        return new RouteOverlay(match, action, timeouts, limits, request, response, maintenance, other, added, removed);
    }

    /** The same for a route that the file has by now. */
    RouteOverlay withoutAdded() {
        return new RouteOverlay(match, action, timeouts, limits, request, response, maintenance, mode, null, removed);
    }

    /** The route with everything said here on top. */
    RouteSpec onto(RouteSpec base) {
        return new RouteSpec(
                base.id(),
                match == null ? base.match() : match,
                action == null ? base.action() : action,
                timeouts == null ? base.timeouts() : timeouts,
                limits == null ? base.limits() : limits,
                request == null ? base.request() : request,
                response == null ? base.response() : response,
                maintenance == null ? base.maintenance() : maintenance);
    }
}
