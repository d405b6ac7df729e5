package io.tollgate.policy;

/** What a policy may know of the request that wants a backend. */
public interface PickContext {
    /** In place of a hash: the request has no key. */
    long NO_KEY = 0;

    /** A pick that knows nothing of its request. */
    PickContext ANY = target -> false;

    /** Whether this request has already been sent to that backend in vain. */
    boolean tried(Target target);

    /** How many backends it has been sent to in vain. */
    default int tries() {
        return 0;
    }

    /**
     * The hash of the request's key, the same for the same key on every Tollgate; {@link #NO_KEY} without one, as where
     * the pool picked by none when the request came.
     */
    default long keyHash() {
        return NO_KEY;
    }
}
