package io.tollgate.policy;

import java.util.List;

/** How a pool picks. Keeps what must outlive a change of candidates, such as a cursor. Thread-safe. */
public interface Policy {

    /**
     * Freezes the policy over these candidates and the effective weights that they have now. Pickers of one policy,
     * old and new and of several groups of candidates, may be in use together.
     *
     * @param candidates each once; those of weight 0 are never picked; not changed afterwards
     */
    <T extends Target> Picker<T> picker(List<T> candidates);
}
