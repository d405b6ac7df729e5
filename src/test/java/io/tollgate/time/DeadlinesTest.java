package io.tollgate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration STEP = Duration.ofMillis(20);

    private final FakeTime time = new FakeTime();
    private final List<Duration> standstills = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines(time, time, standstills::add);
    private final AtomicInteger fired = new AtomicInteger();

    @Test
    void firesOnceNotBeforeItsTimeAndAtMostAStepLate() {
        deadlines.set(Duration.ofMillis(70), fired::incrementAndGet);
        time.advance(Duration.ofMillis(69));
        assertEquals(0, fired.get());
        time.advance(Duration.ofMillis(1).plus(STEP));
        assertEquals(1, fired.get());
        time.advance(Duration.ofMinutes(1));
        assertEquals(1, fired.get());
    }

    @Test
    void doesNotFireWhenLifted() {
        Timer.Cancellable limit = deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        assertTrue(limit.cancel());
        assertFalse(limit.cancel(), "lifted already");
        time.advance(Duration.ofMinutes(1));
        assertEquals(0, fired.get());
    }

    @Test
    void cannotBeLiftedOnceItHasFired() {
        Timer.Cancellable limit = deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        time.advance(Duration.ofSeconds(2));
        assertFalse(limit.cancel());
    }

    @Test
    void sweepsOnlyWhileSomethingIsInFlight() {
        Timer.Cancellable one = deadlines.set(Duration.ofSeconds(10), fired::incrementAndGet);
        deadlines.set(Duration.ofSeconds(10), fired::incrementAndGet);
        assertEquals(1, time.pending(), "one sweep for all");
        one.cancel();
        time.advance(Duration.ofSeconds(11));
        assertEquals(1, fired.get());
        assertEquals(0, time.pending());
        deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        time.advance(Duration.ofSeconds(2));
        assertEquals(2, fired.get(), "it begins anew");
    }

    @Test
    void timeInWhichNothingRanDoesNotCount() {
        deadlines.set(Duration.ofSeconds(2), fired::incrementAndGet);
        time.advance(Duration.ofSeconds(1));
        time.standStill(Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(800));
        assertEquals(0, fired.get(), "it has been running for 1.9 s: a tenth of a second is no standstill yet");
        time.advance(Duration.ofMillis(100).plus(STEP));
        assertEquals(1, fired.get());
        assertEquals(1, standstills.size(), "the one");
        long missed = Duration.ofSeconds(30).minus(standstills.get(0)).toNanos();
        assertTrue(missed >= 0 && missed <= STEP.toNanos(), standstills::toString);
    }

    @Test
    void aSweepThatWaitsItsTurnIsNoStandstill() {
        deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            time.standStill(STEP.multipliedBy(6));
            time.advance(Duration.ZERO);
        }
        assertEquals(List.of(), standstills, "each was a hundred milliseconds late, not more");
        time.advance(STEP.multipliedBy(5));
        assertEquals(1, fired.get());
    }

    @Test
    void whatIsSetBeforeAStandstillIsNoticedLastsNoLonger() {
        deadlines.set(Duration.ofSeconds(2), () -> {});
        time.standStill(Duration.ofSeconds(30));
        long before = deadlines.nanos();
        deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        time.advance(Duration.ZERO);
        assertEquals(before, deadlines.nanos());
        time.advance(Duration.ofMillis(980));
        assertEquals(0, fired.get());
        time.advance(STEP.multipliedBy(2));
        assertEquals(1, fired.get());
    }

    @Test
    void whatWasDueHasAStepMoreAfterAStandstill() {
        deadlines.set(STEP, fired::incrementAndGet);
        time.standStill(Duration.ofSeconds(30));
        time.advance(Duration.ZERO);
        assertEquals(0, fired.get());
        time.advance(STEP);
        assertEquals(1, fired.get());
    }

    @Test
    void whereAllIsLateLimitsFireAllTheSame() {
        deadlines.set(Duration.ofSeconds(2), fired::incrementAndGet);
        for (int i = 0; i < 15; i++) {
            assertEquals(0, fired.get());
            time.standStill(STEP.plusMillis(500));
            time.advance(Duration.ZERO);
        }
        time.standStill(STEP.plusMillis(500));
        time.advance(Duration.ZERO);
        time.standStill(STEP.plusMillis(500));
        time.advance(Duration.ZERO);
        assertEquals(1, fired.get(), "17 times 0.12 s count");
    }

    @Test
    void whatIsSetAfterAStandstillLastsNoLonger() {
        deadlines.set(Duration.ofSeconds(2), () -> {});
        time.standStill(Duration.ofSeconds(30));
        time.advance(Duration.ZERO);
        deadlines.set(Duration.ofSeconds(1), fired::incrementAndGet);
        time.advance(Duration.ofSeconds(1).plus(STEP));
        assertEquals(1, fired.get());
    }

    @Test
    void oneThatFailsKeepsNeitherTheOthersNorLaterOnes() {
        for (int i = 0; i < 5; i++) {
            deadlines.set(Duration.ofMillis(10), () -> {
                throw new IllegalStateException("on purpose");
            });
            deadlines.set(Duration.ofMillis(10), fired::incrementAndGet);
        }
        time.advance(STEP);
        assertEquals(5, fired.get());
        deadlines.set(Duration.ofMillis(10), fired::incrementAndGet);
        time.advance(STEP);
        assertEquals(6, fired.get());
    }

    @Test
    void oneThatFiresMaySetAnother() {
        List<Long> at = new ArrayList<>();
        long begin = time.nanos();
        deadlines.set(Duration.ofMillis(20), () -> {
            at.add(time.nanos() - begin);
            deadlines.set(Duration.ofMillis(20), () -> at.add(time.nanos() - begin));
        });
        time.advance(Duration.ofMillis(100));
        assertEquals(List.of(20_000_000L, 40_000_000L), at);
    }
}
