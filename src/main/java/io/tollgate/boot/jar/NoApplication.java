package io.tollgate.boot.jar;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.model.Action;
import io.tollgate.model.Configuration;

/** Refuses routes that let the application answer: behind the runnable jar there is none. */
final class NoApplication implements Reconciler {

    @Override
    public Prepared prepare(Configuration next) throws RefusedException {
        for (int i = 0; i < next.routes().size(); i++) {
            if (next.routes().get(i).action() instanceof Action.Local) {
                throw new RefusedException(
                        "routes[" + i + "].action.local",
                        "the runnable jar has no application of its own that could answer",
                        "write forward, redirect or respond");
            }
        }
        return Prepared.NOTHING;
    }
}
