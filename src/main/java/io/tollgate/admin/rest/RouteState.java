package io.tollgate.admin.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route as it is now.
 *
 * @param mode the operator's wish: {@code ready} or {@code maintenance}
 * @param match in force, operators' included; empty when it takes every request
 * @param action in force, operators' included
 * @param timeouts its own in force; empty when the pools' count
 * @param limits its own in force; empty when those for all count
 * @param request what it changes of requests; empty for nothing
 * @param response what it changes of answers; empty for nothing else than that asks for
 * @param maintenance what clients get in maintenance; empty for a plain sentence
 * @param fileMatch what the file says, where an operator overrides it; else null; likewise those that follow
 * @param added by an operator; the file does not have it
 * @param requestsPerSecond over the last 10 s
 * @param errorShare errors by requests over the last 60 s, 0 to 1
 * @param p50Millis over the last 60 s, as the other two; 0 without requests
 */
public record RouteState(
        String id,
        String mode,
        Map<String, Object> match,
        Map<String, Object> action,
        Map<String, Object> timeouts,
        Map<String, Object> limits,
        Map<String, Object> request,
        Map<String, Object> response,
        Map<String, Object> maintenance,
        @Nullable Map<String, Object> fileMatch,
        @Nullable Map<String, Object> fileAction,
        @Nullable Map<String, Object> fileTimeouts,
        @Nullable Map<String, Object> fileLimits,
        @Nullable Map<String, Object> fileRequest,
        @Nullable Map<String, Object> fileResponse,
        @Nullable Map<String, Object> fileMaintenance,
        boolean added,
        double requestsPerSecond,
        double errorShare,
        double p50Millis,
        double p95Millis,
        double p99Millis) {}
