package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.QueueSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PoolQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestPool pool = TestPool.of(TestPool.limited("a", 1), TestPool.limited("b", 1));

    @Test
    void servesFirstComeFirstServed() {
        List<TestCaller> served = List.of(pool.ask(), pool.ask());
        List<TestCaller> waiting = Stream.generate(pool::ask).limit(6).toList();
        assertEquals(6, pool.pool().queueDepth());
        served.get(0).lease().close(Outcome.SUCCESS);
        assertEquals(List.of(true, false, false, false, false, false), answered(waiting));
        waiting.get(0).lease().close(Outcome.RESET);
        served.get(1).lease().close(Outcome.CLIENT_GONE);
        assertEquals(List.of(true, true, true, false, false, false), answered(waiting));
        assertEquals(3, pool.pool().queueDepth());
    }

    @Test
    void givesNobodyMoreThanItsLimit() {
        for (int i = 0; i < 20; i++) {
            pool.ask();
        }
        assertEquals(1, pool.endpoint("a").inFlight());
        assertEquals(1, pool.endpoint("b").inFlight());
    }

    /** Each has a connection to itself. */
    @Test
    void thereAreNoMoreRequestsThanConnections() {
        pool.update(TestPool.connected(TestPool.spec(TestPool.backend("a"), TestPool.limited("b", 3)), 2));
        List<TestCaller> all = Stream.generate(pool::ask).limit(5).toList();
        assertEquals(List.of(true, true, true, true, false), answered(all));
        assertEquals(2, pool.endpoint("a").inFlight());
        assertEquals(2, pool.endpoint("b").inFlight());
        pool.update(TestPool.connected(TestPool.spec(TestPool.backend("a"), TestPool.limited("b", 3)), 3));
        assertEquals(List.of(true, true, true, true, true), answered(all));
    }

    @Test
    void aLowerLimitLetsTheOldLeasesEndFirst() {
        pool.update(TestPool.spec(TestPool.limited("a", 3)));
        List<TestCaller> served = Stream.generate(pool::ask).limit(3).toList();
        pool.update(TestPool.spec(TestPool.limited("a", 1)));
        TestCaller waiting = pool.ask();
        served.get(0).lease().close(Outcome.SUCCESS);
        served.get(1).lease().close(Outcome.SUCCESS);
        assertEquals("waits", waiting.outcome());
        served.get(2).lease().close(Outcome.SUCCESS);
        assertEquals("a", waiting.outcome());
    }

    @Test
    void aHigherLimitServesThoseWhoWait() {
        pool.ask();
        pool.ask();
        TestCaller waiting = pool.ask();
        pool.update(TestPool.spec(TestPool.limited("a", 2), TestPool.limited("b", 1)));
        assertEquals("a", waiting.outcome());
    }

    @Test
    void aBackendThatJoinsOrComesUpServesThoseWhoWait() {
        pool.down("b");
        pool.ask();
        TestCaller first = pool.ask();
        TestCaller second = pool.ask();
        pool.up("b");
        assertEquals("b", first.outcome());
        pool.update(TestPool.spec(TestPool.limited("a", 1), TestPool.limited("b", 1), TestPool.limited("c", 1)));
        assertEquals("c", second.outcome());
    }

    @Test
    void aClosedPoolRefusesWhoWaitsAndWhoComes() {
        List<TestCaller> served = List.of(pool.ask(), pool.ask());
        TestCaller waiting = pool.ask();
        pool.pool().close();
        assertEquals("queue_timeout", waiting.outcome());
        assertEquals(0, pool.pool().queueDepth());
        served.get(0).lease().close(Outcome.SUCCESS);
        assertEquals("no_backend", pool.ask().outcome());
        assertFalse(pool.pool().mayRetry());
    }

    @Test
    void refusesAtTheDeadline() {
        pool.ask();
        pool.ask();
        TestCaller early = pool.ask();
        pool.time.advance(Duration.ofSeconds(4));
        TestCaller late = pool.ask();
        pool.time.advance(PATIENCE.minusSeconds(4).plusMillis(20));
        assertEquals(List.of(ErrorReason.QUEUE_TIMEOUT), early.refusals());
        assertEquals("waits", late.outcome());
        assertEquals(1, pool.pool().queueDepth());
    }

    @Test
    void refusesWhenItIsFull() {
        pool.update(TestPool.spec(new QueueSpec(2, PATIENCE), TestPool.limited("a", 1)));
        TestCaller served = pool.ask();
        List<TestCaller> waiting = List.of(pool.ask(), pool.ask());
        assertEquals("queue_full", pool.ask().outcome());
        assertEquals(2, pool.pool().queueDepth());
        served.lease().close(Outcome.SUCCESS);
        assertEquals("a", waiting.get(0).outcome());
        assertEquals("waits", pool.ask().outcome(), "there is room again");
    }

    @Test
    void withoutAQueueCallersAreServedOrRefusedAtOnce() {
        pool.update(TestPool.spec(new QueueSpec(0, PATIENCE), TestPool.limited("a", 1)));
        TestCaller served = pool.ask();
        assertEquals("queue_full", pool.ask().outcome());
        served.lease().close(Outcome.SUCCESS);
        assertEquals("a", pool.ask().outcome());
        assertEquals(0, pool.time.pending(), "no time limit is left behind");
    }

    /** Those who wait for one busy backend must not keep new callers from an idle one. */
    @Test
    void aQueueFullOfTiedCallersDoesNotRefuseWhomAnotherBackendCanServe() {
        pool.update(TestPool.spec(new QueueSpec(3, PATIENCE), TestPool.limited("a", 1), TestPool.limited("b", 2)));
        pool.ask(TestCaller.tiedTo("a"));
        List<TestCaller> tied =
                Stream.generate(() -> pool.ask(TestCaller.tiedTo("a"))).limit(3).toList();
        assertEquals("b", pool.ask().outcome());
        assertEquals("b", pool.ask(TestCaller.tiedTo("b")).outcome());
        assertEquals("queue_full", pool.ask(TestCaller.tiedTo("b")).outcome());
        assertEquals("queue_full", pool.ask().outcome());
        assertEquals(List.of(false, false, false), answered(tied));
        assertEquals(3, pool.pool().queueDepth());
    }

    @Test
    void aCallerThatRetriesIsServedPastFreshOnesByABackendTheyMayNotHave() {
        TestCaller onA = pool.ask(TestCaller.tiedTo("a"));
        TestCaller onB = pool.ask(TestCaller.tiedTo("b"));
        TestCaller retry = TestCaller.free().whoTried("a");
        pool.pool().again(retry);
        TestCaller fresh = pool.ask();
        onA.lease().close(Outcome.SUCCESS);
        assertEquals("waits", retry.outcome());
        assertEquals("a", fresh.outcome());
        onB.lease().close(Outcome.SUCCESS);
        assertEquals("b", retry.outcome());
    }

    @Test
    void aRetryDoesNotStandInTheWayOfThoseBehindIt() {
        TestCaller onA = pool.ask(TestCaller.tiedTo("a"));
        pool.ask(TestCaller.tiedTo("b"));
        List<TestCaller> line = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TestCaller retry = TestCaller.free().whoTried("a");
            pool.pool().again(retry);
            line.add(retry);
        }
        line.add(pool.ask());
        onA.lease().close(Outcome.SUCCESS);
        assertEquals(List.of(false, false, false, true), answered(line));
    }

    @Test
    void aCancelledCallerLeavesAtOnceAndHearsNothing() {
        TestCaller served = pool.ask();
        pool.ask();
        TestCaller leaving = TestCaller.free();
        Pool.Ticket ticket = pool.pool().acquire(leaving);
        TestCaller next = pool.ask();
        ticket.cancel();
        ticket.cancel();
        assertEquals(1, pool.pool().queueDepth());
        served.lease().close(Outcome.SUCCESS);
        assertEquals("waits", leaving.outcome());
        assertEquals(1, next.answers());
        pool.time.advance(PATIENCE.multipliedBy(2));
        assertEquals(0, leaving.answers());
    }

    @Test
    void cancellingAServedCallerTakesNothingAway() {
        TestCaller served = pool.ask();
        pool.ask();
        TestCaller waiting = TestCaller.free();
        Pool.Ticket ticket = pool.pool().acquire(waiting);
        served.lease().close(Outcome.SUCCESS);
        ticket.cancel();
        assertEquals(1, waiting.answers());
        assertEquals(0, pool.pool().queueDepth());
        assertEquals(1, pool.endpoint("a").inFlight());
    }

    @Test
    void leavesNoTimeLimitBehind() {
        TestCaller served = pool.ask();
        pool.ask();
        TestCaller waiting = pool.ask();
        served.lease().close(Outcome.SUCCESS);
        assertEquals(1, waiting.answers());
        pool.time.advance(PATIENCE.multipliedBy(2));
        assertEquals(1, waiting.answers());
        assertEquals(0, pool.time.pending());
    }

    /** Such as one whose connection is refused while it is still being handed over. */
    @Test
    void aCallerMayCloseAndAskAgainWhileItIsAnswered() {
        pool.update(TestPool.spec(new QueueSpec(50, PATIENCE), TestPool.limited("a", 1)));
        TestCaller first = pool.ask();
        List<TestCaller> callers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            callers.add(pool.ask(TestCaller.telling(null, caller -> {
                caller.lease().close(Outcome.UNUSED);
                if (caller.answers() < 3) {
                    pool.pool().again(caller);
                }
            })));
        }
        first.lease().close(Outcome.SUCCESS);
        assertEquals(
                IntStream.range(0, 30).map(i -> 3).boxed().toList(),
                callers.stream().map(TestCaller::answers).toList());
        assertEquals(0, pool.pool().queueDepth());
        assertEquals(0, pool.endpoint("a").inFlight());
    }

    @Test
    void aCallerThatFailsAtItsAnswerCostsNeitherAPlaceNorTheOthersTheirTurn() {
        TestCaller served = pool.ask(TestCaller.tiedTo("a"));
        TestCaller failing = pool.ask(TestCaller.telling("a", caller -> {
            throw new IllegalStateException("on purpose");
        }));
        TestCaller behind = pool.ask(TestCaller.tiedTo("a"));
        served.lease().close(Outcome.SUCCESS);
        assertEquals(1, failing.answers());
        assertEquals("a", behind.outcome());
        behind.lease().close(Outcome.SUCCESS);
        assertEquals(0, pool.endpoint("a").inFlight());
        assertEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome(), "the queue goes on");
    }

    @Test
    void aCallerThatFailsWhenServedAtOnceCostsNoPlace() {
        TestCaller failing = TestCaller.telling("a", caller -> {
            throw new IllegalStateException("on purpose");
        });
        assertThrows(IllegalStateException.class, () -> pool.pool().acquire(failing));
        assertEquals(0, pool.endpoint("a").inFlight());
    }

    @Test
    void aLeaseClosesOnce() {
        TestCaller served = pool.ask(TestCaller.tiedTo("a"));
        served.lease().close(Outcome.RESET);
        served.lease().close(Outcome.SUCCESS);
        assertEquals(0, pool.endpoint("a").inFlight());
        assertEquals(1, pool.endpoint("a").requestsTotal());
        assertEquals(1, pool.endpoint("a").errorsTotal());
        assertEquals(List.of("a reset"), pool.observed);
    }

    @Test
    void anUnusedLeaseCountsForNothing() {
        pool.ask(TestCaller.tiedTo("a")).lease().close(Outcome.UNUSED);
        assertEquals(0, pool.endpoint("a").requestsTotal());
        assertEquals(List.of(), pool.observed);
    }

    private static List<Boolean> answered(List<TestCaller> callers) {
        return callers.stream().map(caller -> caller.answers() == 1).toList();
    }
}
