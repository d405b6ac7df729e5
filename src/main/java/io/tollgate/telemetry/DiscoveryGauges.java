package io.tollgate.telemetry;

/** Where the exposition finds how the search for backends goes. Called by any thread, once for each scrape. */
@FunctionalInterface
public interface DiscoveryGauges {
    /** Nobody looks for any. */
    DiscoveryGauges NONE = visitor -> {};

    /** Shows every pool whose backends are looked for, each once. */
    void each(Visitor visitor);

    /** Takes what it is shown. */
    @FunctionalInterface
    interface Visitor {

        /**
         * One pool.
         *
         * @param found backends that the last good look told
         * @param leaving those that are found no more and drain
         * @param failures looks that told nothing of use, or not all
         * @param troubled the last look told nothing of use
         * @param lastSeenMillis wall time of the last look that told something; 0 before the first
         */
        void pool(String pool, int found, int leaving, long failures, boolean troubled, long lastSeenMillis);
    }
}
