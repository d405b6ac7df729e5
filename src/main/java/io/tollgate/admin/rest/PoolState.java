package io.tollgate.admin.rest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it is now.
 *
 * @param policy its type
 * @param policySettings the type and, as in the file, what is not at its default
 * @param filePolicy what the file says where an operator overrides it, else null
 * @param affinity {@code none} or {@code cookie}
 * @param failOpen no backend is healthy, and health is ignored
 * @param serving who takes new callers, by tier and zone, the first choice first
 * @param discovery how the search for its backends goes; null where nobody looks for any
 * @param queueDepth callers that wait for a backend
 * @param queueWaitP95Millis of those that have waited in the last 60 s; 0 when nobody has
 * @param sessions alive on all its backends
 * @param requestsPerSecond over the last 10 s
 * @param errorShare errors by requests over the last 60 s, 0 to 1
 * @param p50Millis over the last 60 s, as the other two; 0 without requests
 */
public record PoolState(
        String id,
        String policy,
        Map<String, Object> policySettings,
        @Nullable Map<String, Object> filePolicy,
        String affinity,
        boolean failOpen,
        List<ServingState> serving,
        @Nullable DiscoveryState discovery,
        int queueDepth,
        double queueWaitP95Millis,
        int sessions,
        double requestsPerSecond,
        double errorShare,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        List<BackendState> backends) {
    public PoolState {
        policySettings = Map.copyOf(policySettings);
        filePolicy = filePolicy == null ? null : Map.copyOf(filePolicy);
        serving = List.copyOf(serving);
        backends = List.copyOf(backends);
    }

    /**
     * Backends of one tier and zone.
     *
     * @param place {@code own-zone}, {@code other-zones} or, where this Tollgate has no zone, {@code any-zone};
     *     {@code draining} or {@code fail-open} for those who serve when nobody else can
     * @param backends how many operators let serve here
     * @param well how many of them can
     * @param health which part of their weight is well and warm, 0 to 1
     * @param share of the pool's new callers, 0 to 1
     */
    public record ServingState(String place, int tier, int backends, int well, double health, double share) {}

    /**
     * How the search for backends goes.
     *
     * @param source where it looks
     * @param found how many the last good look told
     * @param leaving how many are found no more and drain
     * @param lastSeen ISO 8601, the last look that told something; null before the first
     * @param nextLook ISO 8601; null when nobody knows yet
     * @param error why what was found last stays as it is; null when all is well
     * @param failures looks that told nothing of use, or not all
     */
    public record DiscoveryState(
            String source,
            int found,
            int leaving,
            @Nullable String lastSeen,
            @Nullable String nextLook,
            @Nullable String error,
            long failures) {}
}
