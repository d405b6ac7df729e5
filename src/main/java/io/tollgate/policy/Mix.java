package io.tollgate.policy;

/** Hashes that are the same on every machine and in every version: what they decide must outlast a restart. */
public final class Mix {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    /** The golden ratio's part, as in Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators. */
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private Mix() {}

    /** Of the whole text. */
    public static long hash(String text) {
        return hash(text, 0, text.length());
    }

    /** Of a part of the text; never {@link PickContext#NO_KEY}. Allocates nothing. */
    public static long hash(String text, int from, int to) {
        long hash = FNV_OFFSET;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        long mixed = mix(hash);
        return mixed == PickContext.NO_KEY ? 1 : mixed;
    }

    /** The n-th of a row of numbers that look random and differ from those of any other seed. */
    static long draw(long seed, long n) {
        return mix(seed + n * STEP);
    }

    /** Stafford's variant 13 of MurmurHash3's finaliser: every bit of the outcome depends on every bit. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
