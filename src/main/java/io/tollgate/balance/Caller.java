package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.policy.PickContext;
import io.tollgate.policy.Target;
import org.jspecify.annotations.Nullable;

/** Who wants a backend. Its methods are called from any thread and must not block. */
public interface Caller extends PickContext {

    /** Whether it has been sent to that backend in vain. */
    boolean hasTried(Endpoint endpoint);

    @Override
    default boolean tried(Target target) {
        return target instanceof Endpoint endpoint && hasTried(endpoint);
    }

    /** The id of the backend it is tied to, or null. */
    @Nullable
    String tiedBackend();

    /** It has a backend now and must close the lease. Called at most once for each time it asks. */
    void leased(Lease lease);

    /** There is none to be had. Called at most once for each time it asks, in place of {@link #leased}. */
    void refused(ErrorReason reason);
}
