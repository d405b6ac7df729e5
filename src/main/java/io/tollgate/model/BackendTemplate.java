package io.tollgate.model;

/** What backends are that are found by nothing but their addresses. Immutable. */
public record BackendTemplate(
        @Setting(
                value = "The weight of each; for srv only where all records of a priority have weight 0.",
                defaultsTo = "100",
                range = "0 to 1000")
        int weight,

        @Setting(value = "The tier of each; for srv that of the lowest priority.", defaultsTo = "0", range = "0 to 9")
        int tier,

        @Setting(value = "Where each stands.", defaultsTo = "\"\"")
        String zone,

        @Setting(value = "Requests each may serve at once; 0 means no limit.", defaultsTo = "0", range = "0 to 1000000")
        int maxRequests) {
    public BackendTemplate {
        new Checks()
                .range(weight, Weight.MIN, Weight.MAX, "weight")
                .range(tier, 0, 9, "tier")
                .range(maxRequests, 0, 1_000_000, "maxRequests")
                .zone(zone)
                .done();
    }
}
