package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateWindowTest {
    private final FakeTime time = new FakeTime();
    private final RateWindow rate = new RateWindow();

    private void steady(int seconds, int perSecond) {
        for (int s = 0; s < seconds; s++) {
            for (int i = 0; i < perSecond; i++) {
                rate.record(time.nanos());
            }
            time.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void countsTheLastTenWholeSeconds() {
        steady(25, 7);
        rate.record(time.nanos());

        assertEquals(7, rate.perSecond(time.nanos()));
    }

    @Test
    void followsAChangeWithinTenSeconds() {
        steady(10, 10);
        steady(5, 20);

        assertEquals(15, rate.perSecond(time.nanos()));
    }

    @Test
    void fallsToZeroWhenIdle() {
        steady(10, 10);
        time.advance(Duration.ofSeconds(9));
        assertEquals(1, rate.perSecond(time.nanos()));

        time.advance(Duration.ofSeconds(1));
        assertEquals(0, rate.perSecond(time.nanos()));
    }

    @Test
    void whatWasBeforeALongIdleTimeDoesNotComeBack() {
        steady(10, 10);
        time.advance(Duration.ofSeconds(11 * 1000));
        rate.record(time.nanos());
        time.advance(Duration.ofSeconds(1));

        assertEquals(0.1, rate.perSecond(time.nanos()));
    }

    @Test
    void worksBeforeTheOriginOfTheClock() {
        for (long second = -15; second < 5; second++) {
            rate.record(second * 1_000_000_000L);
        }

        assertEquals(1, rate.perSecond(5_000_000_000L));
    }
}
