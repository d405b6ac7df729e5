package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessQueueTest {
    private static AccessLine line(String path) {
        return AccessLine.of(Exchanges.fresh(new FakeTime(), path));
    }

    @Test
    void takesNoMoreThanItsCapacity() {
        AccessQueue queue = new AccessQueue(2);

        assertTrue(queue.offer(line("/1")));
        assertTrue(queue.offer(line("/2")));
        assertFalse(queue.offer(line("/3")));
        assertEquals("/1", path(queue.poll()));
        assertTrue(queue.offer(line("/4")));
        assertEquals("/2", path(queue.poll()));
        assertEquals("/4", path(queue.poll()));
        assertNull(queue.poll());
        assertEquals(0, queue.size());
    }

    @Test
    void longPathsFillItSooner() {
        AccessQueue queue = new AccessQueue(1_000_000);
        AccessLine large = line("/" + "x".repeat(1 << 20));

        int taken = 0;
        while (queue.offer(large)) {
            taken++;
        }

        assertEquals(63, taken);
        queue.poll();
        assertTrue(queue.offer(large));
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        AccessQueue queue = new AccessQueue(1000);
        AccessLine line = line("/");
        LongAdder taken = new LongAdder();

        Together.run(4, 5_000, () -> {
            if (queue.offer(line)) {
                taken.increment();
            }
        });

        assertEquals(1000, taken.sum());
        for (int i = 0; i < 1000; i++) {
            assertNotNull(queue.poll());
        }
        assertNull(queue.poll());
    }

    private static String path(@Nullable AccessLine line) {
        return line == null ? "" : line.path();
    }
}
