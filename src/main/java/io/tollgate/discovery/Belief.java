package io.tollgate.discovery;

import io.tollgate.model.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the answers to one question. What is told anew is believed at once; what takes much away must be
 * told again first, by an answer for which the one before has run out: more than half of the places, once; all of them, by
 * a negative answer, {@value #LOOKS_AT_NOTHING} times in a row. Who cannot tell takes nothing away, however often.
 *
 * <p>For one thread.
 */
final class Belief {
    /** Negative answers in a row before they are believed. */
    static final int LOOKS_AT_NOTHING = 3;

    /** However long one may wait between answers: a name server that is back must be noticed. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private static final double JITTER = 0.1;

    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Map<Address, Place> places = Map.of();
    private boolean known;
    private boolean doubting;
    private int negatives;
    private int failures;
    private @Nullable String trouble;

    /**
     * @param least the least time from one question to the next
     * @param most the longest
     * @param random for the spread of many Tollgates that ask the same
     */
    Belief(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
    }

    /** Whether anything was ever told, be it that there is nothing. */
    boolean known() {
        return known;
    }

    Collection<Place> places() {
        return places.values();
    }

    /** Why what is believed is not what was told last, or what is told is nothing; null when all is well. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Whether there is trouble though something is there to be lost, or because nobody could tell. */
    boolean pressing() {
        return trouble != null && (failures > 0 || !places.isEmpty());
    }

    /** Takes in an answer, and says when to ask again. */
    Duration take(Answer answer) {
        if (answer instanceof Answer.Found found) {
            return found(found);
        }
        if (answer instanceof Answer.Nothing nothing) {
            return nothing(nothing);
        }
        return failed(((Answer.Failed) answer).why());
    }

    private Duration found(Answer.Found found) {
        negatives = 0;
        Map<Address, Place> told = new LinkedHashMap<>();
        found.places().forEach(place -> told.putIfAbsent(place.address(), place));
        boolean whole = found.missing() == null;
        boolean many = lost(told) * 2 > places.size();
        if (!whole || (many && !doubting)) {
            places.forEach(told::putIfAbsent);
        }
        doubting = whole && many && !doubting;
        places = told;
        known = true;
        if (!whole) {
            return failed(String.valueOf(found.missing()));
        }
        failures = 0;
        trouble = null;
        return bounded(found.ttl());
    }

    private long lost(Map<Address, Place> told) {
        return places.keySet().stream()
                .filter(address -> !told.containsKey(address))
                .count();
    }

    private Duration nothing(Answer.Nothing nothing) {
        failures = 0;
        negatives++;
        if (!known || places.isEmpty() || negatives >= LOOKS_AT_NOTHING) {
            places = Map.of();
            doubting = false;
            trouble = nothing.why();
        } else {
            trouble = nothing.why() + ", which is believed when it is told " + LOOKS_AT_NOTHING + " times in a row";
        }
        known = true;
        return bounded(nothing.ttl());
    }

    private Duration failed(String why) {
        trouble = why;
        Duration longest = most.compareTo(LONGEST_BACKOFF) < 0 ? most : LONGEST_BACKOFF;
        Duration pause = least;
        for (int i = 0; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        failures++;
        return spread(pause.compareTo(longest) < 0 || least.compareTo(longest) > 0 ? pause : longest);
    }

    private Duration bounded(Duration ttl) {
        Duration pause = ttl.compareTo(most) > 0 ? most : ttl;
        return spread(pause.compareTo(least) < 0 ? least : pause);
    }

    /** Later only: what has not run out would be told from a cache. */
    private Duration spread(Duration pause) {
        return pause.plusNanos((long) (pause.toNanos() * JITTER * random.nextDouble()));
    }
}
