package io.tollgate.admin;

import io.tollgate.control.Change;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.Snapshot;
import io.tollgate.control.StaleException;
import java.util.OptionalLong;

/** Makes operators' changes, unless they would overload a pool and are not confirmed. Thread-safe. */
public final class InterlockedConfig {
    private final LiveConfig live;
    private final Interlock interlock;

    public InterlockedConfig(LiveConfig live, Interlock interlock) {
        this.live = live;
        this.interlock = interlock;
    }

    /**
     * Makes a change as {@link LiveConfig#apply} does.
     *
     * @param force whether it is made though it overloads
     * @throws OverloadException when it would overload a pool as it is now, and is not forced
     */
    public Revision apply(Change change, OptionalLong expectedRevision, boolean force)
            throws StaleException, RefusedException, OverloadException {
        while (true) {
            Snapshot judged = live.current();
            Impact impact = force ? null : interlock.judge(judged, change.edits());
            boolean stale = expectedRevision.isPresent() && expectedRevision.getAsLong() != judged.revision();
            if (impact == null || stale) {
                return live.apply(change, expectedRevision);
            }
            if (impact.overloads()) {
                throw new OverloadException(impact);
            }
            try {
                return live.apply(change, OptionalLong.of(judged.revision()));
            } catch (StaleException e) {
                if (expectedRevision.isPresent()) {
                    throw e;
                }
                // Two who take out the last two at once must not both have been told that the other one is left.
            }
        }
    }
}
