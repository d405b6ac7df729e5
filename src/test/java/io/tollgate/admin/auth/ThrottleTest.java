package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final FakeTime time = new FakeTime();
    private final Throttle throttle = new Throttle(3, Duration.ofSeconds(60), time);

    @Test
    void letsTryUntilTheLimit() {
        throttle.failed("a");
        throttle.failed("a");
        assertEquals(0, throttle.waitSeconds("a"));
        throttle.failed("a");
        assertEquals(60, throttle.waitSeconds("a"));
        assertEquals(0, throttle.waitSeconds("b"));
    }

    @Test
    void waitsUntilTheWindowOfTheFirstFailureEnds() {
        throttle.failed("a");
        time.advance(Duration.ofSeconds(40));
        throttle.failed("a");
        throttle.failed("a");
        assertEquals(20, throttle.waitSeconds("a"));
        time.advance(Duration.ofMillis(19_001));
        assertEquals(1, throttle.waitSeconds("a"));
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, throttle.waitSeconds("a"));
    }

    @Test
    void countsAnewAfterTheWindow() {
        throttle.failed("a");
        throttle.failed("a");
        time.advance(Duration.ofSeconds(59));
        throttle.failed("a");
        time.advance(Duration.ofSeconds(2));
        throttle.failed("a");
        throttle.failed("a");
        assertEquals(0, throttle.waitSeconds("a"));
        throttle.failed("a");
        assertEquals(60, throttle.waitSeconds("a"));
    }
}
