package io.tollgate.control;

import org.jspecify.annotations.Nullable;

/**
 * How the search for a pool's backends goes. Immutable.
 *
 * @param source where it looks, in a few words
 * @param backends how many it found
 * @param lastSeenMillis wall time of the last look that told something; 0 before the first
 * @param nextLookMillis wall time of the next look
 * @param trouble what is wrong; what was found last stays then, if there was anything. Null when all is well
 * @param failures looks that told nothing of use
 */
public record DiscoveryReport(
        String source,
        int backends,
        long lastSeenMillis,
        long nextLookMillis,
        @Nullable String trouble,
        long failures) {

    /** The same with another trouble. */
    public DiscoveryReport with(String otherTrouble) {
        return new DiscoveryReport(source, backends, lastSeenMillis, nextLookMillis, otherTrouble, failures);
    }

    /** Where reports are found. */
    @FunctionalInterface
    public interface Reports {
        /** For a pool whose backends nobody looks for. */
        Reports NONE = pool -> null;

        /** That of a pool; null where nobody looks for its backends. */
        @Nullable
        DiscoveryReport of(String pool);
    }
}
