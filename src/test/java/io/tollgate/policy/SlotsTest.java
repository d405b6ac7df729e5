package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {

    /**
     * An owner's slots are as many as COUNT draws of probability 1/n bring: a standard deviation of sqrt(COUNT/n) at
     * most, of which five are allowed.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 1000})
    void equalsShareEvenly(int owners) {
        int[] counts = counts(equal(owners));
        double due = Slots.COUNT / (double) owners;
        for (int count : counts) {
            assertEquals(due, count, 5 * Math.sqrt(due) + 1e-9, Arrays.toString(counts));
        }
    }

    /** As above: five standard deviations of the lightest, which has 1/1111 or 59 slots, are 38. */
    @Test
    void sharesFollowTheWeights() {
        int[] counts = counts(new TreeMap<>(Map.of("a", 1, "b", 10, "c", 100, "d", 1000)));
        assertEquals(Slots.COUNT / 1111.0, counts[0], 38);
        assertEquals(Slots.COUNT * 10 / 1111.0, counts[1], 121);
        assertEquals(Slots.COUNT * 100 / 1111.0, counts[2], 366);
    }

    @Test
    void whoJoinsTakesSlotsAndNoOtherPassesBetweenTwo() {
        Map<String, Integer> with = equal(11);
        with.put("joiner", 250);
        String[] before = owners(equal(11));
        String[] after = owners(with);
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            assertTrue(after[slot].equals(before[slot]) || after[slot].equals("joiner"), "slot " + slot);
        }
    }

    @Test
    void aGreaterWeightOnlyTakesAndALesserOnlyGives() {
        Map<String, Integer> more = equal(7);
        more.put("b3", 130);
        String[] before = owners(equal(7));
        String[] after = owners(more);
        int taken = 0;
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            assertTrue(after[slot].equals(before[slot]) || after[slot].equals("b3"), "slot " + slot);
            taken += after[slot].equals(before[slot]) ? 0 : 1;
        }
        // From 1/7 to 1.3/7.3 of all: 3.5 %, with five standard deviations of 0.07 %.
        assertEquals(0.035, taken / (double) Slots.COUNT, 0.004);
    }

    @Test
    void onlyTheRatioOfWeightsCounts() {
        Map<String, Integer> tenfold = new TreeMap<>();
        equal(7).forEach((id, weight) -> tenfold.put(id, weight * 10));
        assertArrayEquals(owners(equal(7)), owners(tenfold));
    }

    @Test
    void theOrderOfTheListDoesNotMatter() {
        String[] ids = {"a", "b", "c"};
        String[] turned = {"c", "b", "a"};
        Slots one = new Slots(ids, new int[] {1, 2, 3});
        Slots other = new Slots(turned, new int[] {3, 2, 1});
        for (long slot = 0; slot < Slots.COUNT; slot++) {
            assertEquals(ids[one.owner(slot << 48)], turned[other.owner(slot << 48)]);
        }
    }

    /** Another version or another machine must not send keys elsewhere: these numbers were once worked out. */
    @Test
    void theTableIsForEver() {
        String[] owners = owners(equal(3));
        int sum = 0;
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            sum = 31 * sum + owners[slot].hashCode();
        }
        assertEquals(TABLE, sum);
        assertEquals(KEY, Mix.hash("alice"));
    }

    private static final int TABLE = -1969304502;
    private static final long KEY = -4192475849746331044L;

    private static Map<String, Integer> equal(int owners) {
        Map<String, Integer> weights = new TreeMap<>();
        for (int i = 0; i < owners; i++) {
            weights.put("b" + i, 100);
        }
        return weights;
    }

    private static int[] counts(Map<String, Integer> weights) {
        Slots slots = slots(weights);
        int[] counts = new int[weights.size()];
        for (long slot = 0; slot < Slots.COUNT; slot++) {
            counts[slots.owner(slot << 48)]++;
        }
        return counts;
    }

    private static String[] owners(Map<String, Integer> weights) {
        Slots slots = slots(weights);
        String[] ids = weights.keySet().toArray(String[]::new);
        String[] owners = new String[Slots.COUNT];
        for (long slot = 0; slot < Slots.COUNT; slot++) {
            owners[(int) slot] = ids[slots.owner(slot << 48)];
        }
        return owners;
    }

    private static Slots slots(Map<String, Integer> weights) {
        return new Slots(
                weights.keySet().toArray(String[]::new),
                weights.values().stream().mapToInt(Integer::intValue).toArray());
    }
}
