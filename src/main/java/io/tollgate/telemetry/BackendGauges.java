package io.tollgate.telemetry;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Where the exposition finds the pools of this moment. Called by any thread, once for each scrape. */
@FunctionalInterface
public interface BackendGauges {

    /** Shows every pool to the visitor, each once. */
    void each(Visitor visitor);

    /** Takes what it is shown. */
    @FunctionalInterface
    interface Visitor {

        /**
         * One pool that runs.
         *
         * @param sessions live sessions by backend id; 0 for all in a pool without affinity
         * @param connections of each of its backends
         */
        void pool(Pool pool, ToIntFunction<String> sessions, Function<Endpoint, ConnectionFigures> connections);
    }
}
