package io.tollgate.affinity;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How a backend's sessions are at one moment.
 *
 * @param sessions how many
 * @param oldestMillis age of the oldest, milliseconds; 0 without any
 * @param quietestMillis how long the one that has said nothing for longest has been quiet, milliseconds; 0 without any
 * @param liveliestMillis the same of the one that was seen last
 * @param seen how many were last seen within each of {@link #WITHIN} and not within the one before; those quiet for longer
 *     are in none
 */
public record SessionSurvey(
        int sessions, long oldestMillis, long quietestMillis, long liveliestMillis, List<Integer> seen) {
    /** The steps of {@link #seen}. */
    public static final List<Duration> WITHIN =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15));

    /** Sessions quiet for longer than the last of {@link #WITHIN}. */
    public int quiet() {
        return sessions - seen.stream().mapToInt(Integer::intValue).sum();
    }

    /** Adds up. For one thread. */
    static final class Count {
        private final long nowMillis;
        private final Integer[] seen = new Integer[WITHIN.size()];
        private int sessions;
        private long oldest;
        private long quietest;
        private long liveliest = Long.MAX_VALUE;

        Count(long nowMillis) {
            this.nowMillis = nowMillis;
            Arrays.fill(seen, 0);
        }

        void add(long sinceMillis, long seenMillis) {
            sessions++;
            long quiet = Math.max(0, nowMillis - seenMillis);
            oldest = Math.max(oldest, nowMillis - sinceMillis);
            quietest = Math.max(quietest, quiet);
            liveliest = Math.min(liveliest, quiet);
            for (int i = 0; i < seen.length; i++) {
                if (quiet < WITHIN.get(i).toMillis()) {
                    seen[i]++;
                    return;
                }
            }
        }

        SessionSurvey done() {
            return new SessionSurvey(sessions, oldest, quietest, sessions == 0 ? 0 : liveliest, List.of(seen));
        }
    }
}
