package io.tollgate.boot;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.model.Configuration;

/** Refuses to change while running what only a start can change, so that the file never says what is not so. */
final class FixedAtStart implements Reconciler {
    private final Configuration started;

    FixedAtStart(Configuration started) {
        this.started = started;
    }

    @Override
    public Prepared prepare(Configuration next) throws RefusedException {
        if (!next.admin().equals(started.admin())) {
            throw new RefusedException("admin", "cannot change while running", "restart, or write the old values");
        }
        if (!next.state().equals(started.state())) {
            throw new RefusedException("state", "cannot change while running", "restart, or write the old values");
        }
        return Prepared.NOTHING;
    }
}
