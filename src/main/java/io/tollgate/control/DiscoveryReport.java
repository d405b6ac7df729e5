package io.tollgate.control;

import org.jspecify.annotations.Nullable;

/**
 * How the search for a pool's backends goes. Immutable.
 *
 * @param source where it looks, in a few words; empty when nobody looks any more, and those that leave are all that is left
 * @param backends how many it found
 * @param lastSeenMillis wall time of the last look that told something; 0 before the first
 * @param nextLookMillis wall time of the next look
 * @param trouble what is wrong; what was found last stays then, if there was anything. Null when all is well
 * @param failures looks that told nothing of use, or not all
 */
public record DiscoveryReport(
        String source,
        int backends,
        long lastSeenMillis,
        long nextLookMillis,
        @Nullable String trouble,
        long failures) {

    /** Nobody looks any more. */
    public static final DiscoveryReport OVER = new DiscoveryReport("", 0, 0, 0, null, 0);

    /** The same with another trouble. */
    public DiscoveryReport with(String otherTrouble) {
        return new DiscoveryReport(source, backends, lastSeenMillis, nextLookMillis, otherTrouble, failures);
    }

    /** Where reports are found. */
    @FunctionalInterface
    public interface Reports {
        /** For a pool whose backends nobody looks for. */
        Reports NONE = pool -> null;

        /** That of a pool; null where nobody looks for its backends, and none of them leaves. */
        @Nullable
        DiscoveryReport of(String pool);
    }
}
