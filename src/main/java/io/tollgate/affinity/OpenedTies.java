package io.tollgate.affinity;

import io.tollgate.affinity.Ties.Tie;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Some texts that were opened lately and the ties that they said, for a caller brings the same cookie with every request
 * and opening it costs more than looking it up. Only what was good comes in, so nobody fills it with what he made up.
 * One place for a text, whatever was there before goes: the table is as large as it ever gets. Thread-safe without
 * locks.
 */
final class OpenedTies {
    /** A power of two. With all of them taken it is one megabyte. */
    static final int PLACES = 4096;

    private final AtomicReferenceArray<@Nullable Opened> places = new AtomicReferenceArray<>(PLACES);

    /**
     * @param by who opened it; to others it says nothing
     * @param key what it was opened with
     */
    private record Opened(String text, TieSealer by, SealKey key, Tie tie) {}

    /** What the text said to the same sealer, if the key that opened it is still in the ring; null when unknown. */
    @Nullable
    Tie find(String text, TieSealer by, KeyRing ring) {
        Opened known = places.get(place(text));
        if (known == null || known.by != by || !known.text.equals(text)) {
            return null;
        }
        // A rotation sets the keys that stay another end: what they opened is opened once more.
        SealKey now = ring.find(known.key.id());
        return now != null && now.equals(known.key) ? known.tie : null;
    }

    void add(String text, TieSealer by, SealKey key, Tie tie) {
        places.lazySet(place(text), new Opened(text, by, key, tie));
    }

    private static int place(String text) {
        int hash = text.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
