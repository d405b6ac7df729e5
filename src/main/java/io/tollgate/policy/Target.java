package io.tollgate.policy;

/** A backend as a policy sees it. Live: figures may change between two reads. */
public interface Target {

    /** Unique within the pool. */
    String id();

    /** Its weight as operators set it. */
    int weight();

    /**
     * Its weight now, with slow start and reported load; 0 means no new callers. Whole, or hundredths of a weight below
     * 10. The one function all policies use.
     */
    double effectiveWeight();

    /** Requests it serves at this moment. */
    int inFlight();

    /** Whether it may take one more request now. */
    boolean hasRoom();

    /** How long it takes to answer. Outlives every change that leaves it the same server. */
    AnswerTime answerTime();
}
