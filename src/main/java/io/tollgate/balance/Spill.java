package io.tollgate.balance;

import java.util.function.IntUnaryOperator;

/**
 * How new callers are divided over groups of backends of which the earlier is preferred. A group bears its part for as
 * long as it is well enough, with some strength in reserve; what it cannot bear spills over to the next. Where all
 * together are too weak, each gets its part of what there is. Immutable.
 *
 * @see <a href="https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/priority">Envoy:
 *     priority levels</a>
 */
final class Spill {
    /** All callers, in what shares are counted by. */
    static final int ALL = 1_000;

    /** A group that is 5/7 well still bears everything. */
    private static final double OVERPROVISIONING = 1.4;

    private final int[] upTo;

    private Spill(int[] upTo) {
        this.upTo = upTo;
    }

    /**
     * @param health of each group, the preferred one first: which part of its weight is well, from 0 to 1
     */
    static Spill over(double... health) {
        double[] bears = new double[health.length];
        double together = 0;
        for (int i = 0; i < health.length; i++) {
            bears[i] = Math.min(1, health[i] * OVERPROVISIONING);
            together += bears[i];
        }
        double whole = Math.min(1, together);
        int[] upTo = new int[health.length];
        double sum = 0;
        for (int i = 0; i < health.length; i++) {
            sum += bears[i];
            upTo[i] = whole == 0 ? ALL : (int) Math.round(ALL * Math.min(1, sum / whole));
        }
        return new Spill(upTo);
    }

    /** Which part of the callers begins at that group, 0 to 1. */
    double share(int group) {
        return (upTo[group] - (group == 0 ? 0 : upTo[group - 1])) / (double) ALL;
    }

    /** Where a caller without a key begins. */
    int draw(IntUnaryOperator bounded) {
        return upTo[0] == ALL ? 0 : groupAt(bounded.applyAsInt(ALL));
    }

    /** Where callers of that key begin: the same group while shares stay, and no further from it than they move. */
    int of(long keyHash) {
        // The upper half, for policies look at the lower.
        return upTo[0] == ALL ? 0 : groupAt((int) (((keyHash >>> 32) * ALL) >>> 32));
    }

    private int groupAt(int point) {
        int group = 0;
        while (upTo[group] <= point) {
            group++;
        }
        return group;
    }
}
