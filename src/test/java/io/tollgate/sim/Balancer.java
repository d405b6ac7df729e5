package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import java.util.function.Consumer;

/** What is judged. Backends go by their place in the list. */
interface Balancer {

    /**
     * Finds a request its backend.
     *
     * @param key the hash of what the request is known by
     * @param served is told at once or later
     */
    void ask(long key, Consumer<Use> served);

    /** From now on the first so many backends of the list are there. */
    void backends(int present);

    /** A backend serving one request. */
    interface Use {
        int backend();

        /** The answer has come, whole. */
        void end(Outcome outcome);
    }
}
