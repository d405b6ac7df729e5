package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.policy.PickContext;
import org.jspecify.annotations.Nullable;

/** Who wants a backend. Its methods are called from any thread and must not block. */
public interface Caller extends PickContext {

    /** The id of the backend it is tied to, or null. */
    @Nullable
    String tiedBackend();

    /** It has a backend now and must close the lease. Called at most once for each time it asks. */
    void leased(Lease lease);

    /** There is none to be had. Called at most once for each time it asks, in place of {@link #leased}. */
    void refused(ErrorReason reason);
}
