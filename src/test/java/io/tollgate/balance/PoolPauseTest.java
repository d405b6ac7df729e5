package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.time.Timer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The pause before a backend is asked again for what it has failed at. */
class PoolPauseTest {
    /** Limits are looked at in steps of 20 ms, so a pause ends up to one of them late. */
    private static final Duration LATE = Duration.ofMillis(20);

    private final TestPool pool = TestPool.of(TestPool.backend("a"));
    private int asked;

    @Test
    void lastsFromHalfItsLengthToAllOfIt() {
        pool.pool().pause(1, () -> asked++);
        pool.time.advance(Duration.ofMillis(24));
        assertEquals(0, asked);
        pool.time.advance(Duration.ofMillis(26).plus(LATE));
        assertEquals(1, asked);
    }

    @Test
    void isLongerForALaterRetry() {
        pool.pool().pause(4, () -> asked++);
        pool.time.advance(Duration.ofMillis(199));
        assertEquals(0, asked);
        pool.time.advance(Duration.ofMillis(201).plus(LATE));
        assertEquals(1, asked);
    }

    @Test
    void endsOnce() {
        pool.pool().pause(1, () -> asked++);
        pool.time.advance(Duration.ofMinutes(1));
        assertEquals(1, asked);
    }

    @Test
    void leadsNowhereOnceItWasCalledOff() {
        Timer.Cancellable pause = pool.pool().pause(1, () -> asked++);
        assertTrue(pause.cancel());
        pool.time.advance(Duration.ofMinutes(1));
        assertEquals(0, asked);
        assertFalse(pause.cancel());
        assertEquals(0, pool.time.pending());
    }

    @Test
    void cannotBeCalledOffOnceItIsOver() {
        Timer.Cancellable pause = pool.pool().pause(1, () -> asked++);
        pool.time.advance(Duration.ofMinutes(1));
        assertFalse(pause.cancel());
    }

    @Test
    void whoHasForgottenWhomItTriedIsServedAgain() {
        TestCaller caller = pool.ask(TestCaller.free().whoTried("a"));
        assertEquals("no_backend", caller.outcome());
        TestCaller anew = TestCaller.free();
        pool.pool().pause(1, () -> pool.pool().again(anew));
        assertEquals("waits", anew.outcome());
        pool.time.advance(Duration.ofMillis(50).plus(LATE));
        assertEquals("a", anew.outcome());
    }
}
