package io.tollgate.policy;

import static io.tollgate.policy.FakeTarget.equal;
import static io.tollgate.policy.FakeTarget.ofWeights;
import static io.tollgate.policy.FakeTarget.picks;
import static io.tollgate.policy.Picks.take;
import static io.tollgate.policy.Picks.tried;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class FillFirstTest {
    private final FillFirst policy = new FillFirst();

    @Test
    void theFirstTakesAllWhileItHasRoom() {
        List<FakeTarget> targets = ofWeights(1, 1000, 100);
        take(policy.picker(targets), 50);
        assertArrayEquals(new int[] {50, 0, 0}, picks(targets));
    }

    @Test
    void thenComesTheNextInOrder() {
        List<FakeTarget> targets = equal(4);
        targets.get(0).full();
        targets.get(1).full();
        take(policy.picker(targets), 50);
        assertArrayEquals(new int[] {0, 0, 50, 0}, picks(targets));
    }

    @Test
    void triedOnesAreLeftToTheNext() {
        List<FakeTarget> targets = equal(3);
        take(policy.picker(targets), 5, tried(targets.get(0)));
        assertArrayEquals(new int[] {0, 5, 0}, picks(targets));
    }

    @Test
    void weightZeroIsNeverPicked() {
        List<FakeTarget> targets = ofWeights(0, 100);
        take(policy.picker(targets), 5);
        assertArrayEquals(new int[] {0, 5}, picks(targets));
        assertNull(policy.picker(ofWeights(0, 0)).pick(PickContext.ANY));
    }

    @Test
    void whenAllAreFullThereIsNull() {
        List<FakeTarget> targets = equal(2);
        targets.forEach(FakeTarget::full);
        assertNull(policy.picker(targets).pick(PickContext.ANY));
    }
}
