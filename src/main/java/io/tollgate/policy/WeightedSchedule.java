package io.tollgate.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One whole round of turns by weight, each candidate's turns spread evenly over it: nginx's smooth weighted
 * round-robin, worked out beforehand so that a pick is one look into an array. Immutable.
 *
 * <p>A round is as long as the sum of the weights after division by their greatest common divisor; a longer one than
 * {@value #MAX_LENGTH} is scaled down in proportion, each candidate keeping one turn at least.
 *
 * @see <a href="https://github.com/nginx/nginx/blob/master/src/http/ngx_http_upstream_round_robin.c">nginx:
 *     ngx_http_upstream_get_peer</a>
 */
final class WeightedSchedule {
    /** Turns of a round at most (one int each), unless there are more candidates than that. */
    static final int MAX_LENGTH = 65_536;

    private final int[] turns;
    private final int[] order;

    private WeightedSchedule(int[] turns) {
        this.turns = turns;
        this.order = unroll(turns);
    }

    /**
     * @param weights all positive; may be empty
     */
    static WeightedSchedule of(int[] weights) {
        return new WeightedSchedule(reduce(weights));
    }

    /** Turns of a round; 0 without candidates. */
    int length() {
        return order.length;
    }

    /** Whose turn it is: the candidate's index. Rounds repeat for ever. */
    int at(long turn) {
        return order[(int) (turn % order.length)];
    }

    /** How many turns of a round that candidate has; at least 1. */
    int turns(int candidate) {
        return turns[candidate];
    }

    boolean sameAs(WeightedSchedule other) {
        return Arrays.equals(turns, other.turns);
    }

    private static int[] reduce(int[] weights) {
        long total = 0;
        int divisor = 0;
        for (int weight : weights) {
            total += weight;
            divisor = gcd(divisor, weight);
        }
        int[] reduced = new int[weights.length];
        boolean fits = divisor == 0 || total / divisor <= MAX_LENGTH;
        // max(1, round(x)) is at most x + 1, so that leaving one turn to each keeps the sum within the bound.
        double scale = Math.max(0, MAX_LENGTH - weights.length) / (double) total;
        for (int i = 0; i < weights.length; i++) {
            reduced[i] = fits ? weights[i] / divisor : Math.max(1, (int) Math.round(weights[i] * scale));
        }
        return reduced;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static int[] unroll(int[] turns) {
        int[] order = new int[Arrays.stream(turns).sum()];
        List<Equals> groups = Equals.of(turns);
        for (int turn = 0; turn < order.length; turn++) {
            Equals best = groups.get(0);
            for (Equals group : groups) {
                group.current += group.weight;
                if (group.comesBefore(best)) {
                    best = group;
                }
            }
            order[turn] = best.take(order.length);
        }
        return order;
    }

    /**
     * The candidates of one weight. The algorithm, which gives the turn to the greatest current weight and then lowers
     * that by the total, serves equals in the order of their index; so a step needs to look at one of each weight
     * only, and a round's cost is its length times the different weights, not times the candidates.
     */
    private static final class Equals {
        private final int weight;
        private final List<Integer> members = new ArrayList<>();
        private int next;
        private long current;

        private Equals(int weight) {
            this.weight = weight;
        }

        static List<Equals> of(int[] weights) {
            Map<Integer, Equals> groups = new TreeMap<>();
            for (int i = 0; i < weights.length; i++) {
                groups.computeIfAbsent(weights[i], Equals::new).members.add(i);
            }
            return List.copyOf(groups.values());
        }

        boolean comesBefore(Equals other) {
            return current > other.current
                    || (current == other.current && members.get(next) < other.members.get(other.next));
        }

        int take(int total) {
            int taken = members.get(next);
            next++;
            if (next == members.size()) {
                next = 0;
                current -= total;
            }
            return taken;
        }
    }
}
