package io.tollgate.model;

/** How a pool picks. */
@Shorthand("type")
public record PolicySpec(
        @Setting(
                value = "round-robin: in turn, by weight. least-request: by weight, and the less busy of two.",
                defaultsTo = "least-request",
                range = "round-robin, least-request")
        String type) {}
