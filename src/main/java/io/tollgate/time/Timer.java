package io.tollgate.time;

import java.time.Duration;

/**
 * Runs short tasks later. A task must not block: many share one thread. Thread-safe.
 */
public interface Timer {

    /**
     * Runs the task once after the delay.
     *
     * @param delay not negative
     * @return a handle that cancels the task if it has not begun
     */
    Cancellable after(Duration delay, Runnable task);

    /** Something that may still be called off. */
    @FunctionalInterface
    interface Cancellable {
        /** Nothing was set. */
        Cancellable NOTHING = () -> false;

        /**
         * Calls it off.
         *
         * @return false when it had already begun, ended or been called off
         */
        boolean cancel();
    }
}
