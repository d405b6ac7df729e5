package io.tollgate.discovery;

import io.tollgate.model.Address;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the answers to one question. What is told anew is believed at once; what takes much away must be
 * told again first, by an answer for which the one before has run out: that more than half of the places are missing, once,
 * and then those go that were missing both times; that there is nothing, {@value #LOOKS_AT_NOTHING} times in a row. Who
 * cannot tell takes nothing away, however often.
 *
 * <p>For one thread.
 */
final class Belief {
    /** Negative answers in a row before they are believed. */
    static final int LOOKS_AT_NOTHING = 3;

    /** However long one may wait between answers: a name server that is back must be noticed. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    /** What is said of those that no pool could take. */
    static final String TOO_MANY = "it tells more than " + PoolSpec.MAX_BACKENDS + " backends; the rest is left out";

    private static final double JITTER = 0.1;

    private Duration least;
    private Duration most;
    private final RandomGenerator random;
    private Map<Address, Place> places = Map.of();
    private boolean known;
    private boolean inherited;
    private boolean atStake;
    private Set<Address> doubted = Set.of();

    /** Until then, whoever tells again what takes much away may tell it from memory. */
    private Duration ripe = Duration.ZERO;

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

    /**
     * Goes on from what was believed of another place, before anything is told of this one: what is told takes its place
     * at once, but who tells that there is nothing must do so as often as ever.
     */
    void inherit(Collection<Place> before) {
        Map<Address, Place> all = new LinkedHashMap<>();
        before.forEach(place -> all.put(place.address(), place));
        places = all;
        known = !all.isEmpty();
        inherited = true;
        atStake = true;
    }

    /** Takes other bounds for the times between questions. */
    void pace(Duration newLeast, Duration newMost) {
        least = newLeast;
        most = newMost;
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

    /**
     * Takes in an answer, and says when to ask again.
     *
     * @param now of a clock that only goes on
     */
    Duration take(Answer answer, Duration now) {
        if (answer instanceof Answer.Found found) {
            return found(found, now);
        }
        if (answer instanceof Answer.Nothing nothing) {
            return nothing(nothing, now);
        }
        return failed(((Answer.Failed) answer).why());
    }

    private Duration found(Answer.Found found, Duration now) {
        Map<Address, Place> told = new LinkedHashMap<>();
        found.places().forEach(place -> told.putIfAbsent(place.address(), place));
        Set<Address> gone = new HashSet<>();
        places.forEach((address, place) -> {
            if (!told.containsKey(address) && !found.untold().contains(place.origin())) {
                gone.add(address);
            }
        });
        if (gone.size() * 2 > places.size() && !inherited) {
            gone.removeAll(doubt(gone, now, held(found.ttl())));
        } else {
            doubted = Set.of();
        }
        trouble = found.missing();
        for (Map.Entry<Address, Place> kept : places.entrySet()) {
            boolean stays = !gone.contains(kept.getKey()) && !told.containsKey(kept.getKey());
            if (stays && told.size() < PoolSpec.MAX_BACKENDS) {
                told.put(kept.getKey(), kept.getValue());
            } else if (stays) {
                trouble = TOO_MANY;
            }
        }
        places = told;
        known = true;
        inherited = false;
        negatives = 0;
        failures = 0;
        return spread(held(found.ttl()));
    }

    /** Of those that are missing, the ones that stay for the time being: all that were not missing the last time, too. */
    private Set<Address> doubt(Set<Address> gone, Duration now, Duration holds) {
        Set<Address> again = new HashSet<>(doubted);
        again.retainAll(gone);
        boolean anew = now.compareTo(ripe) >= 0;
        Set<Address> stay = new HashSet<>(gone);
        if (anew) {
            stay.removeAll(again);
        }
        if (anew || doubted.isEmpty()) {
            doubted = stay;
            ripe = now.plus(holds);
        } else {
            doubted = again;
        }
        return stay;
    }

    private Duration nothing(Answer.Nothing nothing, Duration now) {
        failures = 0;
        if (negatives == 0 || now.compareTo(ripe) >= 0) {
            negatives++;
            ripe = now.plus(held(nothing.ttl()));
        }
        boolean risky = known ? !places.isEmpty() : atStake;
        if (!risky || negatives >= LOOKS_AT_NOTHING) {
            places = Map.of();
            known = true;
            doubted = Set.of();
            trouble = nothing.why();
        } else {
            trouble = nothing.why() + ", which is believed when it is told " + LOOKS_AT_NOTHING + " times in a row";
        }
        return spread(held(nothing.ttl()));
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

    /** How long an answer is held to be true. */
    private Duration held(Duration ttl) {
        Duration bounded = ttl.compareTo(most) > 0 ? most : ttl;
        return bounded.compareTo(least) < 0 ? least : bounded;
    }

    /** Later only: what has not run out would be told from a cache. */
    private Duration spread(Duration pause) {
        return pause.plusNanos((long) (pause.toNanos() * JITTER * random.nextDouble()));
    }
}
