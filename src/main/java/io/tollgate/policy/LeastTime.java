package io.tollgate.policy;

import io.tollgate.time.Clock;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The one of two that will answer sooner, by weight: {@link LesserOfTwo} by the {@link AnswerTime} and the requests
 * that a backend serves for its part of the weight. The second takes over when
 *
 * <pre>time₂ × (1 + inFlight₂ × part₂ + max(1, part₂)) ≤ time₁ × (1 + inFlight₁ × part₁)</pre>
 *
 * <p>where {@code part} is the mean weight by the backend's own. So between backends at rest it must be twice as fast to
 * take over, and a light one by far more: noise does not undo the weights, by which the turns go. The plain
 * {@code time × (inFlight + 1) / weight} gives an idle pool's every request to the heaviest. The more the first has to
 * do for its weight, the less faster the second must be; among equally fast ones it is the rule of
 * {@link LeastRequest}, all but a constant.
 *
 * <p>A backend of which nothing is known yet is taken at its turn, and when it is drawn, with one request at a time; it
 * counts as slow until the first answer. What is known fades while a backend has nothing to do, so one that was slow is
 * tried again, and comes back at once if it has recovered.
 *
 * <p>Thread-safe and lock-free; a pick allocates nothing.
 *
 * @see <a
 *     href="https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/PeakEwma.scala">
 *     Finagle: PeakEwma</a>
 */
final class LeastTime implements Policy {
    private final Rotation rotation;
    private final IntUnaryOperator bounded;
    private final Clock clock;

    LeastTime(Means means) {
        this.rotation = new Rotation(means.random());
        this.bounded = means.bounded();
        this.clock = means.clock();
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        WeightedCandidates<T> weighted = WeightedCandidates.of(candidates);
        if (weighted.size() == 0) {
            return context -> null;
        }
        double mean = weighted.totalWeight() / (double) weighted.size();
        return LesserOfTwo.of(weighted, rotation, bounded, clock::nanos, (target, weight, added, now) -> {
            int serving = target.inFlight();
            double time = target.answerTime().nanos(now);
            if (time == 0 && serving > 0) {
                time = AnswerTime.PENALTY_NANOS;
            }
            double part = mean / weight;
            return time * (1 + serving * part + added * Math.max(1, part));
        });
    }
}
