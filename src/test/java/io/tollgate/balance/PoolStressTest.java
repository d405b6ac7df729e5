package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.QueueSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Many threads at once. Nobody waits for anybody, so whatever is lost shows at the end, and nothing can hang. */
class PoolStressTest {
    private static final OutlierSpec NEVER = new OutlierSpec(0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final int THREADS = 4;
    private static final int LIMIT = 3;

    private final FakeTime time = new FakeTime();
    private final Map<String, AtomicInteger> inUse = new ConcurrentHashMap<>();
    private final AtomicInteger overLimit = new AtomicInteger();
    private final Queue<Lease> held = new ConcurrentLinkedQueue<>();

    /** Everything at once: free, tied and retrying callers, cancelling, time running out, probes and new settings. */
    @RepeatedTest(5)
    void answersEverybodyOnceAndKeepsEveryLimit(RepetitionInfo repetition) throws Exception {
        Pool pool = TestPool.shared(settings(200, 100), time, time);
        int callersPerThread = 5_000;
        Queue<TestCaller> stayed = new ConcurrentLinkedQueue<>();
        Queue<TestCaller> left = new ConcurrentLinkedQueue<>();
        AtomicLong leased = new AtomicLong();
        CountDownLatch working = new CountDownLatch(THREADS);

        List<Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(repetition.getCurrentRepetition() * 100L + thread);
            tasks.add(() -> {
                for (int i = 0; i < callersPerThread; i++) {
                    TestCaller caller = caller(random, leased);
                    Pool.Ticket ticket = pool.acquire(caller);
                    if (random.nextInt(10) == 0) {
                        ticket.cancel();
                        left.add(caller);
                    } else {
                        stayed.add(caller);
                    }
                    if (random.nextInt(3) > 0) {
                        closeOne();
                    }
                }
                working.countDown();
                while (working.getCount() > 0) {
                    closeOne();
                }
            });
        }
        tasks.add(() -> {
            while (working.getCount() > 0) {
                time.advance(Duration.ofMillis(7));
            }
        });
        tasks.add(() -> {
            for (int turn = 0; working.getCount() > 0; turn++) {
                pool.probed("c", TestPool.url(9003), new ProbeResult(turn % 8 < 4, 0, 0, "by turns"));
                pool.update(settings(200, turn % 2 == 0 ? 100 : 50), id -> Mode.READY, "");
            }
        });
        runAll(tasks);
        while (!held.isEmpty()) {
            closeOne();
        }
        time.advance(Duration.ofSeconds(30));
        while (!held.isEmpty()) {
            closeOne();
        }

        assertEquals(0, overLimit.get(), "leases over a backend's limit");
        assertEquals(0, pool.queueDepth());
        for (Endpoint endpoint : pool.endpoints()) {
            assertEquals(0, endpoint.inFlight(), endpoint + " in flight");
        }
        assertEquals(
                List.of(),
                stayed.stream().map(TestCaller::answers).filter(n -> n != 1).toList());
        assertEquals(
                List.of(),
                left.stream().map(TestCaller::answers).filter(n -> n > 1).toList());
        long granted = stayed.stream().mapToLong(c -> c.leases().size()).sum()
                + left.stream().mapToLong(c -> c.leases().size()).sum();
        assertEquals(leased.get(), granted);
        assertTrue(granted > 500, "only " + granted + " leases: the test tests little");
        time.advance(Duration.ofSeconds(30));
        assertEquals(0, time.pending(), "time limits left behind");
    }

