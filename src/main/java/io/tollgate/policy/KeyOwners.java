package io.tollgate.policy;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Who of those that keys belong to may be picked now, and for how many of its keys. Immutable. */
final class KeyOwners<T extends Target> {
    private static final long WHOLE = 1L << 32;

    private final List<T> owners;
    /** The effective ones; 0 for who is no candidate. */
    private final double[] weights;
    /** Of {@link #WHOLE} draws. */
    private final long[] taken;

    private final long[] ids;
    private final double total;

    private KeyOwners(List<T> owners, double[] weights) {
        this.owners = owners;
        this.weights = weights;
        this.taken = taken(owners, weights);
        this.ids = owners.stream().mapToLong(owner -> Mix.hash(owner.id())).toArray();
        this.total = DoubleStream.of(weights).sum();
    }

    /** Reads each weight once, since it may change meanwhile. */
    static <T extends Target> KeyOwners<T> of(List<T> owners, List<T> candidates) {
        IdentityHashMap<T, Double> effective = new IdentityHashMap<>();
        candidates.forEach(candidate -> effective.put(candidate, candidate.effectiveWeight()));
        return new KeyOwners<>(
                owners,
                owners.stream()
                        .mapToDouble(owner -> effective.getOrDefault(owner, 0.0))
                        .toArray());
    }

    /** One in slow start takes a part of its keys only, unless all are. */
    private static long[] taken(List<? extends Target> owners, double[] weights) {
        double[] shares = new double[weights.length];
        double most = 0;
        for (int i = 0; i < weights.length; i++) {
            shares[i] = weights[i] / Math.max(weights[i], owners.get(i).weight());
            most = Math.max(most, shares[i]);
        }
        long[] taken = new long[weights.length];
        for (int i = 0; i < weights.length && most > 0; i++) {
            taken[i] = Math.round(shares[i] / most * WHOLE);
        }
        return taken;
    }

    T get(int owner) {
        return owners.get(owner);
    }

    /** Of the candidates' effective weights. */
    double total() {
        return total;
    }

    boolean usable(int owner, PickContext context) {
        return weights[owner] > 0 && owners.get(owner).hasRoom() && !context.tried(owners.get(owner));
    }

    /** Whether it takes the keys that such a draw brings. Reads the draw's lower 32 bits only. */
    boolean takes(int owner, long draw) {
        return (draw & (WHOLE - 1)) < taken[owner];
    }

    /**
     * Whether it may serve one more.
     *
     * @param all requests in flight, this one included
     */
    boolean withinBound(int owner, long all) {
        return owners.get(owner).inFlight() < Math.ceil(RingHash.BOUND * all * weights[owner] / total);
    }

    /** Looks at all: the key's first choice of those within their bound, or else of the rest. Null for none. */
    @Nullable
    T best(long key, PickContext context, long all) {
        T best = null;
        boolean bestWithin = false;
        double bestScore = 0;
        for (int owner = 0; owner < weights.length; owner++) {
            if (usable(owner, context)) {
                boolean within = withinBound(owner, all);
                double score = score(key, owner);
                if (best == null || (within == bestWithin ? score < bestScore : within)) {
                    best = owners.get(owner);
                    bestWithin = within;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** Exponentially distributed, so that the least is an owner's by its weight: rendezvous hashing. */
    private double score(long key, int owner) {
        double uniform = ((Mix.draw(key ^ ids[owner], 0) >>> 11) + 0.5) * 0x1p-53;
        return -Math.log(uniform) / weights[owner];
    }
}
