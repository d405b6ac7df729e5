package io.tollgate.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of a question to name servers. */
sealed interface Answer {

    /**
     * The places that there are.
     *
     * @param ttl how long that holds
     * @param missing why there may be more; null when these are all
     * @param untold the origins of which nobody could tell: what was known of them may be true still
     */
    record Found(List<Place> places, Duration ttl, @Nullable String missing, Set<String> untold) implements Answer {
        public Found {
            places = List.copyOf(places);
            untold = Set.copyOf(untold);
        }

        /** These are all. */
        Found(List<Place> places, Duration ttl) {
            this(places, ttl, null, Set.of());
        }
    }

    /**
     * There are none, by the word of who must know.
     *
     * @param why in which way
     * @param ttl how long that holds
     */
    record Nothing(String why, Duration ttl) implements Answer {}

    /** Nobody could tell. */
    record Failed(String why) implements Answer {}
}
