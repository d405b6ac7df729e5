package io.tollgate.telemetry;

/** Where the exposition finds how rolling deployments go. Called by any thread, once for each scrape. */
@FunctionalInterface
public interface RolloutGauges {
    /** There is none. */
    RolloutGauges NONE = visitor -> {};

    /** Shows the latest of every pool, each once. */
    void each(Visitor visitor);

    /** Takes what it is shown. */
    @FunctionalInterface
    interface Visitor {

        /**
         * One pool.
         *
         * @param waiting backends whose turn has not come
         * @param underWay those that drain, are renewed or come back
         * @param done those that are renewed and serve
         * @param left those that were left out
         * @param paused it waits for an operator
         */
        void pool(String pool, int waiting, int underWay, int done, int left, boolean paused);
    }
}
