package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import io.tollgate.time.Deadlines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration NEARLY = Duration.ofSeconds(9);
    /** A limit may fire a step late. */
    private static final Duration ENOUGH = Duration.ofMillis(10_100);

    private final FakeTime time = new FakeTime();
    private final AtomicInteger ends = new AtomicInteger();
    private final Silence silence = silence(LIMIT);

    @Test
    void endsWhatIsSilentForTooLongAndOnce() {
        silence.begin();
        time.advance(NEARLY);
        assertEquals(0, ends.get());
        time.advance(Duration.ofMillis(1_100));
        assertEquals(1, ends.get());
        time.advance(LIMIT.multipliedBy(5));
        assertEquals(1, ends.get());
    }

    @Test
    void countsFromTheLastSound() {
        silence.begin();
        time.advance(NEARLY);
        silence.broken();
        time.advance(NEARLY);
        assertEquals(0, ends.get());
        time.advance(Duration.ofMillis(1_100));
        assertEquals(1, ends.get());
    }

    @Test
    void doesNotCountWhileTheClientIsToSend() {
        silence.begin();
        silence.clientSends(true);
        time.advance(LIMIT.multipliedBy(10));
        assertEquals(0, ends.get());
        silence.clientSends(false);
        time.advance(NEARLY);
        assertEquals(0, ends.get(), "a whole limit, from when the backend's turn began");
        time.advance(Duration.ofMillis(1_100));
        assertEquals(1, ends.get());
    }

    @Test
    void doesNotCountWhileTheClientIsToTake() {
        silence.begin();
        silence.clientTakes(true);
        time.advance(LIMIT.multipliedBy(10));
        assertEquals(0, ends.get());
        silence.clientTakes(false);
        time.advance(ENOUGH);
        assertEquals(1, ends.get());
    }

    @Test
    void doesNotCountWhenItIsOver() {
        silence.begin();
        silence.end();
        time.advance(LIMIT.multipliedBy(10));
        assertEquals(0, ends.get());
        assertEquals(0, time.pending());
    }

    @Test
    void timeInWhichNothingRanDoesNotCount() {
        silence.begin();
        time.advance(NEARLY);
        silence.broken();
        time.advance(Duration.ofSeconds(5));
        time.standStill(LIMIT);
        time.advance(Duration.ofMillis(4_800));
        assertEquals(0, ends.get());
        time.advance(Duration.ofMillis(200));
        assertEquals(1, ends.get());
    }

    @Test
    void zeroIsNoLimit() {
        Silence none = silence(Duration.ZERO);
        none.begin();
        none.clientSends(true);
        none.clientSends(false);
        time.advance(Duration.ofDays(1));
        assertEquals(0, ends.get());
        none.end();
    }

    private Silence silence(Duration limit) {
        return new Silence(limit, new Deadlines(time, time), ends::incrementAndGet);
    }
}
