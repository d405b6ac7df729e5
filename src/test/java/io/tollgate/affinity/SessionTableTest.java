package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
            touch(table, 7, "a");
        }
        assertEquals(1, table.count("a"));
        assertEquals(0, table.count("b"));
    }

    @Test
    void aSessionThatMovesIsCountedWhereItIsNow() {
        touch(table, 7, "a");
        touch(table, 8, "a");
        touch(table, 7, "b");
        assertEquals(1, table.count("a"));
        assertEquals(1, table.count("b"));
        touch(table, 7, "a");
        assertEquals(2, table.count("a"));
        assertEquals(0, table.count("b"));
    }

    @Test
    void forgetsASessionAfterItsIdleTime() {
        touch(table, 7, "a");
        time.advance(IDLE.minusSeconds(1));
        assertEquals(1, table.count("a"));
        time.advance(SLACK);
        assertEquals(0, table.count("a"));
    }

    @Test
    void eachRequestKeepsItAlive() {
        touch(table, 7, "a");
        touch(table, 8, "a");
        for (int i = 0; i < 10; i++) {
            time.advance(IDLE.minusSeconds(1));
            touch(table, 7, "a");
        }
        time.advance(IDLE.minusSeconds(1));
        assertEquals(1, table.count("a"), "7 lives, 8 is long gone");
    }

    @Test
    void aSessionThatComesBackAfterItsEndIsCountedAgainOnce() {
        touch(table, 7, "a");
        time.advance(IDLE.plusSeconds(1));
        touch(table, 7, "b");
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
            touch(table, session, backend);
        }
        assertCounts(model, backends);

        time.advance(Duration.ofMinutes(20));
        Map<Long, String> survivors = new HashMap<>();
        for (int i = 0; i < n / 3; i++) {
            long session = 1L + random.nextInt(2 * n);
            String backend = backends[random.nextInt(backends.length)];
            survivors.put(session, backend);
            touch(table, session, backend);
        }
        time.advance(Duration.ofMinutes(11));
        assertCounts(survivors, backends);

        time.advance(IDLE.plus(SLACK));
        assertCounts(Map.of(), backends);
    }

    @Test
    void theBusiestDoNotHideThatOthersAreGone() {
        for (long session = 1; session <= 10_000; session++) {
            touch(table, session, "a");
        }
        for (int minute = 0; minute < 31; minute++) {
            time.advance(Duration.ofMinutes(1));
            for (long session = 1; session <= 100; session++) {
                touch(table, session, "a");
            }
        }
        assertEquals(100, table.count("a"));
    }

    @Test
    void isBoundedAndItsCountsStayTrueToWhatItHolds() {
        SessionTable small = new SessionTable(IDLE, 1000, time);
        for (long session = 1; session <= 50_000; session++) {
            touch(small, session, session % 2 == 0 ? "a" : "b");
        }
        time.advance(Duration.ofSeconds(1));
        assertEquals(time.wallMillis() - 1_000, small.startMillis(), "what was thrown out may be alive");
        int held = small.count("a") + small.count("b");
        assertTrue(held <= 1000 && held > 900, "holds " + held);
        time.advance(IDLE.plus(SLACK));
        assertEquals(0, small.count("a"));
        assertEquals(0, small.count("b"));
    }

    @Test
    void aNewIdleTimeHoldsForKnownSessionsFromTheirNextRequest() {
        touch(table, 7, "a");
        touch(table, 8, "a");
        table.idle(Duration.ofMinutes(5));
        touch(table, 8, "a");
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
                    touch(table, 1L + random.nextInt(sessions), random.nextBoolean() ? "a" : "b");
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }
        assertTrue(done.await(20, TimeUnit.SECONDS));
        for (long session = 1; session <= sessions; session++) {
            touch(table, session, session <= 500 ? "a" : "b");
        }
        assertEquals(500, table.count("a"));
        assertEquals(1500, table.count("b"));
    }

    @Test
    void findsWhereASessionIsAndSinceWhen() {
        assertNull(table.find(7));
        table.touch(7, "a", 5);
        assertEquals(new SessionTable.Known("a", 5, 0), table.find(7));
        table.touch(7, "b", 9);
        assertEquals(new SessionTable.Known("b", 5, 0), table.find(7), "it is no younger for having moved");
        table.forget(7);
        assertNull(table.find(7));
        assertEquals(0, table.count("b"));
        table.forget(8);
    }

    @Test
    void surveysWhoIsThereAndHowLongAgoTheyWereSeen() {
        assertEquals(new SessionSurvey(0, 0, 0, 0, List.of(0, 0, 0, 0)), table.survey("a"));
        touch(table, 1, "a");
        touch(table, 9, "b");
        time.advance(Duration.ofMinutes(10));
        touch(table, 2, "a");
        time.advance(Duration.ofMinutes(3));
        touch(table, 3, "a");
        touch(table, 4, "a");
        time.advance(Duration.ofSeconds(30));
        touch(table, 4, "a");
        time.advance(Duration.ofSeconds(5));
        SessionSurvey survey = table.survey("a");
        assertEquals(new SessionSurvey(4, 815_000, 815_000, 5_000, List.of(1, 1, 1, 1)), survey);
        assertEquals(0, survey.quiet());
        time.advance(Duration.ofMinutes(20));
        assertEquals(3, table.survey("a").sessions(), "to be looked at keeps nobody alive");
        assertEquals(3, table.survey("a").quiet());
    }

    /** Of what a session takes beyond the 16 bytes of a boxed number, which nobody else would hold either. */
    @Test
    void aSessionTakesLessThanThreeHundredBytes() {
        int sessions = 200_000;
        SessionTable held = new SessionTable(IDLE, SessionTable.MAX_SESSIONS, time);
        touch(held, 1, "a");
        long before = used();
        for (int i = 2; i <= sessions; i++) {
            touch(held, i, "a");
        }
        long each = (used() - before) / sessions;
        assertEquals(sessions, held.count("a"));
        System.out.println("a session takes " + each + " bytes");
        assertTrue(each < 300, each + " bytes");
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private void touch(SessionTable by, long session, String backend) {
        by.touch(session, backend, time.wallMillis());
    }

    private void assertCounts(Map<Long, String> model, String[] backends) {
        for (String backend : backends) {
            long expected = model.values().stream().filter(backend::equals).count();
            assertEquals(expected, table.count(backend), backend);
        }
    }
}
