package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import java.time.Duration;

/** What befalls the servers. What is wrong is wrong with the first of the list; one that joins is the last. */
enum Scenario {
    EQUAL("Equal servers", "", ""),
    SLOW("One ten times slower", "the slow one", "The first takes ten times as long for everything."),
    FAILS(
            "One fails fast and is not ejected",
            "the failing one",
            "The first answers everything with a 500 after 1 ms. Tollgate's ejection is switched off, to show what the"
                    + " policies do by themselves; the models of the peers check nothing, as they do not unless told to."),
    FAILS_500(
            "One fails fast with 500",
            "the failing one",
            "The same with ejection as it is unless set otherwise: when half of 50 requests in 10 s fail. An idle pool of"
                    + " few backends has not as many."),
    FAILS_503("One fails fast with 503", "the failing one", "The same with 503: five in a row are enough."),
    PAUSES(
            "One pauses",
            "the pausing one",
            "The first stands still for 2 s every 30 s, as in a long garbage collection, for the first time after 2 s."),
    WEIGHTS(
            "Mixed weights",
            "the first light one",
            "Weights 200, 100, 50 in turn, and as many workers: 4, 2, 1. A light one is one of 50."),
    JOINS(
            "A cold joiner",
            "the joiner",
            "The last joins at 1 s and every 20 s from then on, and leaves after 15 s. It begins ten times slower and is"
                    + " warm after 5 s. `slowStart` is 5s; HAProxy's `slowstart` likewise; nginx has none in the open"
                    + " version. What is shown are the requests of the 5 s after each joining.");

    /** How long one that joins is cold, and is spared. */
    static final Duration COLD = Duration.ofSeconds(5);

    static final Duration JOINS_AT = Duration.ofSeconds(1);
    static final Duration LEAVES_AFTER = Duration.ofSeconds(15);
    static final Duration JOINS_EVERY = Duration.ofSeconds(20);

    private static final Duration FAILS_AFTER = Duration.ofMillis(1);
    private static final int TIMES_SLOWER = 10;
    private static final int WEIGHT_PER_WORKER = 50;
    private static final int[] MIXED = {200, 100, 50};

    private final String title;
    private final String watched;
    private final String story;

    Scenario(String title, String watched, String story) {
        this.title = title;
        this.watched = watched;
        this.story = story;
    }

    String title() {
        return title;
    }

    String story() {
        return story;
    }

    /** Whose share is shown; empty for nobody's. */
    String watched() {
        return watched;
    }

    int weight(int backend) {
        return this == WEIGHTS ? MIXED[backend % MIXED.length] : 100;
    }

    static int workers(int weight) {
        return weight / WEIGHT_PER_WORKER;
    }

    boolean joins() {
        return this == JOINS;
    }

    boolean ejects() {
        return this != FAILS;
    }

    /** The place of the one whose share is shown; -1 for nobody. */
    int watched(int backends) {
        return switch (this) {
            case EQUAL -> -1;
            case SLOW, FAILS, FAILS_500, FAILS_503, PAUSES -> 0;
            case WEIGHTS -> MIXED.length - 1;
            case JOINS -> backends - 1;
        };
    }

    /**
     * How a backend behaves.
     *
     * @param begin when the run begins
     */
    Behaviour behaviour(int backend, int backends, long begin) {
        if (backend != watched(backends)) {
            return Behaviour.WELL;
        }
        return switch (this) {
            case EQUAL, WEIGHTS -> Behaviour.WELL;
            case SLOW -> Behaviour.slower(TIMES_SLOWER);
            case FAILS, FAILS_500, FAILS_503 -> Behaviour.atOnce(FAILS_AFTER);
            case PAUSES ->
                Behaviour.pausing(
                        begin + Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(30), Duration.ofSeconds(2));
            case JOINS -> Behaviour.warming(begin + JOINS_AT.toNanos(), JOINS_EVERY, COLD, TIMES_SLOWER);
        };
    }

    /** How the answers of the one that is watched end; all others succeed. */
    Outcome outcome() {
        return switch (this) {
            case FAILS, FAILS_500 -> Outcome.SERVER_ERROR;
            case FAILS_503 -> Outcome.GATEWAY_ERROR;
            case EQUAL, SLOW, PAUSES, WEIGHTS, JOINS -> Outcome.SUCCESS;
        };
    }

    /** Whether a request of that moment is shown. */
    boolean shows(long sinceBegin) {
        long sinceJoined = Math.floorMod(sinceBegin - JOINS_AT.toNanos(), JOINS_EVERY.toNanos());
        return !joins() || (sinceBegin >= JOINS_AT.toNanos() && sinceJoined < COLD.toNanos());
    }
}
