package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.QueueSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What must hold in whatever order threads get on. Lincheck runs each scene again and again and says, at each step that
 * another thread can see, whose turn it is: in orders that change turns once, then twice, and so on, drawn from a fixed
 * seed, as far as {@link #ORDERS} lets it. Before each run it puts back what was made before the scene.
 *
 * <p>The pool is made before, because Lincheck does not look into lambdas: what a scene makes itself and gives to threads
 * by them only, it takes for each one's own, where there is nothing to be seen by others.
 *
 * @see <a href="https://doi.org/10.1007/978-3-031-37706-8_8">Koval et al.: Lincheck, a practical framework for testing
 *     concurrent data structures on JVM</a>
 */
@Tag("interleavings")
class PoolInterleavingsTest {
    private static final int ORDERS = Boolean.getBoolean("full") ? 1_000 : 100;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final PoolSpec ONE = TestPool.spec(TestPool.limited("a", 1));
    private static final PoolSpec TWO = TestPool.spec(TestPool.limited("a", 2));
    private static final PoolSpec PAIR = TestPool.spec(TestPool.limited("a", 1), TestPool.limited("b", 1));

    /** There is the place that comes free between its vain pick and its standing in the queue. */
    @Test
    void aCallerThatComesAsALeaseClosesIsServed() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.free());
            TestCaller second = TestCaller.free();
            together(() -> pool.acquire(second), () -> close(first));
            assertEquals("a", second.outcome());
            nothingIsLeft(pool, second);
        });
    }

    @Test
    void aTiedCallerThatComesAsALeaseClosesIsServed() {
        Pool pool = pool(PAIR);
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.tiedTo("a"));
            TestCaller second = TestCaller.tiedTo("a");
            together(() -> pool.acquire(second), () -> close(first));
            assertEquals("a", second.outcome());
            nothingIsLeft(pool, second);
        });
    }

    @Test
    void withoutAQueueACallerHasItsAnswerAtOnce() {
        Pool pool = pool(TestPool.spec(new QueueSpec(0, PATIENCE), TestPool.limited("a", 1)));
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.free());
            TestCaller second = TestCaller.free();
            together(() -> pool.acquire(second), () -> close(first));
            assertEquals(1, second.answers());
            nothingIsLeft(pool, second);
        });
    }

    @Test
    void equalsAreServedInTheirOrderHoweverLeasesClose() {
        Pool pool = pool(TWO);
        explore(() -> {
            TestCaller one = ask(pool, TestCaller.free());
            TestCaller other = ask(pool, TestCaller.free());
            List<TestCaller> served = new ArrayList<>();
            TestCaller first = ask(pool, TestCaller.telling(null, served::add));
            TestCaller second = ask(pool, TestCaller.telling(null, served::add));
            TestCaller late = TestCaller.telling(null, served::add);
            together(() -> close(one), () -> close(other), () -> pool.acquire(late));
            assertEquals(List.of(first, second), served);
            close(second);
            assertEquals(List.of(first, second, late), served);
            nothingIsLeft(pool, first, late);
        });
    }

    @Test
    void aLeaseForACallerThatLeavesIsItsOrTheNextOnes() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.free());
            TestCaller leaving = TestCaller.free();
            Pool.Ticket ticket = pool.acquire(leaving);
            TestCaller next = ask(pool, TestCaller.free());
            together(() -> close(served), ticket::cancel);
            assertEquals(1, leaving.answers() + next.answers());
            close(leaving);
            assertEquals("a", next.outcome());
            nothingIsLeft(pool, next);
        });
    }

    @Test
    void aCallerWhoseTimeIsUpAsALeaseClosesHasOneAnswer() {
        ByHand time = new ByHand();
        Pool pool = pool(ONE, time);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.free());
            TestCaller late = ask(pool, TestCaller.free());
            together(() -> close(served), () -> time.pass(PATIENCE));
            assertEquals(1, late.answers());
            nothingIsLeft(pool, late);
        });
    }

    /** It may have its own at the last moment, or move to the other. */
    @Test
    void aTiedCallerWhoseTimeIsUpHasOneLease() {
        ByHand time = new ByHand();
        Pool pool = pool(PAIR, time);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.tiedTo("a"));
            TestCaller late = ask(pool, TestCaller.tiedTo("a"));
            together(() -> close(served), () -> time.pass(PATIENCE));
            assertEquals(1, late.leases().size());
            assertEquals(1, late.answers());
            nothingIsLeft(pool, late);
        });
    }

    @Test
    void noBackendServesMoreThanItsLimit() {
        Pool pool = pool(TWO);
        explore(() -> {
            TestCaller there = ask(pool, TestCaller.free());
            AtomicInteger inUse = new AtomicInteger(1);
            AtomicInteger overLimit = new AtomicInteger();
            TestCaller one = TestCaller.telling(null, caller -> visit(caller, inUse, overLimit));
            TestCaller other = TestCaller.telling(null, caller -> visit(caller, inUse, overLimit));
            together(() -> pool.acquire(one), () -> pool.acquire(other));
            assertEquals(List.of("a", "a"), List.of(one.outcome(), other.outcome()));
            assertEquals(0, overLimit.get());
            nothingIsLeft(pool, there);
        });
    }

    @Test
    void aPoolThatClosesAnswersEverybodyOnce() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.free());
            TestCaller waiting = ask(pool, TestCaller.free());
            TestCaller coming = TestCaller.free();
            together(() -> pool.acquire(coming), pool::close);
            assertEquals(List.of(1, 1), List.of(waiting.answers(), coming.answers()));
            nothingIsLeft(pool, served);
        });
    }

    @Test
    void aPoolThatClosesAsALeaseDoesAnswersOnce() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.free());
            TestCaller waiting = ask(pool, TestCaller.free());
            together(() -> close(served), pool::close);
            assertEquals(1, waiting.answers());
            nothingIsLeft(pool, waiting);
        });
    }

    @Test
    void aCallerThatComesAsALimitRisesIsServed() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.free());
            TestCaller second = TestCaller.free();
            together(() -> pool.acquire(second), () -> pool.update(TWO, id -> Mode.READY, ""));
            assertEquals("a", second.outcome());
            nothingIsLeft(pool, first, second);
        });
    }

    @Test
    @Tag("long")
    void aCallerThatComesAsABackendIsTakenIntoServiceIsServed() {
        Pool pool = pool(PAIR);
        pool.update(PAIR, id -> id.equals("b") ? Mode.MAINTENANCE : Mode.READY, "");
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.free());
            TestCaller second = TestCaller.free();
            together(() -> pool.acquire(second), () -> pool.update(PAIR, id -> Mode.READY, ""));
            assertEquals("b", second.outcome());
            nothingIsLeft(pool, first, second);
        });
    }

    @Test
    @Tag("long")
    void aChangeAndALeaseThatClosesServeTwoWhoWait() {
        Pool pool = pool(ONE);
        explore(() -> {
            TestCaller served = ask(pool, TestCaller.free());
            TestCaller first = ask(pool, TestCaller.free());
            TestCaller second = ask(pool, TestCaller.free());
            together(() -> pool.update(TWO, id -> Mode.READY, ""), () -> close(served));
            assertEquals(List.of("a", "a"), List.of(first.outcome(), second.outcome()));
            nothingIsLeft(pool, first, second);
        });
    }

    /** Both make a new view of the one that they find. */
    @Test
    @Tag("long")
    void aChangeIsNotLostBesideAStepOfSlowStart() {
        Duration ramp = Duration.ofSeconds(30);
        ByHand time = new ByHand();
        Pool pool = pool(TestPool.spec(ramp, TestPool.backend("a")), time);
        pool.update(TestPool.spec(ramp, TestPool.backend("a"), TestPool.backend("b")), id -> Mode.READY, "");
        PoolSpec last = TestPool.spec(ramp, TestPool.backend("a"));
        explore(() -> {
            together(() -> time.pass(Duration.ofSeconds(1)), () -> pool.update(last, id -> Mode.READY, ""));
            assertEquals(1, pool.endpoints().size());
        });
    }

    @Test
    void twoFailuresAtOnceDoNotEjectBoth() {
        OutlierSpec atOnce = new OutlierSpec(1, Duration.ofSeconds(1), Duration.ofSeconds(1));
        Pool pool = pool(TestPool.spec(atOnce, TestPool.backend("a"), TestPool.backend("b")));
        explore(() -> {
            TestCaller first = ask(pool, TestCaller.tiedTo("a"));
            TestCaller second = ask(pool, TestCaller.tiedTo("b"));
            Endpoint a = first.lease().endpoint();
            Endpoint b = second.lease().endpoint();
            together(
                    () -> first.lease().close(Outcome.RESET),
                    () -> second.lease().close(Outcome.RESET));
            assertEquals(1, (a.well() ? 1 : 0) + (b.well() ? 1 : 0), "who serve");
        });
    }

    private static void explore(Runnable scene) {
        Lincheck.runConcurrentTest(ORDERS, scene);
    }

    /**
     * The first on this thread, each of the others on its own: that one of them runs whole at any step of the first is
     * what Lincheck tries first.
     */
    private static void together(Runnable first, Runnable... others) {
        Thread[] threads = new Thread[others.length];
        for (int i = 0; i < others.length; i++) {
            threads[i] = new Thread(others[i]);
            threads[i].start();
        }
        first.run();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static TestCaller ask(Pool pool, TestCaller caller) {
        pool.acquire(caller);
        return caller;
    }

    /** Gives back what it has, if it has anything. */
    private static void close(TestCaller caller) {
        for (Lease lease : caller.leases()) {
            lease.close(Outcome.SUCCESS);
        }
    }

    /** Has its lease for a moment that others may see. */
    private static void visit(TestCaller caller, AtomicInteger inUse, AtomicInteger overLimit) {
        if (inUse.incrementAndGet() > caller.lease().endpoint().spec().maxRequests()) {
            overLimit.incrementAndGet();
        }
        inUse.decrementAndGet();
        close(caller);
    }

    /** Once the last leases are given back. */
    private static void nothingIsLeft(Pool pool, TestCaller... last) {
        for (TestCaller caller : last) {
            close(caller);
        }
        assertEquals(0, pool.queueDepth(), "wait");
        for (Endpoint endpoint : pool.endpoints()) {
            assertEquals(0, endpoint.inFlight(), "in flight");
        }
    }

    private static Pool pool(PoolSpec spec) {
        return pool(spec, new ByHand());
    }

    private static Pool pool(PoolSpec spec, ByHand time) {
        return new Pool(spec, id -> Mode.READY, "", time, time, (endpoint, outcome, nanos) -> {}, new Random(7));
    }

    /** Without a lock, unlike the usual one: that would be one more thing to take turns at. */
    private static final class ByHand implements Clock, Timer {
        private List<Runnable> tasks = new ArrayList<>();
        private long nanos = 1_000_000_000L;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return nanos / 1_000_000;
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
            tasks.add(task);
            return () -> false;
        }

        /** Runs at its end what was set until then. */
        void pass(Duration duration) {
            nanos += duration.toNanos();
            List<Runnable> due = tasks;
            tasks = new ArrayList<>();
            due.forEach(Runnable::run);
        }
    }
}
