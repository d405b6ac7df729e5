package io.tollgate.model;

import java.util.Objects;

/** One line of the routing table: the first whose match holds decides. */
public record RouteSpec(
        @Setting("Names the route in figures and logs.") String id,

        @Setting(value = "Which requests; all when left out.", defaultsTo = "{}")
        MatchSpec match,

        @Setting("What to do with them.") Action action,

        @Setting(value = "How long backends may take, where it is not as their pool says.", defaultsTo = "{}")
        OwnTimeouts timeouts,

        @Setting(value = "How large these requests may be, where it is not as for all.", defaultsTo = "{}")
        OwnLimits limits,

        @Setting(value = "What is changed of a request that is forwarded.", defaultsTo = "{}")
        RequestRewrite request,

        @Setting(
                value = "What is changed of an answer. An application behind, by action local, gives its own.",
                defaultsTo = "{}")
        ResponseRewrite response,

        @Setting(value = "What clients get while the route is in maintenance.", defaultsTo = "{}")
        MaintenanceSpec maintenance) {

    public RouteSpec {
        // What was kept before routes had these does not speak of them.
        timeouts = Objects.requireNonNullElse(timeouts, OwnTimeouts.NONE);
        limits = Objects.requireNonNullElse(limits, OwnLimits.NONE);
        request = Objects.requireNonNullElse(request, RequestRewrite.NONE);
        response = Objects.requireNonNullElse(response, ResponseRewrite.DEFAULT);
        maintenance = Objects.requireNonNullElse(maintenance, MaintenanceSpec.DEFAULT);
        new Checks().id(id).done();
    }

    /** A route without limits of its own that rewrites nothing. */
    public RouteSpec(String id, MatchSpec match, Action action) {
        this(
                id,
                match,
                action,
                OwnTimeouts.NONE,
                OwnLimits.NONE,
                RequestRewrite.NONE,
                ResponseRewrite.DEFAULT,
                MaintenanceSpec.DEFAULT);
    }
}
