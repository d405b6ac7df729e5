package io.tollgate.control;

import io.tollgate.model.Action;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.RouteSpec;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of one route on top of the file. Immutable.
 *
 * @param match overrides the file's; null where the file counts
 * @param action overrides the file's; null where the file counts
 * @param timeouts override the file's; null where the file counts
 * @param limits override the file's; null where the file counts
 * @param added a route that the file does not have; null for one of the file's
 * @param removed one of the file's that is taken out; nothing else is said of it then
 */
public record RouteOverlay(
        @Nullable MatchSpec match,
        @Nullable Action action,
        @Nullable OwnTimeouts timeouts,
        @Nullable OwnLimits limits,
        @Nullable RouteSpec added,
        boolean removed) {

    /** Nothing is changed. */
    public static final RouteOverlay NONE = new RouteOverlay(null, null, null, null, null, false);

    static final RouteOverlay REMOVED = new RouteOverlay(null, null, null, null, null, true);

    static RouteOverlay added(RouteSpec spec) {
        return new RouteOverlay(null, null, null, null, spec, false);
    }

    /** That route in place of one of the file's. */
    static RouteOverlay insteadOf(RouteSpec filed, RouteSpec spec) {
        return new RouteOverlay(spec.match(), spec.action(), spec.timeouts(), spec.limits(), null, false).over(filed);
    }

    /** The same over that route, without what says nothing else than it. */
    RouteOverlay over(RouteSpec base) {
        return new RouteOverlay(
                base.match().equals(match) ? null : match,
                base.action().equals(action) ? null : action,
                base.timeouts().equals(timeouts) ? null : timeouts,
                base.limits().equals(limits) ? null : limits,
                added,
                removed);
    }

    RouteOverlay withMatch(@Nullable MatchSpec newMatch) {
        return new RouteOverlay(newMatch, action, timeouts, limits, added, removed);
    }

    RouteOverlay withAction(@Nullable Action newAction) {
        return new RouteOverlay(match, newAction, timeouts, limits, added, removed);
    }

    RouteOverlay withTimeouts(@Nullable OwnTimeouts newTimeouts) {
        return new RouteOverlay(match, action, newTimeouts, limits, added, removed);
    }

    RouteOverlay withLimits(@Nullable OwnLimits newLimits) {
        return new RouteOverlay(match, action, timeouts, newLimits, added, removed);
    }

    /** The same for a route that the file has by now. */
    RouteOverlay withoutAdded() {
        return new RouteOverlay(match, action, timeouts, limits, null, removed);
    }

    /** The route with everything said here on top. */
    RouteSpec onto(RouteSpec base) {
        return new RouteSpec(
                base.id(),
                match == null ? base.match() : match,
                action == null ? base.action() : action,
                timeouts == null ? base.timeouts() : timeouts,
                limits == null ? base.limits() : limits);
    }
}
