package io.tollgate.model;

/** One line of the routing table: the first whose match holds decides. */
public record RouteSpec(
        @Setting("Names the route in figures and logs.") String id,

        @Setting(value = "Which requests; all when left out.", defaultsTo = "{}")
        MatchSpec match,

        @Setting("What to do with them.") Action action) {

    public RouteSpec {
        new Checks().id(id).done();
    }
}
