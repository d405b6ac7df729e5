package io.tollgate.boot.jar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Visits by session, in memory alone, as many an application keeps them: who lands on another backend starts from
 * one. The least recently seen are forgotten beyond a bound. Thread-safe.
 */
final class DemoSessions {
    private static final int MAX = 10_000;

    private final Map<String, Integer> visits = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX;
        }
    };

    /**
     * One visit.
     *
     * @param id the session's id
     * @param number which visit of the session this is, from 1
     */
    record Visit(String id, int number) {}

    /** Counts a visit of that session, or of a new one when the id is null or not known here. */
    synchronized Visit visit(@Nullable String id) {
        String known =
                id != null && visits.containsKey(id) ? id : UUID.randomUUID().toString();
        return new Visit(known, visits.merge(known, 1, Integer::sum));
    }
}
