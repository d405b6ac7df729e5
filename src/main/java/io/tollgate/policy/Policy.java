package io.tollgate.policy;

import java.util.List;

/** How a pool picks. Keeps what must outlive a change of candidates, such as a cursor. Thread-safe. */
public interface Policy {

    /**
     * Freezes the policy over these candidates and the effective weights that they have now. Pickers of one policy,
     * old and new and of several groups of candidates, may be in use together.
     *
     * @param candidates each once; those of weight 0 are never picked; not changed afterwards
     * @param peers all whom operators let serve in the candidates' place, be they well or not, the candidates among
     *     them: by them it is settled who is whose where that must not change with health; not changed afterwards
     */
    <T extends Target> Picker<T> picker(List<T> candidates, List<T> peers);

    /** Where all who may serve are candidates. */
    default <T extends Target> Picker<T> picker(List<T> candidates) {
        return picker(candidates, candidates);
    }
}
