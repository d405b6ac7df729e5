package io.tollgate.policy;

import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Picks the lesser loaded of two. The first is whose turn it is in the smooth round-robin; the second is drawn by
 * weight from the others, and takes over when, with this request added, it would still be no more loaded than the
 * first is already. So a request is moved only where that levels the load, and of equally loaded ones each has its
 * turns by weight. When neither is usable all are looked at.
 *
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf">Mitzenmacher: The Power of Two Choices
 *     in Randomized Load Balancing</a>
 */
record LesserOfTwo<T extends Target>(
        WeightedCandidates<T> candidates,
        IntSupplier turns,
        WeightedDraw draw,
        IntUnaryOperator bounded,
        LongSupplier time,
        Load load)
        implements Picker<T> {

    /** How much a candidate has to do. */
    @FunctionalInterface
    interface Load {
        /**
         * A number that is comparable among the candidates of one picker; 0 for none, which is never passed over.
         *
         * @param weight the candidate's, from 1 up
         * @param added requests that it would serve besides those that it serves now
         * @param time of the pick
         */
        double of(Target candidate, int weight, int added, long time);
    }

    /**
     * @param candidates at least one
     * @param bounded gives a random number from 0 to below its argument; thread-safe
     * @param time asked once a pick, for that takes as long as all the rest
     */
    static <T extends Target> LesserOfTwo<T> of(
            WeightedCandidates<T> candidates,
            Rotation rotation,
            IntUnaryOperator bounded,
            LongSupplier time,
            Load load) {
        WeightedDraw draw = new WeightedDraw(candidates.schedule(), candidates.size());
        return new LesserOfTwo<>(candidates, rotation.over(candidates.schedule()), draw, bounded, time, load);
    }

    @Override
    public @Nullable T pick(PickContext context) {
        int first = turns.getAsInt();
        boolean firstUsable = candidates.usable(first, context);
        if (candidates.size() == 1) {
            return firstUsable ? candidates.get(first) : null;
        }
        long now = time.getAsLong();
        double already = firstUsable ? load(first, 0, now) : 0;
        if (firstUsable && already == 0) {
            return candidates.get(first);
        }
        int second = draw.otherThan(first, bounded);
        if (!candidates.usable(second, context)) {
            return firstUsable ? candidates.get(first) : leastLoaded(first, context, now);
        }
        return firstUsable && load(second, 1, now) > already ? candidates.get(first) : candidates.get(second);
    }

    /** Looks at all, since both of two were full or tried. Begins with the turn, so that ties go round too. */
    private @Nullable T leastLoaded(int turn, PickContext context, long now) {
        T best = null;
        double bestLoad = 0;
        for (int step = 0; step < candidates.size(); step++) {
            int index = (turn + step) % candidates.size();
            if (candidates.usable(index, context)) {
                double load = load(index, 1, now);
                if (best == null || load < bestLoad) {
                    best = candidates.get(index);
                    bestLoad = load;
                }
            }
        }
        return best;
    }

    private double load(int index, int added, long now) {
        return load.of(candidates.get(index), candidates.weight(index), added, now);
    }
}
