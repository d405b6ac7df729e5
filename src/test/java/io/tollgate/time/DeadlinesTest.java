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
    private final Deadlines deadlines = new Deadlines(time, time);
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
