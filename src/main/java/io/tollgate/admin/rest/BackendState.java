package io.tollgate.admin.rest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backend as it is now.
 *
 * @param discovered found by discovery, not listed by file or operators
 * @param leaving found no more, and draining
 * @param mode {@code ready}, {@code drain} or {@code maintenance}
 * @param modeSince ISO 8601; null while nobody has set the mode
 * @param deadline ISO 8601, when a drain becomes maintenance, or one that leaves is taken out, at the latest; null without
 *     one
 * @param health {@code up}, {@code down} or {@code unknown}
 * @param trouble all that is wrong, such as why it is down and why it is ejected; null when nothing is
 * @param ejectedUntil ISO 8601; null when it is not ejected
 * @param weight in force, operators' included
 * @param fileWeight what the file, or discovery, says, where an operator overrides it; else null
 * @param effectiveWeight what policies use at this moment, slow start and reported load included
 * @param load how busy it is by its own report, 1 for fully; null when it reports nothing
 * @param effectiveMaxRequests what is in force of it at this moment, with its agent's word, reported load and slow start; 0
 *     for no limit
 * @param sessions alive on it
 * @param drain how its drain goes; null when it does not drain by an operator's wish
 * @param requestsTotal since it was added or Tollgate started
 * @param requestsPerSecond over the last 10 s
 * @param p50Millis over the last 60 s, as the other two; 0 without requests
 */
public record BackendState(
        String id,
        String url,
        boolean discovered,
        boolean leaving,
        String mode,
        @Nullable String modeSince,
        @Nullable String deadline,
        String health,
        @Nullable String trouble,
        @Nullable String ejectedUntil,
        int weight,
        @Nullable Integer fileWeight,
        Number effectiveWeight,
        @Nullable Double load,
        int tier,
        String zone,
        int maxRequests,
        int effectiveMaxRequests,
        int inFlight,
        int tunnels,
        int sessions,
        @Nullable DrainState drain,
        long requestsTotal,
        long errorsTotal,
        double requestsPerSecond,
        double p50Millis,
        double p95Millis,
        double p99Millis) {

    /**
     * How a drain goes.
     *
     * @param since ISO 8601
     * @param sessionsAtStart null when Tollgate was started after it began
     * @param lastSeen sessions by when they were last seen, such as {@code {"10s": 3, "1m": 9}}: each counts in the first
     *     span that holds it, and in {@code more} when none does
     * @param oldestSeconds age of the oldest session
     * @param inFlightSeconds how long those in flight have taken so far, on average
     * @param endsAt ISO 8601, when nobody is expected to need it any more; null without an estimate
     * @param basis what that rests on: {@code pace}, {@code quiet}, {@code start} or {@code requests}
     */
    public record DrainState(
            @Nullable String since,
            @Nullable Integer sessionsAtStart,
            Map<String, Integer> lastSeen,
            long oldestSeconds,
            double inFlightSeconds,
            @Nullable String endsAt,
            String basis) {
        public DrainState {
            lastSeen = Collections.unmodifiableMap(new LinkedHashMap<>(lastSeen));
        }
    }
}
