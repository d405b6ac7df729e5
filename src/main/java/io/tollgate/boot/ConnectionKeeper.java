package io.tollgate.boot;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import io.tollgate.upstream.Connections;

/**
 * Keeps the connections to backends as the snapshot in force wants them: drains what has gone, holds open what is to be
 * held open, and has names looked up again. One thread looks; any may have it follow.
 */
final class ConnectionKeeper {
    /** As long as Java itself remembers a name. */
    private static final int LOOKS_PER_NAME = 30;

    private final Connections connections;
    private int looks;

    ConnectionKeeper(Connections connections) {
        this.connections = connections;
    }

    void follow(Snapshot snapshot) {
        connections.follow(snapshot.configuration().pools());
        warm(snapshot);
    }

    /** To be called once a second. */
    void look(Snapshot snapshot) {
        warm(snapshot);
        looks = (looks + 1) % LOOKS_PER_NAME;
        if (looks == 0) {
            connections.lookUpNames();
        }
    }

    private void warm(Snapshot snapshot) {
        for (PoolRuntime runtime : snapshot.pools().values()) {
            if (runtime.spec().connections().warm() > 0) {
                for (Endpoint endpoint : runtime.pool().endpoints()) {
                    if (endpoint.mode() != Mode.MAINTENANCE && endpoint.health() != Health.DOWN) {
                        connections.warm(runtime.spec(), endpoint.spec().url());
                    }
                }
            }
        }
    }
}
