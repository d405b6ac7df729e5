package io.tollgate.balance;

import io.tollgate.health.AgentReport;
import org.jspecify.annotations.Nullable;

/**
 * What a backend says of its load, smoothed, and what is left of its weight for it. Thread-safe and lock-free; of two
 * reports in the same moment one may be lost.
 */
final class ReportedLoad {
    /** Nothing is known. */
    static final double UNKNOWN = -1;

    private static final double SMOOTH_NANOS = 3e9;
    private static final long BETWEEN_NANOS = 50_000_000;
    private static final double CLOSE = 0.01;
    private static final long STALE_NANOS = 10_000_000_000L;
    /** Whoever claims more is not believed more. */
    private static final double MOST = 10;

    private volatile State state = new State(UNKNOWN, 0);
    private volatile double part = 1;
    private volatile AgentReport said = AgentReport.NOTHING;
    private volatile @Nullable String misheard;

    private record State(double utilization, long atNanos) {}

    /** Whether a report now would be worth its reading: of many in one moment one says enough. */
    boolean wants(long nowNanos) {
        State last = state;
        return last.utilization() < 0 || nowNanos - last.atNanos() >= BETWEEN_NANOS;
    }

    /**
     * Takes a report in.
     *
     * @param utilization 1 is fully busy; what is negative says nothing
     */
    void reported(double utilization, long nowNanos) {
        if (!(utilization >= 0)) {
            return;
        }
        double bounded = Math.min(MOST, utilization);
        State last = state;
        if (last.utilization() < 0 || stale(last, nowNanos)) {
            state = new State(bounded, nowNanos);
            return;
        }
        double kept = Math.exp(-Math.max(0, nowNanos - last.atNanos()) / SMOOTH_NANOS);
        state = new State(last.utilization() * kept + bounded * (1 - kept), nowNanos);
    }

    /** How busy it is by its own word; {@link #UNKNOWN} when it has said nothing for 10 s. */
    double utilization(long nowNanos) {
        State last = state;
        return last.utilization() < 0 || stale(last, nowNanos) ? UNKNOWN : last.utilization();
    }

    /** What is left of the weight, above 0 and up to 1. */
    double part() {
        return part;
    }

    void part(double left) {
        part = left;
    }

    /**
     * Goes half of the way to what an agent says of the weight; its other words hold at once. What it does not mention
     * stays.
     *
     * @param least what must be left of a weight that is not 0
     * @return whether anything has changed
     */
    boolean follow(AgentReport report, double least) {
        if (report.equals(AgentReport.NOTHING)) {
            return false;
        }
        AgentReport before = said;
        AgentReport holds = report.after(before);
        said = holds;
        double old = part;
        if (holds.percent() > 0) {
            double wanted = Math.min(1, Math.max(least, holds.percent() / 100.0));
            double next = old + (wanted - old) / 2;
            part = Math.abs(next - wanted) < CLOSE ? wanted : next;
        }
        return part != old || !holds.equals(before);
    }

    /** What holds of all that its agent has said. */
    AgentReport said() {
        return said;
    }

    /**
     * Takes note of whether its agent was understood.
     *
     * @param why not; null when it was
     * @return whether that has changed
     */
    boolean understood(@Nullable String why) {
        boolean changed = (why == null) != (misheard == null);
        misheard = why;
        return changed;
    }

    /** Why it is to take no new callers by its agent's word, or that this cannot be heard; else null. */
    @Nullable
    String trouble() {
        String why = misheard;
        if (why == null) {
            return said.refusal() == null ? null : restraint();
        }
        String holds = said.restraint();
        return holds.isEmpty() ? "its agent " + why : "its agent said " + holds + ", and now " + why;
    }

    /** All that its agent's words take from it; null when that is nothing. */
    @Nullable
    String restraint() {
        String holds = said.restraint();
        return holds.isEmpty() ? null : "its agent says " + holds;
    }

    void forget() {
        state = new State(UNKNOWN, 0);
        part = 1;
        said = AgentReport.NOTHING;
        misheard = null;
    }

    private static boolean stale(State last, long nowNanos) {
        return nowNanos - last.atNanos() > STALE_NANOS;
    }
}
