package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedScheduleTest {

    @Test
    void interleavesAsNginxDocumentsIt() {
        assertArrayEquals(new int[] {0, 0, 1, 0, 2, 0, 0}, round(WeightedSchedule.of(new int[] {5, 1, 1})));
    }

    @Test
    void dividesByTheGreatestCommonDivisor() {
        assertArrayEquals(new int[] {0, 1, 0}, round(WeightedSchedule.of(new int[] {200, 100})));
        assertArrayEquals(new int[] {0, 1, 2}, round(WeightedSchedule.of(new int[] {100, 100, 100})));
    }

    @Test
    void nobodyHasNoTurns() {
        assertEquals(0, WeightedSchedule.of(new int[0]).length());
    }

    @Test
    void repeatsForEver() {
        WeightedSchedule schedule = WeightedSchedule.of(new int[] {2, 1});
        for (long turn = Integer.MAX_VALUE; turn < Integer.MAX_VALUE + 9L; turn++) {
            assertEquals(schedule.at(turn % 3), schedule.at(turn));
        }
    }

    /** 200 random pools of 1 to 12 backends against the algorithm written the plain way; half share few weights. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isNginxsAlgorithmForAnyWeights(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            int bound = run % 2 == 0 ? 4 : 1000;
            int[] weights = random.ints(random.nextInt(1, 13), 1, bound + 1).toArray();
            int divisor = Arrays.stream(weights).reduce(0, WeightedScheduleTest::gcd);
            int[] reduced = Arrays.stream(weights).map(w -> w / divisor).toArray();
            assertArrayEquals(plainSmooth(reduced), round(WeightedSchedule.of(weights)), Arrays.toString(weights));
        }
    }

    /** In any stretch of a round nobody is further than one turn per rival from its share: no bursts. */
    @Test
    void spreadsTurnsEvenly() {
        int[] weights = new SplittableRandom(3).ints(10, 1, 1001).toArray();
        double total = Arrays.stream(weights).sum();
        WeightedSchedule schedule = WeightedSchedule.of(weights);
        int[] taken = new int[weights.length];
        for (int turn = 0; turn < schedule.length(); turn++) {
            taken[schedule.at(turn)]++;
            for (int i = 0; i < weights.length; i++) {
                double due = (turn + 1) * weights[i] / total;
                assertTrue(Math.abs(taken[i] - due) < 2, i + " had " + taken[i] + " of " + due);
            }
        }
    }

    @Test
    void scalesALongRoundDownInProportion() {
        int[] weights = IntStream.rangeClosed(1, 1000).toArray();
        WeightedSchedule schedule = WeightedSchedule.of(weights);

        assertTrue(schedule.length() <= WeightedSchedule.MAX_LENGTH, "length " + schedule.length());
        double scale = (double) schedule.length() / Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            assertEquals(weights[i] * scale, schedule.turns(i), 1.5, "weight " + weights[i]);
        }
        assertArrayEquals(counts(schedule, weights.length), turns(schedule, weights.length));
    }

    @Test
    void leavesTheLightestATurnBesideGiants() {
        WeightedSchedule schedule =
                WeightedSchedule.of(new int[] {Integer.MAX_VALUE, 1, Integer.MAX_VALUE, Integer.MAX_VALUE - 1});
        assertTrue(schedule.length() <= WeightedSchedule.MAX_LENGTH);
        assertEquals(1, schedule.turns(1));
        assertEquals(schedule.turns(0), schedule.turns(2));
    }

    @Test
    void givesEachOneTurnWhenThereAreMoreThanTheBound() {
        int[] weights = IntStream.range(0, 70_000).map(i -> i % 1000 + 1).toArray();
        WeightedSchedule schedule = WeightedSchedule.of(weights);
        assertEquals(weights.length, schedule.length());
        assertEquals(1, Arrays.stream(counts(schedule, weights.length)).max().orElseThrow());
    }

    @Test
    void isTheSameForTheSameProportions() {
        WeightedSchedule schedule = WeightedSchedule.of(new int[] {2, 1});
        assertTrue(schedule.sameAs(WeightedSchedule.of(new int[] {100, 50})));
        assertFalse(schedule.sameAs(WeightedSchedule.of(new int[] {1, 2})));
        assertFalse(schedule.sameAs(WeightedSchedule.of(new int[] {2, 1, 1})));
    }

    private static int[] plainSmooth(int[] weights) {
        int total = Arrays.stream(weights).sum();
        int[] current = new int[weights.length];
        int[] order = new int[total];
        for (int turn = 0; turn < total; turn++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                current[i] += weights[i];
                best = current[i] > current[best] ? i : best;
            }
            current[best] -= total;
            order[turn] = best;
        }
        return order;
    }

    private static int[] round(WeightedSchedule schedule) {
        return IntStream.range(0, schedule.length()).map(schedule::at).toArray();
    }

    private static int[] turns(WeightedSchedule schedule, int candidates) {
        return IntStream.range(0, candidates).map(schedule::turns).toArray();
    }

    private static int[] counts(WeightedSchedule schedule, int candidates) {
        int[] counts = new int[candidates];
        for (int index : round(schedule)) {
            counts[index]++;
        }
        return counts;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
