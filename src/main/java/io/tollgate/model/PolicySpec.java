package io.tollgate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a pool picks. */
@Shorthand("type")
public record PolicySpec(
        @Setting(
                value =
                        "least-request: by weight, and the less busy of two. least-time: the same, the time to answer included. round-robin: in turn, by weight. random: by weight. ring-hash: the same key to the same backend. fill-first: the first of the list up to its maxRequests, then the next.",
                defaultsTo = "least-request",
                range = "fill-first, least-request, least-time, random, ring-hash, round-robin")
        String type,

        @Setting(
                value =
                        "For ring-hash: what of a request is hashed; the client's address where nothing is said. A request without it goes by least-request.",
                defaultsTo = "null")
        @Nullable
        HashKey key,

        @Setting(
                value =
                        "For ring-hash: how many backends of a tier one key can reach at most, whatever becomes of them; 0 for all.",
                defaultsTo = "0",
                range = "0 to 16")
        int subset) {

    /** The type whose settings the others are. */
    public static final String RING_HASH = "ring-hash";

    /**
     * The names a file may use. The policies themselves are registered in {@code io.tollgate.policy}, which this
     * package cannot see; a test of that registry holds its names against these.
     */
    public static final List<String> TYPES =
            List.of("fill-first", "least-request", "least-time", "random", RING_HASH, "round-robin");

    private static final int MAX_SUBSET = 16;

    public PolicySpec {
        boolean hashes = type.equals(RING_HASH);
        new Checks()
                .require(
                        TYPES.contains(type),
                        "type",
                        "\"" + type + "\" is not a policy that is available in this version",
                        "write one of " + String.join(", ", TYPES))
                .range(subset, 0, MAX_SUBSET, "subset")
                .requireTogether(key == null || hashes, "key", "says nothing to " + type, LEAVE_OUT)
                .requireTogether(subset == 0 || hashes, "subset", "says nothing to " + type, LEAVE_OUT)
                .done();
    }

    private static final String LEAVE_OUT = "leave it out, or write type: " + RING_HASH;

    /** One with nothing but its type. */
    public PolicySpec(String type) {
        this(type, null, 0);
    }

    /** What of a request is hashed; null for nothing. */
    public @Nullable HashKey hashed() {
        if (!type.equals(RING_HASH)) {
            return null;
        }
        return key == null ? HashKey.DEFAULT : key;
    }
}
