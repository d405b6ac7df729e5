package io.tollgate.control;

import io.tollgate.model.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All reconcilers as one: each is ready, or none has changed anything. Not thread-safe. */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final List<Reconciler> reconcilers;

    /**
     * @param reconcilers asked in this order
     */
    Reconciliation(List<Reconciler> reconcilers) {
        this.reconcilers = List.copyOf(reconcilers);
    }

    /** Makes everything ready that the next configuration needs. */
    Ready prepare(Configuration next) throws RefusedException {
        Ready ready = new Ready();
        try {
            for (Reconciler reconciler : reconcilers) {
                ready.prepared.add(reconciler.prepare(next));
            }
            return ready;
        } catch (RefusedException | RuntimeException e) {
            ready.close();
            throw e;
        }
    }

    /** What stands ready: committed, or rolled back when it is closed without. */
    static final class Ready implements AutoCloseable {
        private final List<Reconciler.Prepared> prepared = new ArrayList<>();
        private boolean committed;

        private Ready() {}

        void commit() {
            committed = true;
            prepared.forEach(each -> settle(each::commit));
        }

        @Override
        public void close() {
            if (!committed) {
                prepared.forEach(each -> settle(each::rollback));
            }
        }

        /** One that fails must not keep the others from following. */
        private static void settle(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("Not everything could follow the configuration", e);
            }
        }
    }
}
