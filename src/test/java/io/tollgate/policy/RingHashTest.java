package io.tollgate.policy;

import static io.tollgate.policy.FakeTarget.equal;
import static io.tollgate.policy.FakeTarget.ofWeights;
import static io.tollgate.policy.FakeTarget.picks;
import static io.tollgate.policy.Picks.keyed;
import static io.tollgate.policy.Picks.take;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.PolicySpec;
import io.tollgate.testing.FakeTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingHashTest {
    private static final int KEYS = 20_000;

    private final List<FakeTarget> ten = equal(10);
    private final RingHash policy = policy(0, ten);

    @Test
    void theSameKeyGoesToTheSameBackendOnEveryTollgate() {
        Picker<FakeTarget> here = policy.picker(ten);
        Picker<FakeTarget> there = policy(0, ten).picker(ten);
        for (int key = 0; key < 100; key++) {
            FakeTarget picked = here.pick(key(key));
            assertSame(picked, here.pick(key(key)));
            assertSame(picked, there.pick(key(key)));
        }
    }

    /** 20,000 keys by weight: standard deviations of 0.35 % by the keys and 0.2 % by the table; 2 % is five of both. */
    @Test
    void keysSpreadByWeight() {
        List<FakeTarget> targets = ofWeights(300, 200, 100);
        Picker<FakeTarget> picker = policy(0, targets).picker(targets);
        for (int key = 0; key < KEYS; key++) {
            take(picker, 1, key(key));
        }
        assertEquals(3 / 6.0, targets.get(0).picks() / (double) KEYS, 0.02);
        assertEquals(2 / 6.0, targets.get(1).picks() / (double) KEYS, 0.02);
        assertEquals(1 / 6.0, targets.get(2).picks() / (double) KEYS, 0.02);
    }

    @Test
    void whoLeavesTakesNoOtherKeysAlong() {
        List<FakeTarget> nine = ten.subList(0, 9);
        assertOnlyKeysOfTheLastMove(policy.picker(ten), policy.picker(nine));
    }

    /** The same where it is not gone but only sick. */
    @Test
    void whoSickensTakesNoOtherKeysAlong() {
        assertOnlyKeysOfTheLastMove(policy.picker(ten), policy.picker(ten.subList(0, 9), ten));
    }

    /** About 2,000 keys to nine others, 222 each: five standard deviations are 75, the table's and the keys' together. */
    private void assertOnlyKeysOfTheLastMove(Picker<FakeTarget> before, Picker<FakeTarget> after) {
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            FakeTarget was = before.pick(key(key));
            FakeTarget is = after.pick(key(key));
            if (was != is) {
                assertSame(ten.get(9), was, "key " + key);
                moved++;
                take(after, 1, key(key));
            }
        }
        assertEquals(KEYS / 10.0, moved, 300);
        for (FakeTarget other : ten.subList(0, 9)) {
            assertEquals(moved / 9.0, other.picks(), 75, other.id());
        }
    }

    @Test
    void whoRecoversHasItsKeysBack() {
        Picker<FakeTarget> before = policy.picker(ten);
        Picker<FakeTarget> after = policy.picker(List.copyOf(ten), ten);
        for (int key = 0; key < 1000; key++) {
            assertSame(before.pick(key(key)), after.pick(key(key)));
        }
    }

    /**
     * At 30 of 100 it takes 30 % of its keys, and those are among the ones that it takes at 60. Of about 2,000 keys the
     * standard deviation is 1 %; 5 % is five of them.
     */
    @Test
    void inSlowStartItTakesSomeOfItsKeysAndKeepsThem() {
        Set<Integer> whole = keysOf(9);
        ten.get(9).rising(60);
        Set<Integer> more = keysOf(9);
        ten.get(9).rising(30);
        Set<Integer> some = keysOf(9);
        assertEquals(0.6, more.size() / (double) whole.size(), 0.05);
        assertEquals(0.3, some.size() / (double) whole.size(), 0.05);
        assertTrue(more.containsAll(some), "keys went away while the weight rose");
        assertTrue(whole.containsAll(more), "it had keys that are not its own");
    }

    @Test
    void whenAllAreInSlowStartAllTakeTheirKeys() {
        List<FakeTarget> before = pickedOf(policy.picker(ten));
        ten.forEach(target -> target.rising(10));
        assertEquals(before, pickedOf(policy.picker(ten)));
    }

    /** One key asks for all: nobody ever serves more than 1.25 times its share, the next request included. */
    @Test
    void theBoundHoldsForAPopularKey() {
        List<FakeTarget> targets = ofWeights(400, 300, 200, 100);
        Picker<FakeTarget> picker = policy(0, targets).picker(targets);
        for (int all = 1; all <= 1000; all++) {
            FakeTarget picked = picker.pick(key(1));
            assertNotNull(picked);
            picked.busy(picked.inFlight() + 1);
            double due = all * picked.weight() / 1000.0;
            assertTrue(
                    picked.inFlight() <= Math.ceil(1.25 * due),
                    picked + " of weight " + picked.weight() + " serves " + picked.inFlight() + " of " + all);
        }
    }

    @Test
    void underTheBoundAPopularKeyStays() {
        Picker<FakeTarget> picker = policy.picker(ten);
        FakeTarget owner = picker.pick(key(1));
        assertNotNull(owner);
        ten.forEach(target -> target.busy(8));
        assertSame(owner, picker.pick(key(1)));
        owner.busy(20);
        FakeTarget next = picker.pick(key(1));
        assertNotEquals(owner, next);
        assertSame(next, picker.pick(key(1)), "the next is the same again");
    }

    @Test
    void fullAndTriedOnesAreLeftToTheNextOfTheRow() {
        Picker<FakeTarget> picker = policy.picker(ten);
        FakeTarget owner = picker.pick(key(1));
        FakeTarget second = picker.pick(keyed("key 1", target -> target == owner));
        assertNotNull(second);
        assertNotEquals(owner, second);
        assertSame(second, picker.pick(keyed("key 1", target -> target == owner)));
        assertNotNull(owner);
        owner.full();
        assertSame(second, picker.pick(key(1)));
    }

    @Test
    void requestsWithoutAKeyAreShared() {
        take(policy.picker(ten), 50);
        assertArrayEquals(new int[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, picks(ten));
    }

    @Test
    void weightZeroIsNeverPicked() {
        List<FakeTarget> targets = ofWeights(0, 100, 0);
        Picker<FakeTarget> picker = policy(0, targets).picker(targets);
        for (int key = 0; key < 100; key++) {
            take(picker, 1, key(key));
        }
        assertArrayEquals(new int[] {0, 100, 0}, picks(targets));
        assertNull(policy.picker(ofWeights(0)).pick(key(1)));
        assertNull(policy.picker(List.<FakeTarget>of()).pick(key(1)));
    }

    /** The last of a thousand is beyond the draws of most keys: all are looked at, and keys stay where they are. */
    @Test
    void whenNearlyAllAreGoneTheRestIsFoundAndKeysStillStay() {
        List<FakeTarget> many = equal(1000);
        RingHash wide = policy(0, many);
        Picker<FakeTarget> three = wide.picker(many.subList(0, 3), many);
        Picker<FakeTarget> two = wide.picker(many.subList(0, 2), many);
        Set<FakeTarget> found = new HashSet<>();
        for (int key = 0; key < 500; key++) {
            FakeTarget was = three.pick(key(key));
            assertNotNull(was);
            found.add(was);
            assertTrue(was == many.get(2) || was == two.pick(key(key)), "key " + key);
        }
        assertEquals(3, found.size());
    }

    /** Whatever becomes of its backends, a key never has a fifth. */
    @Test
    void aSubsetIsAllThatAKeyCanReach() {
        List<FakeTarget> twenty = equal(20);
        RingHash four = policy(4, twenty);
        Set<Set<FakeTarget>> subsets = new HashSet<>();
        for (int key = 0; key < 1000; key++) {
            Set<FakeTarget> reached = reached(four, twenty, "key " + key);
            assertEquals(4, reached.size());
            subsets.add(reached);
        }
        // 1,000 of C(20, 4) = 4,845: 903 different ones are expected, with a standard deviation of about 9.
        assertTrue(subsets.size() > 850, subsets.size() + " subsets");
    }

    /** Kills one after another, as a poisonous caller would. */
    private static Set<FakeTarget> reached(RingHash policy, List<FakeTarget> all, String key) {
        Set<FakeTarget> dead = new HashSet<>();
        while (true) {
            List<FakeTarget> alive = all.stream().filter(t -> !dead.contains(t)).toList();
            FakeTarget picked = policy.picker(alive, all).pick(keyed(key));
            if (picked == null) {
                return dead;
            }
            dead.add(picked);
        }
    }

    @Test
    void whomASubsetReachesIsTold() {
        List<FakeTarget> twenty = equal(20);
        RingHash four = policy(4, twenty);
        Set<FakeTarget> reached = reached(four, twenty, "key 1");
        Picker<FakeTarget> picker = four.picker(twenty);
        for (FakeTarget target : twenty) {
            assertEquals(reached.contains(target), picker.reaches(target, key(1)), target.id());
            assertTrue(picker.reaches(target, PickContext.ANY), "without a key all are");
        }
    }

    @Test
    void aSubsetThatIsFullIsNotLeft() {
        List<FakeTarget> twenty = equal(20);
        RingHash four = policy(4, twenty);
        reached(four, twenty, "key 1").forEach(FakeTarget::full);
        assertNull(four.picker(twenty).pick(key(1)));
    }

    /** Within a subset the bound chooses while it can; then the key's own come in their order. */
    @Test
    void aSubsetTakesMoreThanTheBoundRatherThanRefuse() {
        List<FakeTarget> twenty = equal(20);
        RingHash four = policy(4, twenty);
        Picker<FakeTarget> picker = four.picker(twenty);
        FakeTarget owner = picker.pick(key(1));
        reached(four, twenty, "key 1").forEach(target -> target.busy(50));
        assertSame(owner, picker.pick(key(1)));
    }

    /**
     * When one of 20 leaves, the keys that had it get another, and hardly any other member changes: only where a row
     * had drawn the leaver twice. That is below 1 % of all memberships.
     */
    @Test
    void subsetsOfOthersHardlyMove() {
        List<FakeTarget> twenty = equal(20);
        List<FakeTarget> rest = twenty.subList(0, 19);
        RingHash four = policy(4, twenty);
        int lost = 0;
        for (int key = 0; key < 1000; key++) {
            Set<FakeTarget> before = reached(four, twenty, "key " + key);
            Set<FakeTarget> after = reached(four, rest, "key " + key);
            before.remove(twenty.get(19));
            before.removeAll(after);
            lost += before.size();
        }
        assertTrue(lost < 40, lost + " of 4,000");
    }

    @Test
    void aSubsetOfAsManyAsThereAreIsAll() {
        List<FakeTarget> three = equal(3);
        assertEquals(Set.copyOf(three), reached(policy(3, three), three, "key 1"));
    }

    private Set<Integer> keysOf(int target) {
        Picker<FakeTarget> picker = policy.picker(ten);
        Set<Integer> keys = new HashSet<>();
        for (int key = 0; key < KEYS; key++) {
            if (picker.pick(key(key)) == ten.get(target)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static List<FakeTarget> pickedOf(Picker<FakeTarget> picker) {
        List<FakeTarget> picked = new ArrayList<>();
        for (int key = 0; key < 1000; key++) {
            picked.add(picker.pick(key(key)));
        }
        return picked;
    }

    private static PickContext key(int number) {
        return keyed("key " + number);
    }

    private static RingHash policy(int subset, List<FakeTarget> targets) {
        return new RingHash(
                new PolicySpec("ring-hash", null, subset),
                Picks.means(1, new FakeTime(), () -> FakeTarget.inFlight(targets)));
    }
}
