package io.tollgate.policy;

import java.util.Arrays;

/**
 * A table of {@value #COUNT} slots and whose each is, by weight. Immutable.
 *
 * <p>Every owner throws darts at the slots, in a row of its own that its id alone decides, and the more often the
 * greater its weight; a slot belongs to the dart that hit it first. So the chance to have a slot goes by the weights;
 * and when one joins, leaves or changes its weight, no slot passes between two others: none of their darts has moved,
 * nor the order among them. That is rendezvous hashing by weight, worked out for a table's slots as Maglev does for its
 * own, so that a look-up is one access whatever the number of owners.
 *
 * <p>Chosen over the two usual ways. A ring (Ketama) moves as few keys, but takes a search through all its points,
 * needs hundreds of them an owner for shares within 6 %, and as many as the weights say, so that a change of scale
 * moves keys between bystanders. Maglev's own table spreads more evenly, but lets those whose slot is taken go on to
 * another, so that a change moves slots between bystanders too. Here an owner's share is as even as that many draws:
 * within about {@code sqrt(owners) / 256} of itself, 1 % for 10 and 12 % for 1,000 (standard deviation). A table takes
 * some 12 darts a slot, 3 to 6 ms, and is made anew only when owners or weights change.
 *
 * @see <a href="https://www.usenix.org/conference/nsdi16/technical-sessions/presentation/eisenbud">Eisenbud et al.:
 *     Maglev, section 3.4</a>
 * @see <a href="https://doi.org/10.1109/90.663936">Thaler, Ravishankar: Using Name-Based Mappings to Increase Hit
 *     Rates</a>
 * @see <a href="https://doi.org/10.1145/1073970.1074008">Schindelhauer, Schomaker: Weighted Distributed Hash Tables</a>
 */
final class Slots {
    /** Of which there are a power of two. */
    static final int COUNT = 1 << 16;

    private static final int HASH_SHIFT = 48;

    private final String[] ids;
    private final int[] weights;
    /** No more owners than a char can count: see PoolSpec. */
    private final char[] owners = new char[COUNT];

    /**
     * @param ids each once; at least one
     * @param weights from 1 up
     */
    Slots(String[] ids, int[] weights) {
        this.ids = ids.clone();
        this.weights = weights.clone();
        throwDarts();
    }

    /** The index of the slot's owner. Reads the hash's upper 16 bits only. */
    int owner(long hash) {
        return owners[(int) (hash >>> HASH_SHIFT)];
    }

    boolean sameAs(String[] otherIds, int[] otherWeights) {
        return Arrays.equals(ids, otherIds) && Arrays.equals(weights, otherWeights);
    }

    private void throwDarts() {
        int[] thrown = new int[ids.length];
        long[] rows = Arrays.stream(ids).mapToLong(Mix::hash).toArray();
        double[] first = new double[COUNT];
        Arrays.fill(first, Double.POSITIVE_INFINITY);
        double round = COUNT / (double) Arrays.stream(weights).asLongStream().sum();
        int free = COUNT;
        for (double until = round; free > 0; until += round) {
            for (int owner = 0; owner < ids.length; owner++) {
                // Darts of later rounds cannot be first where one of this round or before has hit.
                double phase = (rows[owner] >>> 11) * 0x1p-53;
                double time = (thrown[owner] + phase) / weights[owner];
                while (time < until) {
                    int slot = (int) (Mix.draw(rows[owner], ++thrown[owner]) >>> HASH_SHIFT);
                    if (time < first[slot]) {
                        free -= first[slot] == Double.POSITIVE_INFINITY ? 1 : 0;
                        first[slot] = time;
                        owners[slot] = (char) owner;
                    }
                    time = (thrown[owner] + phase) / weights[owner];
                }
            }
        }
    }
}
