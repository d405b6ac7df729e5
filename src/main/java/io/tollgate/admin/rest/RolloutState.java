package io.tollgate.admin.rest;

import io.tollgate.assist.Rollout;
import io.tollgate.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far a rolling deployment is.
 *
 * @param action {@code deploy} or {@code rollback}
 * @param phase {@code running}, {@code paused}, {@code finished} or {@code aborted}
 * @param account why it is paused, or how it ended; empty while it runs
 * @param startedAt ISO 8601
 * @param drain how long callers have to leave a backend, such as {@code 30m}
 * @param errorShare of the pool's requests when it began, 0 to 1
 * @param p95Millis of the pool when it began
 */
record RolloutState(
        int number,
        String pool,
        String action,
        String phase,
        String account,
        String author,
        String reason,
        String startedAt,
        int batch,
        String drain,
        double errorShare,
        double p95Millis,
        List<Turn> backends,
        List<Happening> events) {

    /**
     * One backend's turn.
     *
     * @param since ISO 8601
     */
    record Turn(String id, String stage, String since, String note) {}

    /**
     * Something that happened.
     *
     * @param at ISO 8601
     */
    record Happening(String at, String text) {}

    static RolloutState of(Rollout rollout) {
        return new RolloutState(
                rollout.number(),
                rollout.pool(),
                rollout.action().label(),
                rollout.phase().label(),
                rollout.account(),
                rollout.author(),
                rollout.reason(),
                at(rollout.startedMillis()),
                rollout.batch(),
                Durations.format(Duration.ofMillis(rollout.drainMillis())),
                rollout.errorShare(),
                rollout.p95Millis(),
                rollout.steps().stream()
                        .map(step ->
                                new Turn(step.backend(), step.stage().label(), at(step.sinceMillis()), step.note()))
                        .toList(),
                rollout.events().stream()
                        .map(event -> new Happening(at(event.atMillis()), event.text()))
                        .toList());
    }

    private static String at(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
