package io.tollgate.control;

import io.tollgate.balance.Endpoint;
import io.tollgate.model.Mode;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a drain into maintenance when it has ended: no session and nothing in flight is left, or its deadline has
 * come.
 */
public final class DrainKeeper {
    /** The author of the changes. */
    public static final String AUTHOR = "drain";

    private static final Logger LOG = LoggerFactory.getLogger(DrainKeeper.class);

    private final LiveConfig live;
    private final Clock clock;

    public DrainKeeper(LiveConfig live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Looks once at every draining backend. Writes to the disk when one has ended. */
    public void look() {
        Snapshot snapshot = live.current();
        List<Change> ended = new ArrayList<>();
        for (PoolRuntime runtime : snapshot.pools().values()) {
            for (Endpoint endpoint : runtime.pool().endpoints()) {
                String why = asked(snapshot, endpoint) ? endOf(runtime, endpoint, snapshot) : null;
                if (why != null) {
                    ended.add(Change.of(
                            AUTHOR, why, new Edit.SetMode(runtime.spec().id(), endpoint.id(), Mode.MAINTENANCE, null)));
                }
            }
        }
        // An operator may have set one of them ready since: then nothing is done before the next look.
        long seen = snapshot.revision();
        try {
            for (Change change : ended) {
                seen = live.apply(change, OptionalLong.of(seen)).number();
            }
        } catch (StaleException e) {
            LOG.debug("A drain has ended, but the configuration has changed meanwhile; it is looked at again");
        } catch (RefusedException e) {
            LOG.warn("A drain has ended but could not be noted; it is tried again: {}", e.getMessage());
        }
    }

    /** One that drains because it is found no more is nobody's wish, and ends otherwise. */
    private static boolean asked(Snapshot snapshot, Endpoint endpoint) {
        return snapshot.overlay().of(endpoint.pool(), endpoint.id()).mode() == Mode.DRAIN;
    }

    private @Nullable String endOf(PoolRuntime runtime, Endpoint endpoint, Snapshot snapshot) {
        BackendOverlay wish = snapshot.overlay().of(runtime.spec().id(), endpoint.id());
        long now = clock.wallMillis();
        Long deadline = wish.deadlineMillis();
        if (deadline != null && now >= deadline) {
            return "the drain's deadline has come; sessions left: " + runtime.sessions(endpoint.id());
        }
        return runtime.servesNobody(endpoint, now) ? "no session and nothing in flight is left" : null;
    }
}
