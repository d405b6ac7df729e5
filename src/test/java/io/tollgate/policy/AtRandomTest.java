package io.tollgate.policy;

import static io.tollgate.policy.FakeTarget.equal;
import static io.tollgate.policy.FakeTarget.ofWeights;
import static io.tollgate.policy.FakeTarget.picks;
import static io.tollgate.policy.Picks.take;
import static io.tollgate.policy.Picks.tried;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AtRandomTest {
    private final AtRandom policy = new AtRandom(Picks.means(3));

    /** N = 60,000: the standard deviation of a share is at most 0.2 %, so 1 % is more than four of them. */
    @Test
    void sharesFollowTheWeights() {
        List<FakeTarget> targets = ofWeights(300, 200, 100);
        take(policy.picker(targets), 60_000);
        assertEquals(3 / 6.0, targets.get(0).picks() / 60_000.0, 0.01);
        assertEquals(2 / 6.0, targets.get(1).picks() / 60_000.0, 0.01);
        assertEquals(1 / 6.0, targets.get(2).picks() / 60_000.0, 0.01);
    }

    @Test
    void weightZeroIsNeverPicked() {
        List<FakeTarget> targets = ofWeights(0, 100, 0);
        take(policy.picker(targets), 300);
        assertArrayEquals(new int[] {0, 300, 0}, picks(targets));
    }

    /** As above, by the weights of the usable: N = 40,000, a standard deviation of 0.25 %. */
    @Test
    void whatFullAndTriedOnesLeaveIsShareByTheWeights() {
        List<FakeTarget> targets = ofWeights(400, 300, 100, 100);
        targets.get(0).full();
        take(policy.picker(targets), 40_000, tried(targets.get(2)));
        assertEquals(0, targets.get(0).picks() + targets.get(2).picks());
        assertEquals(0.75, targets.get(1).picks() / 40_000.0, 0.01);
    }

    /** The draws hit the heavy one, which is full, as good as always: so it is the look at all that is measured. */
    @Test
    void theLookAtAllIsByWeightToo() {
        List<FakeTarget> targets = ofWeights(1000, 2, 1);
        targets.get(0).full();
        take(policy.picker(targets), 30_000);
        assertEquals(2 / 3.0, targets.get(1).picks() / 30_000.0, 0.015);
    }

    @Test
    void withNobodyToPickThereIsNull() {
        assertNull(policy.picker(List.<FakeTarget>of()).pick(PickContext.ANY));
        assertNull(policy.picker(ofWeights(0)).pick(PickContext.ANY));
        FakeTarget only = new FakeTarget("only", 1);
        assertNull(policy.picker(List.of(only)).pick(tried(only)));
        assertSame(only, policy.picker(List.of(only)).pick(PickContext.ANY));
    }

    @Test
    void aFlapDoesNotFavourTheFirst() {
        List<FakeTarget> all = equal(3);
        AtRandom seeded = new AtRandom(Picks.means(new SplittableRandom(5).nextLong()));
        for (int flap = 0; flap < 6000; flap++) {
            take(seeded.picker(flap % 2 == 0 ? all : all.subList(0, 2)), 1);
        }
        // As for round-robin: 5/12, 5/12, 1/6, and 3 % is four standard deviations.
        assertEquals(5 / 12.0, all.get(0).picks() / 6000.0, 0.03);
        assertEquals(5 / 12.0, all.get(1).picks() / 6000.0, 0.03);
    }
}
