package io.tollgate.balance;

/** Is told of every lease that closes; must be quick and must not block. */
@FunctionalInterface
public interface LeaseObserver {

    /**
     * A lease has closed.
     *
     * @param nanos from the lease's beginning to its end
     */
    void closed(Endpoint endpoint, Outcome outcome, long nanos);
}
