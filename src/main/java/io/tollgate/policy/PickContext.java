package io.tollgate.policy;

/** What a policy may know of the request that wants a backend. */
public interface PickContext {

    /** Whether this request has already been sent to that backend in vain. */
    boolean tried(Target target);

    /** A pick that knows nothing of its request. */
    PickContext ANY = target -> false;
}
