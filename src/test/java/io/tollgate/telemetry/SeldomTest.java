package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeldomTest {

    @Test
    void happensAtOnceAndThenOncePerInterval() {
        FakeTime time = new FakeTime();
        Seldom seldom = new Seldom(time, Duration.ofMinutes(1));

        assertTrue(seldom.now());
        assertFalse(seldom.now());
        time.advance(Duration.ofSeconds(59));
        assertFalse(seldom.now());
        time.advance(Duration.ofSeconds(1));
        assertTrue(seldom.now());
        assertFalse(seldom.now());
    }
}
