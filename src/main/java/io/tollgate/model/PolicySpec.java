package io.tollgate.model;

import java.util.List;

/** How a pool picks. */
@Shorthand("type")
public record PolicySpec(
        @Setting(
                value = "round-robin: in turn, by weight. least-request: by weight, and the less busy of two.",
                defaultsTo = "least-request",
                range = "round-robin, least-request")
        String type) {

    /**
     * The names a file may use. The policies themselves are registered in {@code io.tollgate.policy}, which this
     * package cannot see; a test of that registry holds its names against these.
     */
    public static final List<String> TYPES = List.of("round-robin", "least-request");

    public PolicySpec {
        new Checks()
                .require(
                        TYPES.contains(type),
                        "type",
                        "\"" + type + "\" is not a policy that is available in this version",
                        "write " + String.join(" or ", TYPES))
                .done();
    }
}
