package io.tollgate.policy;

import io.tollgate.model.PolicySpec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The same key to the same backend, as long as that one can and is not overloaded.
 *
 * <p>A key has a row of draws from the table of {@link Slots}, which all Tollgates with the same backends make alike.
 * It goes to the first backend of its row that is a candidate, was not tried, has room and serves less than its bound:
 * {@value #BOUND} times its share by weight of all requests in flight, this one included (consistent hashing with
 * bounded loads). So a popular key spreads to the next of its row, always the same; keys of a backend that sickens
 * spread over all others and come back to it, and no other key moves. A backend in slow start takes the part of its
 * keys that its effective weight is of its weight, those that it took before among them.
 *
 * <p>The table is of all peers, be they well or not: what does not move with health need not be made anew with it.
 * With a {@code subset} of k the first k different backends of a key's row are all that it can ever reach (shuffle
 * sharding): whatever a caller does to them, the others do not feel it. When they are full the caller waits for them,
 * when they are gone it is refused; the bound chooses among them only.
 *
 * <p>Requests without a key are picked by {@link LeastRequest} from all.
 *
 * <p>Thread-safe and lock-free; a pick allocates nothing. It takes one draw as a rule; only when {@value #DRAWS} of them
 * were in vain, as when most of the weight is gone, are all looked at.
 *
 * @see <a href="https://arxiv.org/abs/1608.01350">Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded
 *     Loads</a>
 * @see <a href="https://doi.org/10.1609/aaai.v35i5.16530">Chen, Coleman, Shrivastava: Revisiting Consistent Hashing with
 *     Bounded Loads, for why the next is drawn and not the neighbour</a>
 * @see <a href="https://aws.amazon.com/builders-library/workload-isolation-using-shuffle-sharding/">MacCárthaigh: Workload
 *     isolation using shuffle-sharding</a>
 */
final class RingHash implements Policy {
    static final double BOUND = 1.25;
    private static final int DRAWS = 32;
    /** For each member of a subset; of few or very unequal backends the last may not be found, and is left out. */
    private static final int DRAWS_A_MEMBER = 8;
    /** Of the latest peers, so that those who come back soon, as after a deploy or maintenance, need no new table. */
    private static final int MOST_TABLES = 8;

    private final LeastRequest keyless;
    private final LongSupplier inFlight;
    private final int subset;
    private final ArrayDeque<Slots> tables = new ArrayDeque<>();

    RingHash(PolicySpec spec, Means means) {
        this.keyless = new LeastRequest(means);
        this.inFlight = means.inFlight();
        this.subset = spec.subset();
    }

    @Override
    public <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers) {
        List<T> owners = peers.stream().filter(peer -> peer.weight() > 0).toList();
        KeyOwners<T> some = KeyOwners.of(owners, candidates);
        if (some.total() == 0) {
            return context -> null;
        }
        Slots slots = slots(owners);
        Picker<T> others = keyless.picker(candidates, peers);
        return subset == 0
                ? new OfAll<>(slots, some, others, inFlight)
                : new OfSubset<>(slots, some, others, inFlight, subset);
    }

    private synchronized Slots slots(List<? extends Target> owners) {
        String[] ids = owners.stream().map(Target::id).toArray(String[]::new);
        int[] weights = owners.stream().mapToInt(Target::weight).toArray();
        for (Slots table : tables) {
            if (table.sameAs(ids, weights)) {
                return table;
            }
        }
        Slots made = new Slots(ids, weights);
        tables.addFirst(made);
        if (tables.size() > MOST_TABLES) {
            tables.removeLast();
        }
        return made;
    }

    private record OfAll<T extends Target>(Slots slots, KeyOwners<T> owners, Picker<T> keyless, LongSupplier inFlight)
            implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            long key = context.keyHash();
            if (key == PickContext.NO_KEY) {
                return keyless.pick(context);
            }
            long all = inFlight.getAsLong() + 1;
            for (int n = 0; n < DRAWS; n++) {
                long draw = Mix.draw(key, n);
                int owner = slots.owner(draw);
                if (owners.usable(owner, context) && owners.takes(owner, draw) && owners.withinBound(owner, all)) {
                    return owners.get(owner);
                }
            }
            return owners.best(key, context, all);
        }
    }

    private record OfSubset<T extends Target>(
            Slots slots, KeyOwners<T> owners, Picker<T> keyless, LongSupplier inFlight, int size) implements Picker<T> {

        @Override
        public @Nullable T pick(PickContext context) {
            long key = context.keyHash();
            if (key == PickContext.NO_KEY) {
                return keyless.pick(context);
            }
            long all = inFlight.getAsLong() + 1;
            T spare = null;
            int members = 0;
            for (int n = 0; n < draws() && members < size; n++) {
                long draw = Mix.draw(key, n);
                int owner = slots.owner(draw);
                if (drawnBefore(key, n, owner)) {
                    continue;
                }
                members++;
                if (owners.usable(owner, context)) {
                    if (owners.takes(owner, draw) && owners.withinBound(owner, all)) {
                        return owners.get(owner);
                    }
                    spare = spare == null ? owners.get(owner) : spare;
                }
            }
            return spare;
        }

        @Override
        public boolean reaches(T candidate, PickContext context) {
            long key = context.keyHash();
            int members = 0;
            for (int n = 0; key != PickContext.NO_KEY && n < draws() && members < size; n++) {
                int owner = slots.owner(Mix.draw(key, n));
                if (!drawnBefore(key, n, owner)) {
                    members++;
                    if (owners.get(owner) == candidate) {
                        return true;
                    }
                }
            }
            return key == PickContext.NO_KEY;
        }

        private int draws() {
            return size * DRAWS_A_MEMBER;
        }

        /** Draws are made again rather than kept, for a pick allocates nothing. */
        private boolean drawnBefore(long key, int n, int owner) {
            for (int earlier = 0; earlier < n; earlier++) {
                if (slots.owner(Mix.draw(key, earlier)) == owner) {
                    return true;
                }
            }
            return false;
        }
    }
}
