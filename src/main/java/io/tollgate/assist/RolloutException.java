package io.tollgate.assist;

/** What is asked of a rollout cannot be done as things are; the message says why, and what can. */
public final class RolloutException extends Exception {
    private static final long serialVersionUID = 1;

    RolloutException(String message) {
        super(message);
    }
}
