package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    /** How long after its end a session may still count. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final FakeTime time = new FakeTime();
    private final SessionTable table = new SessionTable(IDLE, SessionTable.MAX_SESSIONS, time);

    @Test
    void countsASessionOnceHoweverOftenItComes() {
        for (int i = 0; i < 100; i++) {
            table.touch(7, "a");
        }
        assertEquals(1, table.count("a"));
        assertEquals(0, table.count("b"));
    }

    @Test
    void aSessionThatMovesIsCountedWhereItIsNow() {
        table.touch(7, "a");
        table.touch(8, "a");
        table.touch(7, "b");
        assertEquals(1, table.count("a"));
        assertEquals(1, table.count("b"));
        table.touch(7, "a");
        assertEquals(2, table.count("a"));
        assertEquals(0, table.count("b"));
    }

    @Test
    void forgetsASessionAfterItsIdleTime() {
        table.touch(7, "a");
        time.advance(IDLE.minusSeconds(1));
        assertEquals(1, table.count("a"));
        time.advance(SLACK);
        assertEquals(0, table.count("a"));
    }

    @Test
    void eachRequestKeepsItAlive() {
        table.touch(7, "a");
        table.touch(8, "a");
        for (int i = 0; i < 10; i++) {
            time.advance(IDLE.minusSeconds(1));
            table.touch(7, "a");
        }
        time.advance(IDLE.minusSeconds(1));
        assertEquals(1, table.count("a"), "7 lives, 8 is long gone");
    }

    @Test
    void aSessionThatComesBackAfterItsEndIsCountedAgainOnce() {
        table.touch(7, "a");
        time.advance(IDLE.plusSeconds(1));
        table.touch(7, "b");
        assertEquals(0, table.count("a"));
        assertEquals(1, table.count("b"));
    }

    @Test
    void keepsCountOfAHundredThousandThatComeGoAndMove() {
        Random random = new Random(11);
        int n = 100_000;
        String[] backends = {"a", "b", "c", "d", "e"};
        Map<Long, String> model = new HashMap<>();
        for (int i = 0; i < 2 * n; i++) {
            long session = 1L + random.nextInt(n);
            String backend = backends[random.nextInt(backends.length)];
            model.put(session, backend);
            table.touch(session, backend);
        }
        assertCounts(model, backends);

        time.advance(Duration.ofMinutes(20));
        Map<Long, String> survivors = new HashMap<>();
        for (int i = 0; i < n / 3; i++) {
            long session = 1L + random.nextInt(2 * n);
            String backend = backends[random.nextInt(backends.length)];
            survivors.put(session, backend);
            table.touch(session, backend);
        }
        time.advance(Duration.ofMinutes(11));
        assertCounts(survivors, backends);

        time.advance(IDLE.plus(SLACK));
        assertCounts(Map.of(), backends);
    }

    @Test
    void theBusiestDoNotHideThatOthersAreGone() {
        for (long session = 1; session <= 10_000; session++) {
            table.touch(session, "a");
        }
        for (int minute = 0; minute < 31; minute++) {
            time.advance(Duration.ofMinutes(1));
            for (long session = 1; session <= 100; session++) {
                table.touch(session, "a");
            }
        }
        assertEquals(100, table.count("a"));
    }

    @Test
    void isBoundedAndItsCountsStayTrueToWhatItHolds() {
        SessionTable small = new SessionTable(IDLE, 1000, time);
        for (long session = 1; session <= 50_000; session++) {
            small.touch(session, session % 2 == 0 ? "a" : "b");
        }
        time.advance(Duration.ofSeconds(1));
        int held = small.count("a") + small.count("b");
        assertTrue(held <= 1000 && held > 900, "holds " + held);
        time.advance(IDLE.plus(SLACK));
        assertEquals(0, small.count("a"));
        assertEquals(0, small.count("b"));
    }

    @Test
    void aNewIdleTimeHoldsForKnownSessionsFromTheirNextRequest() {
        table.touch(7, "a");
        table.touch(8, "a");
        table.idle(Duration.ofMinutes(5));
        table.touch(8, "a");
        time.advance(Duration.ofMinutes(5).plus(SLACK));
        assertEquals(1, table.count("a"));
    }

    @Test
    void saysSinceWhenItCounts() {
        long made = time.wallMillis();
        time.advance(Duration.ofHours(3));
        assertEquals(made, table.startMillis());
    }

    @Test
    void countsExactlyUnderManyThreads() throws InterruptedException {
        int threads = 4;
        int sessions = 2000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    table.touch(1L + random.nextInt(sessions), random.nextBoolean() ? "a" : "b");
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }
        assertTrue(done.await(20, TimeUnit.SECONDS));
        for (long session = 1; session <= sessions; session++) {
            table.touch(session, session <= 500 ? "a" : "b");
        }
        assertEquals(500, table.count("a"));
        assertEquals(1500, table.count("b"));
    }

    private void assertCounts(Map<Long, String> model, String[] backends) {
        for (String backend : backends) {
            long expected = model.values().stream().filter(backend::equals).count();
            assertEquals(expected, table.count(backend), backend);
        }
    }
}
