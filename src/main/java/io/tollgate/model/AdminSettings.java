package io.tollgate.model;

/** Where operators reach Tollgate. */
public record AdminSettings(
        @Setting(value = "Where page, REST interface and metrics answer.", defaultsTo = "\"127.0.0.1:9090\"")
        Address address) {}
