package io.tollgate.health;

import io.tollgate.model.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a backend's probe results into up and down. The first result counts at once; after that {@code rise} good
 * results in a row bring it up and {@code fall} bad ones take it down. Pure: it reads no clock and starts nothing.
 * Thread-safe; readers never wait.
 */
public final class HealthTracker {
    /** How many results are kept for the operator to look at. */
    public static final int KEPT_RESULTS = 10;

    private final int rise;
    private final int fall;
    private volatile State state;

    /**
     * @param against results in a row that contradict the health; 0 when the last one agreed
     * @param lastBad the latest bad result's detail; null before one
     */
    private record State(
            Health health,
            int against,
            int badInRow,
            @Nullable String lastBad,
            List<ProbeResult> recent) {}

    /** A tracker by that probe's {@code rise} and {@code fall}; what it says is unknown until the first result. */
    public HealthTracker(ProbeSpec spec) {
        this(spec, new State(Health.UNKNOWN, 0, 0, null, List.of()));
    }

    private HealthTracker(ProbeSpec spec, State state) {
        this(spec.rise(), spec.fall(), state);
    }

    private HealthTracker(int rise, int fall, State state) {
        this.rise = rise;
        this.fall = fall;
        this.state = state;
    }

    /** One that each result convinces, so that it is never in doubt. */
    static HealthTracker believingAll() {
        return new HealthTracker(1, 1, new State(Health.UNKNOWN, 0, 0, null, List.of()));
    }

    /**
     * A tracker for another way to probe the same backend: it says what this one says until its own first result, so
     * that one known to be down takes no callers meanwhile. With no probe at all there is nothing to say.
     */
    public HealthTracker under(ProbeSpec spec) {
        State now = state;
        return spec.type() == ProbeSpec.Type.NONE
                ? new HealthTracker(spec)
                : new HealthTracker(spec, new State(now.health(), 0, now.badInRow(), now.lastBad(), List.of()));
    }

    /**
     * Takes in what a probe found.
     *
     * @return whether {@link #health()} has changed
     */
    public synchronized boolean add(ProbeResult result) {
        State old = state;
        Health says = result.good() ? Health.UP : Health.DOWN;
        int against = says == old.health() ? 0 : old.against() + 1;
        boolean first = old.recent().isEmpty();
        boolean agreed = first || against == 0 || against >= (result.good() ? rise : fall);
        Health health = agreed ? says : old.health();
        state = new State(
                health,
                agreed ? 0 : against,
                result.good() ? 0 : increment(old.badInRow()),
                result.good() ? old.lastBad() : result.detail(),
                withNewest(old.recent(), result));
        return health != old.health();
    }

    /** What the probes say so far. */
    public Health health() {
        return state.health();
    }

    /**
     * The latest results contradict the health, but too few yet to change it: then {@link HealthMonitor} asks twice as
     * often, so that the truth is known in about half the time.
     */
    public boolean inDoubt() {
        return state.against() > 0;
    }

    /** The latest results, newest first, at most {@value #KEPT_RESULTS}. Immutable. */
    public List<ProbeResult> recent() {
        return state.recent();
    }

    /** Why it is down, such as {@code 3 probes in a row failed: no answer within 2s}; null when it is not. */
    public @Nullable String trouble() {
        State now = state;
        if (now.health() != Health.DOWN) {
            return null;
        }
        if (now.against() > 0) {
            return now.against() + " of " + rise + " good probes seen after: " + now.lastBad();
        }
        return (now.badInRow() == 1 ? "the last probe" : now.badInRow() + " probes in a row") + " failed: "
                + now.lastBad();
    }

    private static int increment(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }

    private static List<ProbeResult> withNewest(List<ProbeResult> known, ProbeResult result) {
        List<ProbeResult> list = new ArrayList<>(KEPT_RESULTS);
        list.add(result);
        list.addAll(known.subList(0, Math.min(known.size(), KEPT_RESULTS - 1)));
        return List.copyOf(list);
    }
}
