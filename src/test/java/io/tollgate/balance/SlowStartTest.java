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
    @CsvSource({"0,10", "5,10", "10,10", "11,11", "50,50", "99,99", "100,100", "1000,100"})
    void isATenthOrTheShareOfTheTime(long atSecond, int weight) {
        SlowStart start = SlowStart.over(0, Duration.ofSeconds(100));
        assertEquals(weight, start.scale(100, atSecond * SECOND));
    }

    @Test
    void leavesAtLeastOneOfAnythingAndNothingOfNothing() {
        SlowStart start = SlowStart.over(0, Duration.ofSeconds(100));
        assertEquals(1, start.scale(1, 0));
        assertEquals(1, start.scale(4, 0));
        assertEquals(0, start.scale(0, 0));
    }

    @Test
    void isOverAtOnceWithoutAWindow() {
        assertSame(SlowStart.OVER, SlowStart.over(5, Duration.ZERO));
        assertFalse(SlowStart.OVER.ramping(0));
        assertEquals(70, SlowStart.OVER.scale(70, 0));
    }

    /** System.nanoTime may begin anywhere, and run over. */
    @Test
    void bearsAClockThatRunsOver() {
        long begin = Long.MAX_VALUE - SECOND;
        SlowStart start = SlowStart.over(begin, Duration.ofSeconds(10));
        assertTrue(start.ramping(begin + 5 * SECOND));
        assertEquals(50, start.scale(100, begin + 5 * SECOND));
        assertFalse(start.ramping(begin + 10 * SECOND));
    }
}
