package io.tollgate.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tollgate.model.Action;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.RouteSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that an operator changes on top of the file. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "edit")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Edit.SetMode.class, name = "mode"),
    @JsonSubTypes.Type(value = Edit.SetWeight.class, name = "weight"),
    @JsonSubTypes.Type(value = Edit.AddBackend.class, name = "add"),
    @JsonSubTypes.Type(value = Edit.RemoveBackend.class, name = "remove"),
    @JsonSubTypes.Type(value = Edit.FollowFile.class, name = "follow"),
    @JsonSubTypes.Type(value = Edit.Restore.class, name = "restore"),
    @JsonSubTypes.Type(value = Edit.SetPolicy.class, name = "policy"),
    @JsonSubTypes.Type(value = Edit.SetMatch.class, name = "match"),
    @JsonSubTypes.Type(value = Edit.SetAction.class, name = "action"),
    @JsonSubTypes.Type(value = Edit.SetTimeouts.class, name = "timeouts"),
    @JsonSubTypes.Type(value = Edit.SetLimits.class, name = "limits"),
    @JsonSubTypes.Type(value = Edit.SetRequest.class, name = "request"),
    @JsonSubTypes.Type(value = Edit.SetResponse.class, name = "response"),
    @JsonSubTypes.Type(value = Edit.SetMaintenance.class, name = "maintenance"),
    @JsonSubTypes.Type(value = Edit.SetRouteMode.class, name = "route-mode"),
    @JsonSubTypes.Type(value = Edit.AddRoute.class, name = "add-route"),
    @JsonSubTypes.Type(value = Edit.RemoveRoute.class, name = "remove-route"),
    @JsonSubTypes.Type(value = Edit.RestoreRoute.class, name = "restore-route"),
    @JsonSubTypes.Type(value = Edit.OrderRoutes.class, name = "order-routes")
})
public sealed interface Edit {

    /** What it is about, in words that tell it from all else that edits are about, such as {@code shop/b}. */
    String subject();

    /** About one pool as a whole. */
    sealed interface OfPool extends Edit {

        /** The pool it is about. */
        String pool();

        @Override
        default String subject() {
            return "pool " + pool();
        }
    }

    /** About one backend. */
    sealed interface OfBackend extends Edit {

        /** The pool it is about. */
        String pool();

        /** The backend it is about. */
        String backend();

        @Override
        default String subject() {
            return pool() + "/" + backend();
        }
    }

    /** About the routing table. */
    sealed interface OfRoutes extends Edit {

        /** The route it is about. */
        String route();

        @Override
        default String subject() {
            return "route " + route();
        }
    }

    /**
     * Sets a backend's mode.
     *
     * @param deadlineMillis when a drain becomes maintenance at the latest, wall time; null for no deadline
     */
    record SetMode(
            String pool,
            String backend,
            Mode mode,
            @Nullable Long deadlineMillis) implements OfBackend {}

    /**
     * Sets a backend's weight over the file's.
     *
     * @param weight 0 to 1000
     */
    record SetWeight(String pool, String backend, int weight) implements OfBackend {}

    /** Adds a backend, or brings back one of the file's that was removed. */
    record AddBackend(String pool, BackendSpec spec) implements OfBackend {
        @Override
        public String backend() {
            return spec.id();
        }
    }

    /** Removes a backend, the file's included. */
    record RemoveBackend(String pool, String backend) implements OfBackend {}

    /** Forgets the operators' weight of a backend: the file's counts again. */
    record FollowFile(String pool, String backend) implements OfBackend {}

    /**
     * Sets everything operators said of a backend to what it once was: how a revision is undone, and how what was said
     * of a backend is forgotten when it leaves the file.
     */
    record Restore(String pool, String backend, BackendOverlay overlay) implements OfBackend {}

    /**
     * Sets how a pool picks, over the file's.
     *
     * @param policy null to let the file count again
     */
    record SetPolicy(String pool, @Nullable PolicySpec policy) implements OfPool {}

    /**
     * Sets which requests a route takes, over the file's.
     *
     * @param match null to let the file, or the route's addition, count again
     */
    record SetMatch(String route, @Nullable MatchSpec match) implements OfRoutes {}

    /**
     * Sets what a route does, over the file's.
     *
     * @param action null to let the file, or the route's addition, count again
     */
    record SetAction(String route, @Nullable Action action) implements OfRoutes {}

    /**
     * Sets a route's own time limits, over the file's.
     *
     * @param timeouts null to let the file, or the route's addition, count again
     */
    record SetTimeouts(String route, @Nullable OwnTimeouts timeouts) implements OfRoutes {}

    /**
     * Sets a route's own size limits, over the file's.
     *
     * @param limits null to let the file, or the route's addition, count again
     */
    record SetLimits(String route, @Nullable OwnLimits limits) implements OfRoutes {}

    /**
     * Sets what a route changes of requests, over the file's.
     *
     * @param request null to let the file, or the route's addition, count again
     */
    record SetRequest(String route, @Nullable RequestRewrite request) implements OfRoutes {}

    /**
     * Sets what a route changes of answers, over the file's.
     *
     * @param response null to let the file, or the route's addition, count again
     */
    record SetResponse(String route, @Nullable ResponseRewrite response) implements OfRoutes {}

    /**
     * Sets what clients get while a route is in maintenance, over the file's.
     *
     * @param maintenance null to let the file, or the route's addition, count again
     */
    record SetMaintenance(String route, @Nullable MaintenanceSpec maintenance) implements OfRoutes {}

    /**
     * Takes a route into maintenance, or out of it.
     *
     * @param mode {@link Mode#READY} or {@link Mode#MAINTENANCE}
     */
    record SetRouteMode(String route, Mode mode) implements OfRoutes {}

    /**
     * Adds a route, or brings back one of the file's that was removed.
     *
     * @param before the route that is asked next when it does not match; null for none
     */
    record AddRoute(RouteSpec spec, @Nullable String before) implements OfRoutes {
        @Override
        public String route() {
            return spec.id();
        }
    }

    /** Removes a route, the file's included. */
    record RemoveRoute(String route) implements OfRoutes {}

    /**
     * Sets everything operators said of a route to what it once was.
     *
     * @param before where an added one stands that is not there: the next one; null for the end
     */
    record RestoreRoute(
            String route, RouteOverlay overlay, @Nullable String before) implements OfRoutes {}

    /**
     * Sets the order in which routes are asked.
     *
     * @param routes their ids; one that is not named stays behind the one that it was behind
     */
    record OrderRoutes(List<String> routes) implements OfRoutes {
        public OrderRoutes {
            routes = List.copyOf(routes);
        }

        @Override
        public String route() {
            return "";
        }

        @Override
        public String subject() {
            return "the order of routes";
        }
    }
}
