package io.tollgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.OutlierSpec;
import io.tollgate.model.Percent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(OutlierDetector.QUIET_MILLIS);

    /** Near the end of the range, so that the clock wraps during the tests as nanoTime may. */
    private long now = Long.MAX_VALUE - seconds(40);

    @Test
    void ejectsAfterThatManyFailuresInARow() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(3, 30, 300));
        assertFalse(failed(detector, () -> true));
        assertFalse(failed(detector, () -> true));
        assertFalse(detector.ejected());
        assertNull(detector.trouble());
        assertTrue(failed(detector, () -> true));
        assertTrue(detector.ejected());
        assertEquals(now + seconds(30), detector.ejectedUntilNanos());
        assertEquals("ejected for 30s after 3 failures in a row", detector.trouble());
    }

    @Test
    void anAnswerEndsTheRow() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(3, 30, 300));
        detector.failed(now);
        detector.failed(now);
        detector.answered(now);
        assertFalse(failed(detector, () -> true));
        assertFalse(failed(detector, () -> true));
        assertTrue(failed(detector, () -> true));
    }

    @Test
    void aShareOfErrorsEjectsWhereThereWereEnoughRequests() {
        OutlierDetector detector = new OutlierDetector(rated(50, 10, 20));
        for (int i = 0; i < 10; i++) {
            detector.answered(now);
        }
        for (int i = 0; i < 9; i++) {
            assertFalse(detector.erred(now), "too few requests, or errors");
        }
        assertEquals(-1, detector.failureShare(now));
        assertTrue(detector.erred(now));
        assertEquals(0.5, detector.failureShare(now));
        assertTrue(detector.judge(now, () -> true));
        assertEquals("ejected for 30s after 50 % of its requests failed in 10s", detector.trouble());
        assertFalse(detector.judge(now, () -> true), "it is out already");
        now += seconds(30);
        assertTrue(detector.readmit(now));
        assertEquals(-1, detector.failureShare(now), "what was is forgiven");
    }

    @Test
    void errorsAreForgottenWithTheWindow() {
        OutlierDetector detector = new OutlierDetector(rated(50, 5, 10));
        for (int i = 0; i < 9; i++) {
            assertFalse(detector.erred(now));
        }
        now += seconds(5);
        assertFalse(detector.erred(now));
        assertEquals(-1, detector.failureShare(now));
    }

    @Test
    void failuresCountForTheRateAndPeersHaveTheirSay() {
        OutlierDetector detector = new OutlierDetector(rated(50, 10, 10));
        for (int i = 0; i < 5; i++) {
            detector.answered(now);
        }
        OutlierDetector.Peers alike = new OutlierDetector.Peers() {
            @Override
            public boolean spare() {
                return true;
            }

            @Override
            public boolean failLess(double share) {
                return share > 0.6;
            }
        };
        for (int i = 0; i < 8; i++) {
            assertFalse(failed(detector, alike), "others fail as much");
            now += QUIET;
            assertFalse(failed(detector, () -> false), "it cannot be spared");
            now += QUIET;
            detector.answered(now);
            detector.answered(now);
        }
        assertEquals(16 / 37.0, detector.failureShare(now), 1e-9);
        while (detector.failureShare(now) <= 0.58) {
            assertFalse(failed(detector, alike));
            now += QUIET;
        }
        boolean ejected = false;
        for (int i = 0; i < 5 && !ejected; i++) {
            now += QUIET;
            ejected = failed(detector, alike);
        }
        assertTrue(ejected);
    }

    @Test
    void withoutARateNoneEjects() {
        OutlierDetector detector = new OutlierDetector(rated(0, 10, 1));
        for (int i = 0; i < 100; i++) {
            assertFalse(detector.erred(now));
        }
        assertFalse(detector.judge(now, () -> true));
    }

    private static OutlierSpec rated(int percent, int windowSeconds, int minRequests) {
        return new OutlierSpec(
                0,
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                new Percent(percent),
                Duration.ofSeconds(windowSeconds),
                minRequests);
    }

    @Test
    void readmitsWhenItsTimeIsOverAndNotBefore() {
        OutlierDetector detector = ejectedOnce();
        now += seconds(30) - 1;
        assertFalse(detector.readmit(now));
        assertTrue(detector.ejected());
        now += 1;
        assertTrue(detector.readmit(now));
        assertFalse(detector.ejected());
        assertNull(detector.trouble());
        assertTrue(detector.readmit(now), "not ejected any more");
    }

    @Test
    void staysOutLongerEachTimeUpToTheMost() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(2, 30, 100));
        for (int expected : new int[] {30, 60, 90, 100, 100}) {
            eject(detector, 2);
            assertEquals(now + seconds(expected), detector.ejectedUntilNanos());
            now += seconds(expected);
            assertTrue(detector.readmit(now));
        }
    }

    @Test
    void goodServiceIsRewardedByOneStepPerEjectTime() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(2, 30, 300));
        for (int expected : new int[] {30, 60, 90}) {
            eject(detector, 2);
            now += seconds(expected);
            detector.readmit(now);
        }
        now += seconds(75);
        detector.answered(now);
        eject(detector, 2);
        assertEquals(now + seconds(60), detector.ejectedUntilNanos(), "3 less 2 for 75 s, and 1 for this");
        assertEquals("ejected for 1m after 2 failures in a row, time 2", detector.trouble());
        now += seconds(60);
        detector.readmit(now);
        now += seconds(3600);
        eject(detector, 2);
        assertEquals(now + seconds(30), detector.ejectedUntilNanos(), "an hour's peace begins anew");
    }

    @Test
    void aLongRowOfFailuresIsNoGoodService() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(3, 30, 300));
        eject(detector, 3);
        now += seconds(30);
        detector.readmit(now);
        for (int i = 0; i < 2; i++) {
            assertFalse(failed(detector, () -> true));
            now += seconds(100);
        }
        assertTrue(failed(detector, () -> true));
        assertEquals(now + seconds(60), detector.ejectedUntilNanos());
    }

    @Test
    void countsNothingWhileEjected() {
        OutlierDetector detector = ejectedOnce();
        long until = detector.ejectedUntilNanos();
        for (int i = 0; i < 20; i++) {
            now += seconds(1);
            assertFalse(failed(detector, () -> true));
        }
        assertEquals(until, detector.ejectedUntilNanos());
        now = until;
        detector.readmit(now);
        assertFalse(failed(detector, () -> true), "the row begins anew");
    }

    @Test
    void aFailureAfterItsTimeCountsEvenIfNobodyReadmittedIt() {
        OutlierDetector detector = ejectedOnce();
        now += seconds(31);
        assertFalse(failed(detector, () -> true));
        assertFalse(detector.ejected());
    }

    @Test
    void isSparedWhileThePoolCannotDoWithoutItAndGoesOnceItCan() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(3, 30, 300));
        for (int i = 0; i < 10; i++) {
            assertFalse(failed(detector, () -> false));
        }
        assertFalse(detector.ejected());
        now += QUIET;
        assertTrue(failed(detector, () -> true));
    }

    /** Where all of a pool fail each failure would else look at all of them. */
    @Test
    void whomItsPeersHaveKeptIsNotJudgedAgainForAWhile() {
        OutlierDetector detector = new OutlierDetector(rated(50, 10, 5));
        AtomicInteger asked = new AtomicInteger();
        OutlierDetector.Peers no = () -> asked.incrementAndGet() < 0;
        for (int i = 0; i < 20; i++) {
            failed(detector, no);
            erred(detector, no);
            assertFalse(detector.judge(now, no), "who waited for the lock meanwhile");
        }
        assertEquals(1, asked.get());
        now += QUIET - 1;
        assertFalse(detector.failed(now));
        assertFalse(detector.erred(now));
        now += 1;
        assertTrue(detector.failed(now));
        assertTrue(erred(detector, () -> true));
        assertEquals("ejected for 30s after 100 % of its requests failed in 10s", detector.trouble());
    }

    /** What was counted meanwhile is not lost. */
    @Test
    void aRowGrowsWhileNobodyIsAsked() {
        OutlierDetector detector = new OutlierDetector(new OutlierSpec(
                30, Duration.ofSeconds(30), Duration.ofSeconds(300), new Percent(50), Duration.ofSeconds(10), 10));
        for (int i = 0; i < 30; i++) {
            assertFalse(failed(detector, () -> false));
        }
        now += QUIET;
        assertTrue(failed(detector, () -> true));
        assertEquals("ejected for 30s after 30 failures in a row", detector.trouble());
    }

    @Test
    void neverEjectsWhenSwitchedOff() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(0, 30, 300));
        for (int i = 0; i < 1000; i++) {
            assertFalse(failed(detector, () -> true));
        }
        assertFalse(detector.ejected());
    }

    @Test
    void manyFailuresAtOnceAllCountAndEjectOnce() throws InterruptedException {
        int threads = 8;
        int each = 500;
        OutlierDetector detector = new OutlierDetector(Specs.outlier(1000, 30, 300));
        AtomicInteger ejections = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(threads);
        AtomicInteger calls = new AtomicInteger();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                awaitQuietly(start);
                for (int i = 0; i < each; i++) {
                    if (failed(detector, () -> calls.incrementAndGet() > 0)) {
                        ejections.incrementAndGet();
                    }
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }
        start.countDown();
        assertTrue(done.await(10, TimeUnit.SECONDS));
        assertEquals(1, ejections.get());
        assertEquals(1, calls.get(), "the 1000th failure alone may ask");
    }

    private boolean failed(OutlierDetector detector, OutlierDetector.Peers peers) {
        return detector.failed(now) && detector.judge(now, peers);
    }

    private boolean erred(OutlierDetector detector, OutlierDetector.Peers peers) {
        return detector.erred(now) && detector.judge(now, peers);
    }

    private OutlierDetector ejectedOnce() {
        OutlierDetector detector = new OutlierDetector(Specs.outlier(3, 30, 300));
        eject(detector, 3);
        return detector;
    }

    private void eject(OutlierDetector detector, int failures) {
        for (int i = 1; i < failures; i++) {
            assertFalse(failed(detector, () -> true));
        }
        assertTrue(failed(detector, () -> true));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds(int n) {
        return TimeUnit.SECONDS.toNanos(n);
    }
}
