package io.tollgate.policy;

import static io.tollgate.policy.FakeTarget.equal;
import static io.tollgate.policy.FakeTarget.ofWeights;
import static io.tollgate.policy.FakeTarget.picks;
import static io.tollgate.policy.Picks.deviation;
import static io.tollgate.policy.Picks.take;
import static io.tollgate.policy.Picks.tried;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest {
    private final RoundRobin policy = new RoundRobin(new SplittableRandom(7));

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1000})
    void equalsShareExactly(int backends) {
        List<FakeTarget> targets = equal(backends);
        take(policy.picker(targets), 7 * backends);
        int[] expected = new int[backends];
        Arrays.fill(expected, 7);
        assertArrayEquals(expected, picks(targets));
    }

    @Test
    void everyRoundOfPicksFollowsTheWeightsExactly() {
        List<FakeTarget> targets = ofWeights(1, 10, 100, 1000);
        Picker<FakeTarget> picker = policy.picker(targets);
        take(picker, 1111);
        assertArrayEquals(new int[] {1, 10, 100, 1000}, picks(targets));
        take(picker, 1111);
        assertArrayEquals(new int[] {2, 20, 200, 2000}, picks(targets));
    }

    @Test
    void weightZeroIsNeverPicked() {
        List<FakeTarget> targets = ofWeights(0, 50, 0, 100);
        take(policy.picker(targets), 300);
        assertArrayEquals(new int[] {0, 100, 0, 200}, picks(targets));
    }

    @Test
    void withNobodyToPickThereIsNull() {
        assertNull(policy.picker(List.<FakeTarget>of()).pick(PickContext.ANY));
        assertNull(policy.picker(ofWeights(0, 0)).pick(PickContext.ANY));
        FakeTarget only = new FakeTarget("only", 1);
        assertNull(policy.picker(List.of(only)).pick(tried(only)));
        assertNull(policy.picker(List.of(only.full())).pick(PickContext.ANY));
    }

    @Test
    void turnsOfAFullOneSpreadOverAllOthers() {
        List<FakeTarget> targets = equal(4);
        targets.get(1).full();
        take(policy.picker(targets), 3000);
        assertArrayEquals(new int[] {1000, 0, 1000, 1000}, picks(targets));
    }

    @Test
    void triedOnesAreLeftToOthers() {
        List<FakeTarget> targets = equal(3);
        take(policy.picker(targets), 100, tried(targets.get(0), targets.get(2)));
        assertArrayEquals(new int[] {0, 100, 0}, picks(targets));
    }

    @Test
    void aLightOneIsFoundBehindManyTurnsOfHeavyFullOnes() {
        List<FakeTarget> targets = ofWeights(1000, 1, 1000);
        targets.get(0).full();
        targets.get(2).full();
        assertSame(targets.get(1), policy.picker(targets).pick(PickContext.ANY));
    }

    @Test
    void beginsAnywhere() {
        int[] firsts = new int[3];
        for (int seed = 0; seed < 300; seed++) {
            List<FakeTarget> targets = equal(3);
            take(new RoundRobin(new SplittableRandom(seed)).picker(targets), 1);
            firsts[targets.stream().map(FakeTarget::picks).toList().indexOf(1)]++;
        }
        // 300 draws of probability 1/3: 100 on average, standard deviation 8; 35 is more than four of them.
        for (int first : firsts) {
            assertEquals(100, first, 35, Arrays.toString(firsts));
        }
    }

    @Test
    void aPickerMadeAnewOverTheSameContinues() {
        List<FakeTarget> targets = ofWeights(300, 200, 100);
        for (int rebuild = 0; rebuild < 600; rebuild++) {
            take(policy.picker(targets), 1);
        }
        assertArrayEquals(new int[] {300, 200, 100}, picks(targets));
    }

    /**
     * b2 comes and goes after every {@code picks} requests, so b0 and b1 are due half of one phase and a third of the
     * other, 5/12, and b2 1/6. N = 6000 flaps; at one pick a flap each count is a sum of independent draws with a
     * standard deviation below 0.7 % of N, so 3 % is four of them; longer stretches vary less.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aFlapDoesNotFavourTheFirst(int picks) {
        List<FakeTarget> all = equal(3);
        List<FakeTarget> without = all.subList(0, 2);
        int flaps = 6000;
        for (int flap = 0; flap < flaps; flap++) {
            take(policy.picker(flap % 2 == 0 ? all : without), picks);
        }
        double total = (double) flaps * picks;
        assertEquals(5 / 12.0, all.get(0).picks() / total, 0.03);
        assertEquals(5 / 12.0, all.get(1).picks() / total, 0.03);
        assertEquals(1 / 6.0, all.get(2).picks() / total, 0.03);
    }

    @Test
    void pickersInUseTogetherShareOneCursor() {
        List<FakeTarget> targets = equal(4);
        Picker<FakeTarget> old = policy.picker(targets);
        Picker<FakeTarget> current = policy.picker(targets);
        for (int i = 0; i < 100; i++) {
            take(old, 1);
            take(current, 1);
        }
        assertArrayEquals(new int[] {50, 50, 50, 50}, picks(targets));
    }

    @Test
    void aBoundedRoundStillFollowsTheWeights() {
        List<FakeTarget> targets =
                ofWeights(new SplittableRandom(5).ints(100, 900, 1001).toArray());
        Picker<FakeTarget> picker = policy.picker(targets);
        int round = WeightedCandidates.of(targets).schedule().length();
        assertTrue(round <= WeightedSchedule.MAX_LENGTH);
        take(picker, round);
        // About 655 turns each, rounded to a whole one: off by 0.5 in 600 and by the share left for the lightest.
        assertTrue(deviation(targets) < 0.002, "off by " + deviation(targets));
    }

    @Test
    void fourThreadsWithPickersMadeAnewShareExactly() throws Exception {
        List<FakeTarget> targets = ofWeights(500, 300, 200);
        AtomicIntegerArray counts = new AtomicIntegerArray(3);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                done.add(threads.submit(() -> {
                    Picker<FakeTarget> picker = policy.picker(targets);
                    for (int i = 0; i < 100_000; i++) {
                        if (i % 1000 == 0) {
                            picker = policy.picker(targets);
                        }
                        FakeTarget picked = picker.pick(PickContext.ANY);
                        assertNotNull(picked);
                        counts.incrementAndGet(targets.indexOf(picked));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertArrayEquals(
                new int[] {200_000, 120_000, 80_000},
                IntStream.range(0, 3).map(counts::get).toArray());
    }
}
