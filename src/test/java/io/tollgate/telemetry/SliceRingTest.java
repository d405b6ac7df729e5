package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SliceRingTest {
    private final SliceRing<LongAdder> ring = new SliceRing<>(10, 3, tick -> new LongAdder());

    @Test
    void momentsOfOneSliceShareIt() {
        assertSame(ring.at(20), ring.at(29));
        assertNotSame(ring.at(20), ring.at(30));
    }

    @Test
    void findsOnlyWhatIsStillKept() {
        LongAdder first = ring.at(0);
        assertSame(first, ring.find(0));
        assertNull(ring.find(1));

        ring.at(30);
        assertNull(ring.find(0));
    }

    @Test
    void whoComesTooLateGetsTheNewerSlice() {
        LongAdder newer = ring.at(30);

        assertSame(newer, ring.at(0));
        assertSame(newer, ring.find(3));
    }

    @Test
    void nothingIsLostWhileItTurns() throws Exception {
        SliceRing<LongAdder> wide = new SliceRing<>(1000, 500, tick -> new LongAdder());
        AtomicLong now = new AtomicLong();

        Together.run(4, 100_000, () -> wide.at(now.getAndIncrement()).increment());

        for (long tick = 0; tick < 400; tick++) {
            LongAdder slice = wide.find(tick);
            assertEquals(1000, slice == null ? 0 : slice.sum());
        }
    }
}
