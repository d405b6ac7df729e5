package io.tollgate.control;

import io.tollgate.affinity.SessionSurvey;
import org.jspecify.annotations.Nullable;

/**
 * How a drain goes, at one moment. Immutable.
 *
 * @param sinceMillis wall time when it began
 * @param sessionsAtStart sessions when it began; -1 when Tollgate has not seen that, having been started later
 * @param sessions those left
 * @param survey how those left are; null when the pool ties nobody
 * @param inFlight requests left
 * @param inFlightMillis how long those have taken so far, on average
 * @param endsMillis wall time when nobody will need it any more; 0 when nothing speaks for a time
 * @param basis what that estimate rests on
 */
public record DrainReport(
        long sinceMillis,
        int sessionsAtStart,
        int sessions,
        @Nullable SessionSurvey survey,
        int inFlight,
        long inFlightMillis,
        long endsMillis,
        Basis basis) {

    /** What an estimate rests on. */
    public enum Basis {
        /** Sessions leave at this pace: over the last minutes so many were fewer. */
        PACE,
        /** None leaves: if none came back, the last one would end when it has been quiet for long enough. */
        QUIET,
        /** Tollgate has been started too lately to have seen all sessions. */
        START,
        /** Only requests are left, and nobody knows how long those take. */
        REQUESTS
    }

    /** Where reports are found. Thread-safe. */
    @FunctionalInterface
    public interface Reports {
        /** Nobody drains. */
        Reports NONE = (pool, backend) -> null;

        /** That of a backend; null when it does not drain by an operator's wish. */
        @Nullable
        DrainReport of(String pool, String backend);
    }
}
