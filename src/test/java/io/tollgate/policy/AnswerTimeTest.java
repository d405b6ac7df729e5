package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AnswerTimeTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final AnswerTime time = new AnswerTime();

    @Test
    void nothingIsKnownAtFirst() {
        assertEquals(0, time.nanos(SECOND));
    }

    @Test
    void theFirstAnswerIsTheAverage() {
        time.answered(20 * MS, SECOND);
        assertEquals(20 * MS, time.nanos(SECOND), MS);
    }

    @Test
    void aSlowerOneIsFollowedAtOnce() {
        time.answered(20 * MS, SECOND);
        time.answered(900 * MS, SECOND);
        assertEquals(900 * MS, time.nanos(SECOND), MS);
    }

    /** After one decay time of answers of 20 ms a third of the old peak is left: 20 + 880 / e = 344. */
    @Test
    void fasterOnesAreFollowedSlowly() {
        time.answered(900 * MS, 0);
        for (long now = 0; now <= 10 * SECOND; now += 10 * MS) {
            time.answered(20 * MS, now);
        }
        assertEquals(344 * MS, time.nanos(10 * SECOND), 5 * MS);
    }

    @Test
    void itFadesWithoutAnswers() {
        time.answered(900 * MS, 0);
        assertEquals(900 * MS / Math.E, time.nanos(10 * SECOND), MS);
        assertTrue(time.nanos(100 * SECOND) < MS);
    }

    @Test
    void aFastFailureIsSlow() {
        time.failed(MS, SECOND);
        assertEquals(AnswerTime.PENALTY_NANOS, time.nanos(SECOND), MS);
    }

    /** In a row of 5 s answers, 10 ms would be attractive, and 5 s as good as the rest. */
    @Test
    void aFailureIsSlowerThanWhatIsUsualThere() {
        time.answered(8 * SECOND, 0);
        for (long now = 0; now <= 60 * SECOND; now += 100 * MS) {
            time.failed(MS, now);
        }
        assertTrue(time.nanos(60 * SECOND) > 16 * SECOND, time.nanos(60 * SECOND) + " ns");
    }

    @Test
    void failuresDoNotPileUpForEver() {
        for (long now = 0; now <= 3_600 * SECOND; now += SECOND) {
            time.failed(MS, now);
        }
        assertTrue(time.nanos(3_600 * SECOND) <= 600 * SECOND + MS);
    }

    /** One in a thousand adds a thousandth of 5 s in the long run, and for a moment not much more: 20 ms are not 5 s. */
    @Test
    void oneErrorInAThousandMakesNoOutcast() {
        double most = 0;
        for (int i = 0; i < 100_000; i++) {
            long now = 5L * i * MS;
            if (i % 1000 == 999) {
                time.failed(MS, now);
            } else {
                time.answered(20 * MS, now);
            }
            most = Math.max(most, time.nanos(now));
        }
        assertTrue(most < 40 * MS, most / MS + " ms");
    }

    @Test
    void anotherServerIsAnotherMatter() {
        time.failed(MS, 0);
        time.forget();
        assertEquals(0, time.nanos(0));
    }

    /** The clock's nanoseconds may be negative, and their upper bits are cut off: only differences count. */
    @Test
    void theClockMayStandAnywhere() {
        for (long start : new long[] {-5 * SECOND, Long.MAX_VALUE - SECOND, 1L << 51, (1L << 52) - SECOND}) {
            AnswerTime fresh = new AnswerTime();
            fresh.answered(900 * MS, start);
            assertEquals(900 * MS / Math.E, fresh.nanos(start + 10 * SECOND), MS, "from " + start);
        }
    }

    /** Average and age are one: with answers of 10 and 20 ms only there is never anything else to be seen. */
    @Test
    void manyThreadsNeverSeeHalfOfAChange() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int odd = thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 200_000; i++) {
                        time.answered((i + odd) % 2 == 0 ? 10 * MS : 20 * MS, i * 10_000L);
                        double seen = time.nanos(i * 10_000L);
                        assertTrue(seen > 7 * MS && seen < 21 * MS, seen + " ns");
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void notingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                time.answered(i % 7 * MS, i * MS);
                time.failed(MS, i * MS);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 100_000, least + " bytes");
    }
}
