package io.tollgate.admin.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route as it is now.
 *
 * @param match in force, operators' included; empty when it takes every request
 * @param action in force, operators' included
 * @param timeouts its own in force; empty when the pools' count
 * @param limits its own in force; empty when those for all count
 * @param fileMatch what the file says, where an operator overrides it; else null
 * @param fileAction what the file says, where an operator overrides it; else null
 * @param fileTimeouts what the file says, where an operator overrides it; else null
 * @param fileLimits what the file says, where an operator overrides it; else null
 * @param added by an operator; the file does not have it
 * @param requestsPerSecond over the last 10 s
 * @param errorShare errors by requests over the last 60 s, 0 to 1
 * @param p50Millis over the last 60 s, as the other two; 0 without requests
 */
public record RouteState(
        String id,
        Map<String, Object> match,
        Map<String, Object> action,
        Map<String, Object> timeouts,
        Map<String, Object> limits,
        @Nullable Map<String, Object> fileMatch,
        @Nullable Map<String, Object> fileAction,
        @Nullable Map<String, Object> fileTimeouts,
        @Nullable Map<String, Object> fileLimits,
        boolean added,
        double requestsPerSecond,
        double errorShare,
        double p50Millis,
        double p95Millis,
        double p99Millis) {}
