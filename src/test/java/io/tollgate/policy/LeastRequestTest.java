package io.tollgate.policy;

import static io.tollgate.policy.FakeTarget.equal;
import static io.tollgate.policy.FakeTarget.ofWeights;
import static io.tollgate.policy.FakeTarget.picks;
import static io.tollgate.policy.Picks.take;
import static io.tollgate.policy.Picks.tried;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeastRequestTest {
    private final SplittableRandom random = new SplittableRandom(11);
    private final LeastRequest policy = new LeastRequest(new Means(random, random::nextInt, new FakeTime(), () -> 0));

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1000})
    void anIdlePoolOfEqualsSharesExactly(int backends) {
        List<FakeTarget> targets = equal(backends);
        take(policy.picker(targets), 5 * backends);
        for (FakeTarget target : targets) {
            assertEquals(5, target.picks(), target.id());
        }
    }

    @Test
    void aHeavyBackendDoesNotTakeEverythingWhenIdle() {
        List<FakeTarget> targets = ofWeights(1000, 1, 100);
        take(policy.picker(targets), 1101);
        assertArrayEquals(new int[] {1000, 1, 100}, picks(targets));
    }

    @Test
    void aLightBackendGetsItsTurnAtTheStart() {
        List<FakeTarget> targets = ofWeights(3, 1);
        take(policy.picker(targets), 4);
        assertArrayEquals(new int[] {3, 1}, picks(targets));
    }

    @Test
    void aLightBackendGetsItsTurnWhileTheHeavyIsBusy() {
        List<FakeTarget> targets = ofWeights(100, 1);
        targets.get(0).busy(30);
        take(policy.picker(targets), 101);
        assertArrayEquals(new int[] {100, 1}, picks(targets));
    }

    @Test
    void ofEqualsTheLessBusyWinsAlways() {
        List<FakeTarget> targets = equal(2);
        targets.get(0).busy(1);
        take(policy.picker(targets), 100);
        assertArrayEquals(new int[] {0, 100}, picks(targets));
    }

    @Test
    void equallyBusyOnesFollowTheWeights() {
        List<FakeTarget> targets = ofWeights(200, 100);
        targets.get(0).busy(20);
        targets.get(1).busy(10);
        take(policy.picker(targets), 300);
        assertArrayEquals(new int[] {200, 100}, picks(targets));
    }

    @Test
    void busyIsMeantForTheWeight() {
        List<FakeTarget> targets = ofWeights(1000, 100);
        targets.get(0).busy(9);
        targets.get(1).busy(1);
        take(policy.picker(targets), 110);
        assertEquals(110, targets.get(0).picks(), "the heavy one has more requests but is less busy");
    }

    /** Of many the busiest is only picked when drawn against one as busy: here never. */
    @Test
    void theBusiestOfManyIsAvoided() {
        List<FakeTarget> targets = equal(10);
        targets.forEach(t -> t.busy(1));
        targets.get(4).busy(50);
        take(policy.picker(targets), 1000);
        assertEquals(0, targets.get(4).picks());
    }

    /**
     * With the first always busiest the second takes over, so the picks show how it is drawn. N = 20,000: the standard
     * deviation of a share is at most 0.36 %, so 1.5 % is four of them. The second is drawn from the others, by weight:
     * 1/3 and 2/3 whenever b0 (weight 997 of 1000) is first.
     */
    @Test
    void theSecondIsAnotherDrawnByWeight() {
        List<FakeTarget> targets = ofWeights(997, 1, 2);
        targets.get(0).busy(1_000_000);
        take(policy.picker(targets), 20_000);
        assertEquals(0, targets.get(0).picks());
        assertEquals(1 / 3.0, targets.get(1).picks() / 20_000.0, 0.015);
        assertEquals(2 / 3.0, targets.get(2).picks() / 20_000.0, 0.015);
    }

    @Test
    void weightZeroIsNeverPicked() {
        List<FakeTarget> targets = ofWeights(0, 100, 0, 100);
        targets.get(1).busy(5);
        targets.get(3).busy(500);
        take(policy.picker(targets), 200);
        assertArrayEquals(new int[] {0, 200, 0, 0}, picks(targets));
    }

    @Test
    void withNobodyToPickThereIsNull() {
        assertNull(policy.picker(List.<FakeTarget>of()).pick(PickContext.ANY));
        assertNull(policy.picker(ofWeights(0)).pick(PickContext.ANY));
        FakeTarget only = new FakeTarget("only", 1);
        assertNull(policy.picker(List.of(only)).pick(tried(only)));
        List<FakeTarget> full = equal(3);
        full.forEach(FakeTarget::full);
        assertNull(policy.picker(full).pick(PickContext.ANY));
    }

    @Test
    void fullAndTriedOnesAreLeftToOthers() {
        List<FakeTarget> targets = equal(5);
        targets.get(0).full();
        targets.get(3).full();
        take(policy.picker(targets), 500, tried(targets.get(1)));
        assertEquals(
                0,
                targets.get(0).picks() + targets.get(1).picks() + targets.get(3).picks());
        assertTrue(targets.get(2).picks() > 100, "b2 has its part");
        assertTrue(targets.get(4).picks() > 100, "b4 has its part");
    }

    @Test
    void theOnlyUsableOneIsFoundAmongAThousand() {
        List<FakeTarget> targets = equal(1000);
        targets.forEach(FakeTarget::full);
        FakeTarget free = new FakeTarget("free", 1);
        List<FakeTarget> all = Stream.concat(targets.stream(), Stream.of(free)).toList();
        assertSame(free, policy.picker(all).pick(PickContext.ANY));
    }

    /** Of 405 turns 400 are b0's and b1's, and each is drawn beside any other: the rest is compared when both fail. */
    @Test
    void whenBothOfTwoAreUnusableTheLeastBusyOfTheRestIsTaken() {
        List<FakeTarget> targets = ofWeights(1000, 1000, 10, 10, 5);
        targets.get(0).full();
        targets.get(1).full();
        targets.get(2).busy(4);
        targets.get(3).busy(2);
        LeastRequest heaviestSecond =
                new LeastRequest(new Means(new SplittableRandom(1), bound -> 0, new FakeTime(), () -> 0));
        take(heaviestSecond.picker(targets), 405);
        assertArrayEquals(new int[] {0, 0, 2, 2, 401}, picks(targets));
    }

    /**
     * Callers that each send their next request when the last is answered, over equally fast backends: shares stay by
     * the weights. N = 20,000. The measure is the greatest distance from a backend's share, as a part of that share;
     * chance alone moves it by about 1 %. No less than a whole request can be moved, so the bounds are wider where a
     * backend's due is only a few requests at a time.
     */
    @ParameterizedTest
    @CsvSource({
        "100:100:100, 32, 0.05",
        "300:200:100, 32, 0.05",
        "200:100:100, 32, 0.05",
        "300:200:100, 2, 0.15",
        "1000:100, 32, 0.15",
        "1000:10, 32, 0.08",
        "1000:10, 2, 0.08"
    })
    void sharesStayNearTheWeightsUnderLoad(String weights, int callers, double bound) {
        List<FakeTarget> targets = ofWeights(
                Stream.of(weights.split(":", -1)).mapToInt(Integer::parseInt).toArray());
        Picker<FakeTarget> picker = policy.picker(targets);
        PriorityQueue<Answer> answers = new PriorityQueue<>(Comparator.comparingDouble(Answer::at));
        double now = 0;
        for (int i = 0; i < 20_000; i++) {
            if (answers.size() == callers) {
                Answer next = answers.remove();
                now = next.at();
                next.from().busy(next.from().inFlight() - 1);
            }
            FakeTarget picked = picker.pick(PickContext.ANY);
            assertNotNull(picked);
            picked.counted();
            picked.busy(picked.inFlight() + 1);
            answers.add(new Answer(now + random.nextDouble(0.8, 1.2), picked));
        }
        assertTrue(Picks.deviation(targets) < bound, "off by " + Picks.deviation(targets));
    }

    @Test
    void aFlapDoesNotFavourTheFirst() {
        List<FakeTarget> all = equal(3);
        List<FakeTarget> without = all.subList(0, 2);
        int flaps = 6000;
        for (int flap = 0; flap < flaps; flap++) {
            take(policy.picker(flap % 2 == 0 ? all : without), 1);
        }
        // As for round-robin: 5/12, 5/12, 1/6, and 3 % is four standard deviations.
        assertEquals(5 / 12.0, all.get(0).picks() / (double) flaps, 0.03);
        assertEquals(5 / 12.0, all.get(1).picks() / (double) flaps, 0.03);
    }

    private record Answer(double at, FakeTarget from) {}
}
