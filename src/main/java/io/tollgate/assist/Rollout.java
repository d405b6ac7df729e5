package io.tollgate.assist;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How far a rolling deployment is. Immutable.
 *
 * @param number counts the pool's rollouts from 1
 * @param author who began it
 * @param reason why, in the author's words; may be empty
 * @param startedMillis wall time
 * @param batch backends that are out at the same time
 * @param drainMillis how long callers have to leave a backend
 * @param errorShare of the pool when it began, 0 to 1
 * @param p95Millis of the pool when it began; 0 when there was no traffic
 * @param account why it is paused, or how it ended; empty while it runs
 * @param steps in the order of their turns
 * @param events what happened, oldest first, the latest {@value #KEPT_EVENTS}
 */
public record Rollout(
        int number,
        String pool,
        Action action,
        String author,
        String reason,
        long startedMillis,
        int batch,
        long drainMillis,
        double errorShare,
        double p95Millis,
        Phase phase,
        String account,
        List<Step> steps,
        List<Event> events) {
    /** How many events are kept. */
    public static final int KEPT_EVENTS = 200;

    /** What backends get. */
    public enum Action {
        DEPLOY,
        /** What they had before. */
        ROLLBACK;

        /** As hooks are told. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it goes on. */
    public enum Phase {
        RUNNING,
        /** Nothing new is begun until an operator says so. */
        PAUSED,
        FINISHED,
        ABORTED;

        /** As it stands in page and REST. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is neither finished nor aborted. */
        public boolean open() {
            return this == RUNNING || this == PAUSED;
        }
    }

    /**
     * One backend's turn.
     *
     * @param sinceMillis wall time since when it is in that stage
     * @param note what its hook said, or why it is left; may be empty
     */
    public record Step(String backend, Stage stage, long sinceMillis, String note) {
        Step to(Stage next, long nowMillis) {
            return to(next, nowMillis, note);
        }

        Step to(Stage next, long nowMillis, String said) {
            return new Step(backend, next, nowMillis, said);
        }
    }

    /** Something that happened, in words for operators. */
    public record Event(long atMillis, String text) {}

    public Rollout {
        steps = List.copyOf(steps);
        events = List.copyOf(events);
    }

    /** Backends in such a stage, in the order of their turns. */
    public List<String> backends(Predicate<Stage> stage) {
        return steps.stream()
                .filter(step -> stage.test(step.stage()))
                .map(Step::backend)
                .toList();
    }

    /** Changes with every step and phase, and is the same in every process. */
    public String version() {
        StringBuilder text = new StringBuilder(phase.label());
        steps.forEach(
                step -> text.append(step.backend()).append(step.stage().label()).append(step.sinceMillis()));
        return number + "-" + Integer.toHexString(text.toString().hashCode());
    }

    Rollout with(UnaryOperator<Step> change) {
        return with(phase, account, steps.stream().map(change).toList());
    }

    Rollout with(Phase next, String why, List<Step> turns) {
        return copy(action, errorShare, p95Millis, next, why, turns, events);
    }

    /** The same, begun with those figures: what has become of the pool is accepted. */
    Rollout accepting(double errors, double p95) {
        return copy(action, Math.max(errorShare, errors), Math.max(p95Millis, p95), phase, account, steps, events);
    }

    /** The way back, over those backends. */
    Rollout reversed(List<Step> turns) {
        Action other = action == Action.DEPLOY ? Action.ROLLBACK : Action.DEPLOY;
        return copy(other, errorShare, p95Millis, Phase.RUNNING, "", turns, events);
    }

    Rollout noting(long atMillis, String text) {
        List<Event> all = new ArrayList<>(events);
        all.add(new Event(atMillis, text));
        List<Event> latest = all.subList(Math.max(0, all.size() - KEPT_EVENTS), all.size());
        return copy(action, errorShare, p95Millis, phase, account, steps, latest);
    }

    /** With all that may become different; the rest is as it was ordered. */
    private Rollout copy(
            Action what, double errors, double p95, Phase next, String why, List<Step> turns, List<Event> happened) {
        return new Rollout(
                number,
                pool,
                what,
                author,
                reason,
                startedMillis,
                batch,
                drainMillis,
                errors,
                p95,
                next,
                why,
                turns,
                happened);
    }
}