    /** One thread asks, many close: those who wait are served exactly in the order in which they came. */
    @RepeatedTest(5)
    void servesEqualsInTheOrderInWhichTheyCame() throws Exception {
        Pool pool = TestPool.shared(settings(100_000, 100), time, time);
        int callers = 20_000;
        Queue<TestCaller> served = new ConcurrentLinkedQueue<>();
        List<TestCaller> asked = new ArrayList<>();
        CountDownLatch asking = new CountDownLatch(1);
        List<Task> tasks = new ArrayList<>();
        tasks.add(() -> {
            for (int i = 0; i < callers; i++) {
                TestCaller caller = TestCaller.telling(null, each -> {
                    served.add(each);
                    held.add(each.lease());
                });
                asked.add(caller);
                pool.acquire(caller);
            }
            asking.countDown();
        });
        for (int thread = 0; thread < THREADS; thread++) {
            tasks.add(() -> {
                while (asking.getCount() > 0 || !held.isEmpty()) {
                    Lease lease = held.poll();
                    if (lease != null) {
                        lease.close(Outcome.SUCCESS);
                    }
                }
            });
        }
        runAll(tasks);
        while (!held.isEmpty()) {
            held.remove().close(Outcome.SUCCESS);
        }
        assertEquals(0, pool.queueDepth());
        assertEquals(callers, served.size());
        assertTrue(new ArrayList<>(served).equals(asked), "out of order");
    }

    /** As two threads at its edge: the free place must reach the waiting caller though both come at once. */
    @RepeatedTest(3)
    void losesNoPlaceBetweenClosingAndQueueing() throws Exception {
        Pool pool = TestPool.shared(TestPool.spec(NEVER, TestPool.limited("a", 1)), time, time);
        try (Together together = new Together()) {
            for (int i = 0; i < 20_000; i++) {
                TestCaller first = TestCaller.free();
                TestCaller second = TestCaller.free();
                pool.acquire(first);
                together.run(() -> first.lease().close(Outcome.SUCCESS), () -> pool.acquire(second));
                assertEquals("a", second.outcome(), "round " + i);
                second.lease().close(Outcome.SUCCESS);
            }
        }
        assertEquals(0, pool.queueDepth());
    }

    private TestCaller caller(Random random, AtomicLong leased) {
        String[] ids = {"a", "b", "c"};
        int kind = random.nextInt(5);
        @Nullable String tied = kind < 2 ? ids[random.nextInt(3)] : null;
        TestCaller caller = TestCaller.telling(tied, answered -> {
            if (answered.leases().isEmpty()) {
                return;
            }
            leased.incrementAndGet();
            String backend = answered.lease().endpoint().id();
            int now = inUse.computeIfAbsent(backend, id -> new AtomicInteger()).incrementAndGet();
            if (now > LIMIT) {
                overLimit.incrementAndGet();
            }
            held.add(answered.lease());
        });
        return kind == 4 ? caller.whoTried(ids[random.nextInt(3)]) : caller;
    }

    private void closeOne() {
        Lease lease = held.poll();
        if (lease != null) {
            AtomicInteger count = inUse.get(lease.endpoint().id());
            if (count != null) {
                count.decrementAndGet();
            }
            lease.close(Outcome.SUCCESS);
        }
    }

    private static PoolSpec settings(int queue, int weight) {
        PoolSpec spec = TestPool.spec(
                NEVER,
                TestPool.backend("a", weight, 0, LIMIT),
                TestPool.backend("b", 100, 0, LIMIT),
                TestPool.backend("c", 100, 0, LIMIT));
        return TestPool.with(
                spec, spec.policy(), NEVER, new QueueSpec(queue, Duration.ofMillis(500)), spec.slowStart());
    }

    @FunctionalInterface
    private interface Task {
        void run() throws Exception;
    }

    private static void runAll(List<Task> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (Task task : tasks) {
                futures.add(threads.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Two threads that begin at the same moment, again and again. */
    private static final class Together implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(2);

        void run(Runnable one, Runnable other) throws Exception {
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> first = threads.submit(() -> at(start, one));
            Future<?> second = threads.submit(() -> at(start, other));
            first.get();
            second.get();
        }

        private static void at(CyclicBarrier start, Runnable task) {
            try {
                start.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            task.run();
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
