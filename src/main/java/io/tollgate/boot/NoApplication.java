package io.tollgate.boot;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.model.Action;
import io.tollgate.model.Configuration;

/** Refuses routes that let the application answer: where none stands behind. */
final class NoApplication implements Reconciler {

    @Override
    public Prepared prepare(Configuration next) throws RefusedException {
        for (int i = 0; i < next.routes().size(); i++) {
            if (next.routes().get(i).action() instanceof Action.Local) {
                throw new RefusedException(
                        "routes[" + i + "].action.local",
                        "there is no application behind that could answer (only the library form has one)",
                        "write forward, redirect or respond");
            }
        }
        return Prepared.NOTHING;
    }
}
