package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import io.tollgate.testing.FakeTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Which part of all keys has another backend after the last of the list has left.
 *
 * @param ringHash by {@code ring-hash}
 * @param modulo by the key's hash modulo the number of backends, as nginx's {@code hash} is without {@code consistent}
 */
record KeysMoved(int backends, double ringHash, double modulo) {

    static KeysMoved of(int backends) {
        PoolBalancer pool =
                new PoolBalancer(Contender.RING_HASH.label(), Scenario.EQUAL, backends, backends, new FakeTime(), 6);
        List<Integer> before = owners(pool);
        pool.backends(backends - 1);
        List<Integer> after = owners(pool);
        int moved = 0;
        int movedByModulo = 0;
        for (int i = 0; i < Run.MANY_KEYS; i++) {
            moved += before.get(i).equals(after.get(i)) ? 0 : 1;
            long key = Run.KEYS[i];
            movedByModulo += Math.floorMod(key, backends) == Math.floorMod(key, backends - 1) ? 0 : 1;
        }
        return new KeysMoved(backends, moved / (double) Run.MANY_KEYS, movedByModulo / (double) Run.MANY_KEYS);
    }

    /** Asked one after another, so that nobody is too busy for its own. */
    private static List<Integer> owners(PoolBalancer pool) {
        List<Integer> owners = new ArrayList<>();
        for (long key : Run.KEYS) {
            pool.ask(key, use -> {
                owners.add(use.backend());
                use.end(Outcome.SUCCESS);
            });
        }
        return owners;
    }
}
