package io.tollgate.policy;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Draws candidates by weight, in a time that grows with the logarithm of their number. Immutable. */
final class WeightedDraw {
    /** The turns of a round that the candidates up to and with this one have. */
    private final int[] upTo;

    WeightedDraw(WeightedSchedule schedule, int candidates) {
        upTo = new int[candidates];
        for (int i = 0, sum = 0; i < candidates; i++) {
            sum += schedule.turns(i);
            upTo[i] = sum;
        }
    }

    /**
     * Draws any candidate.
     *
     * @param bounded gives a random number from 0 to below its argument
     */
    int any(IntUnaryOperator bounded) {
        return holder(bounded.applyAsInt(upTo[upTo.length - 1]));
    }

    /**
     * Draws any candidate but that one.
     *
     * @param one of two or more
     * @param bounded gives a random number from 0 to below its argument
     */
    int otherThan(int one, IntUnaryOperator bounded) {
        int before = one == 0 ? 0 : upTo[one - 1];
        int own = upTo[one] - before;
        int point = bounded.applyAsInt(upTo[upTo.length - 1] - own);
        if (point >= before) {
            point += own;
        }
        return holder(point);
    }

    /** Whose turn that one of the round is. */
    private int holder(int point) {
        int found = Arrays.binarySearch(upTo, point);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
