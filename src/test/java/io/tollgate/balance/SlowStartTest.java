package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowStartTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({"0,0.1", "5,0.1", "10,0.1", "11,0.11", "50,0.5", "99,0.99", "100,1", "1000,1"})
    void isATenthOrTheShareOfTheTime(long atSecond, double part) {
        SlowStart start = SlowStart.over(0, Duration.ofSeconds(100));
        assertEquals(part, start.part(atSecond * SECOND), 1e-9);
    }

    @Test
    void isOverAtOnceWithoutAWindow() {
        assertSame(SlowStart.OVER, SlowStart.over(5, Duration.ZERO));
        assertFalse(SlowStart.OVER.ramping(0));
        assertEquals(1, SlowStart.OVER.part(0));
    }

    /** System.nanoTime may begin anywhere, and run over. */
    @Test
    void bearsAClockThatRunsOver() {
        long begin = Long.MAX_VALUE - SECOND;
        SlowStart start = SlowStart.over(begin, Duration.ofSeconds(10));
        assertTrue(start.ramping(begin + 5 * SECOND));
        assertEquals(0.5, start.part(begin + 5 * SECOND));
        assertFalse(start.ramping(begin + 10 * SECOND));
    }
}
