package io.tollgate.conformance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what should happen at once, with an end. */
final class Waiting {
    /** How long anybody in a case waits for the other end. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long a whole case may take. */
    static final Duration LONG = Duration.ofSeconds(30);

    private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);

    private final String failure;
    private final long end = System.nanoTime() + PATIENCE.toNanos();

    /**
     * Begins.
     *
     * @param failure what to say when it takes too long
     */
    Waiting(String failure) {
        this.failure = failure;
    }

    /** Waits until that is so. */
    static void until(String failure, BooleanSupplier so) {
        Waiting waiting = new Waiting(failure);
        while (!so.getAsBoolean()) {
            waiting.pause();
        }
    }

    /** Waits a moment; fails when it was long enough. */
    void pause() {
        if (System.nanoTime() > end) {
            throw new AssertionError(failure);
        }
        LockSupport.parkNanos(PAUSE);
    }
}
