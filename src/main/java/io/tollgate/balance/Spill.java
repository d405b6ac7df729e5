package io.tollgate.balance;

import java.util.Arrays;
import java.util.List;
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

    /** Which part of all callers bears a group of that health, which is the part of its weight that is well; 0 to 1. */
    static double bears(double health) {
        return Math.min(1, health * OVERPROVISIONING);
    }

    /**
     * Divides all callers.
     *
     * @param bears which part of them each bears, the preferred one first
     * @return which part each gets; together 1, unless nobody bears anything
     */
    static double[] divide(double... bears) {
        double whole = Math.min(1, Arrays.stream(bears).sum());
        double[] shares = new double[bears.length];
        double before = 0;
        for (int i = 0; i < bears.length && whole > 0; i++) {
            double upTo = Math.min(1, before + bears[i] / whole);
            shares[i] = upTo - before;
            before = upTo;
        }
        return shares;
    }

    /** @param shares which part of the callers begins at each group; together 1 */
    static Spill of(List<Double> shares) {
        int[] upTo = new int[shares.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += shares.get(i);
            upTo[i] = i == upTo.length - 1 ? ALL : (int) Math.round(ALL * Math.min(1, sum));
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
