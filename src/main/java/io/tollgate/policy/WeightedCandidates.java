package io.tollgate.policy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The candidates that may be picked at all, with the weights that they had when the picker was made. Immutable, but
 * for what the candidates themselves say of their load.
 */
final class WeightedCandidates<T extends Target> {
    private static final int HUNDRED = 100;

    private final List<T> candidates;
    private final int[] weights;
    private final WeightedSchedule schedule;

    private WeightedCandidates(List<T> candidates, int[] weights) {
        this.candidates = candidates;
        this.weights = weights;
        this.schedule = WeightedSchedule.of(weights);
    }

    /** Leaves out those of weight 0. Reads each weight once, since it may change meanwhile. */
    static <T extends Target> WeightedCandidates<T> of(List<T> candidates) {
        double[] exact =
                candidates.stream().mapToDouble(Target::effectiveWeight).toArray();
        int unit = DoubleStream.of(exact).allMatch(weight -> weight == Math.rint(weight)) ? 1 : HUNDRED;
        int[] weights = DoubleStream.of(exact)
                .mapToInt(weight -> (int) Math.round(weight * unit))
                .toArray();
        int[] positive =
                IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
        return new WeightedCandidates<>(
                Arrays.stream(positive).<T>mapToObj(candidates::get).toList(),
                Arrays.stream(positive).map(i -> weights[i]).toArray());
    }

    WeightedSchedule schedule() {
        return schedule;
    }

    int size() {
        return weights.length;
    }

    T get(int index) {
        return candidates.get(index);
    }

    int totalWeight() {
        return Arrays.stream(weights).sum();
    }

    /** From 1 up; a hundred times what it is where not all are whole. */
    int weight(int index) {
        return weights[index];
    }

    boolean usable(int index, PickContext context) {
        T candidate = candidates.get(index);
        return candidate.hasRoom() && !context.tried(candidate);
    }
}
