package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What policies need of a real pool: figures that outlast changes, layers, the queue. */
class PoolPolicyTest {
    private static final long MS = 1_000_000;

    @Test
    void thePolicyIsChangedWithoutLosingAnyFigure() {
        TestPool pool = pool("least-time", TestPool.backend("a"), TestPool.backend("b"));
        for (int i = 0; i < 4; i++) {
            answer(pool, pool.ask(), 20);
        }
        TestCaller open = pool.ask();
        pool.update(with(pool.spec(), new PolicySpec("random")));
        pool.update(with(pool.spec(), new PolicySpec("least-time")));
        for (String id : List.of("a", "b")) {
            assertEquals(20 * MS, pool.endpoint(id).answerTime().nanos(pool.time.nanos()), 2 * MS, id);
            assertEquals(2, pool.endpoint(id).requestsTotal());
        }
        assertEquals(1, pool.endpoint(open.outcome()).inFlight());
        open.lease().close(Outcome.SUCCESS);
        assertEquals(0, pool.endpoint(open.outcome()).inFlight());
    }

    @Test
    void whatIsTimedIsTheTimeToTheAnswersHead() {
        TestPool pool = pool("least-time", TestPool.backend("a"));
        TestCaller caller = pool.ask();
        pool.time.advance(Duration.ofMillis(30));
        caller.lease().answered();
        pool.time.advance(Duration.ofMillis(1));
        caller.lease().close(Outcome.SUCCESS);
        assertEquals(30 * MS, time(pool, "a"), MS);
        TestCaller download = pool.ask();
        download.lease().answered();
        pool.time.advance(Duration.ofMinutes(1));
        download.lease().close(Outcome.SUCCESS);
        assertTrue(time(pool, "a") < MS, "a long download says nothing of the backend");
    }

    @Test
    void whatFailsIsSlowAndWhoeverLeavesSaysNothing() {
        TestPool pool = pool("least-time", TestPool.backend("a"));
        pool.ask().lease().close(Outcome.CLIENT_GONE);
        pool.ask().lease().close(Outcome.UNUSED);
        assertEquals(0, time(pool, "a"));
        TestCaller slowClient = pool.ask();
        slowClient.lease().answered();
        slowClient.lease().close(Outcome.TOTAL_TIMEOUT);
        assertTrue(time(pool, "a") < MS, "it has answered in time");
        pool.time.advance(Duration.ofMinutes(1));
        TestCaller refused = pool.ask();
        refused.lease().answered();
        refused.lease().close(Outcome.SERVER_ERROR);
        assertTrue(time(pool, "a") > 4_000 * MS, "a 500 at once is slow: " + time(pool, "a"));
    }

    @Test
    void anotherServerOfTheSameIdIsUnknown() {
        TestPool pool = pool("least-time", TestPool.backend("a"));
        answer(pool, pool.ask(), 20);
        pool.update(pool.spec().withBackends(List.of(new BackendSpec("a", TestPool.url(9999), 100, 0, "", 0))));
        assertEquals(0, time(pool, "a"));
    }

    @Test
    void fillFirstFillsOneAfterAnotherAndThenTheyWait() {
        TestPool pool =
                pool("fill-first", TestPool.limited("a", 2), TestPool.limited("b", 1), TestPool.limited("c", 2));
        List<TestCaller> callers = ask(pool, 6);
        assertEquals(List.of("a", "a", "b", "c", "c", "waits"), outcomes(callers));
        callers.get(2).lease().close(Outcome.SUCCESS);
        assertEquals("b", callers.get(5).outcome());
    }

    @Test
    void fillFirstGoesBackToTheFirstThatHasRoom() {
        TestPool pool = pool("fill-first", TestPool.limited("a", 1), TestPool.limited("b", 2));
        List<TestCaller> callers = ask(pool, 2);
        callers.get(0).lease().close(Outcome.SUCCESS);
        assertEquals(List.of("a", "b"), outcomes(ask(pool, 2)));
    }

    /** 10 % of 10 requests is one. */
    @Test
    void slowStartHoldsBackUnderFillFirst() {
        PoolSpec spec = TestPool.spec(Duration.ofSeconds(100), TestPool.limited("b", 10));
        TestPool pool = TestPool.of(with(spec, new PolicySpec("fill-first")));
        pool.update(pool.spec().withBackends(List.of(TestPool.limited("a", 10), TestPool.limited("b", 10))));
        assertEquals(List.of("a", "b", "b"), outcomes(ask(pool, 3)));
    }

    @Test
    void aKeyStaysWithItsBackendAndComesBackToIt() {
        TestPool pool = hashed(0, 6);
        String owner = served(pool, key());
        assertEquals(owner, served(pool, key()));
        pool.down(owner);
        String other = served(pool, key());
        assertFalse(owner.equals(other));
        assertEquals(other, served(pool, key()));
        pool.up(owner);
        assertEquals(owner, served(pool, key()));
    }

    @Test
    void theBoundCountsWhatIsReallyInFlight() {
        TestPool pool = hashed(0, 4);
        String owner = served(pool, key());
        List<TestCaller> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            callers.add(pool.ask(key()));
        }
        pool.pool().endpoints().forEach(e -> assertTrue(e.inFlight() <= 13, e + " serves " + e.inFlight()));
        callers.forEach(caller -> caller.lease().close(Outcome.SUCCESS));
        assertEquals(owner, served(pool, key()), "the key is at home again");
    }

    /** A poisonous caller takes down what it can reach; it can reach two. */
    @Test
    void aSubsetBoundsWhomACallerCanHarm() {
        TestPool pool = hashed(2, 6);
        Set<String> harmed = new HashSet<>();
        String outcome = pool.ask(key()).outcome();
        while (!outcome.equals("no_backend")) {
            harmed.add(outcome);
            pool.down(outcome);
            outcome = pool.ask(key()).outcome();
        }
        assertEquals(2, harmed.size());
        assertEquals(4, pool.shares(100).size(), "callers without that key have all the others");
    }

    @Test
    void aCallerThatTriedItsSubsetHasNobodyLeft() {
        TestPool pool = hashed(2, 6);
        String first = pool.ask(key()).outcome();
        String second = pool.ask(key().whoTried(first)).outcome();
        TestCaller third = key().whoTried(first, second);
        assertFalse(pool.pool().anyoneLeft(third));
        assertTrue(pool.pool().anyoneLeft(key().whoTried(first)));
        assertEquals("no_backend", pool.ask(third).outcome());
    }

    /** Who waits for a full subset neither goes elsewhere nor holds up those behind it. */
    @Test
    void aCallerWaitsForItsSubsetAlone() {
        PoolSpec spec = TestPool.spec(TestPool.limited("a", 1), TestPool.limited("b", 1), TestPool.limited("c", 1));
        TestPool pool = TestPool.of(with(spec, new PolicySpec("ring-hash", null, 1)));
        TestCaller served = pool.ask(key());
        TestCaller waiting = pool.ask(key());
        assertEquals("waits", waiting.outcome());
        List<TestCaller> others = ask(pool, 3);
        assertEquals(2, others.stream().filter(c -> !c.leases().isEmpty()).count());
        others.get(0).lease().close(Outcome.SUCCESS);
        assertFalse(others.get(2).leases().isEmpty(), "the place is for whom it will do");
        assertEquals("waits", waiting.outcome());
        served.lease().close(Outcome.SUCCESS);
        assertEquals(served.outcome(), waiting.outcome());
    }

    /** They wait by the policy as it is, not as it was when they came: whom each may have is its own by now. */
    @Test
    void aSubsetThatIsSetWhileCallersWaitHoldsNobodyUp() {
        PoolSpec spec = TestPool.spec(TestPool.limited("a", 1), TestPool.limited("b", 1));
        PoolSpec subset = with(spec, new PolicySpec("ring-hash", null, 1));
        TestPool pool = TestPool.of(subset);
        String owner = served(pool, key());
        int n = 0;
        while (served(pool, TestCaller.free().withKey("other " + n)).equals(owner)) {
            n++;
        }
        pool.update(with(spec, new PolicySpec("ring-hash")));
        TestCaller onIts = pool.ask(TestCaller.tiedTo(owner));
        TestCaller onTheOther = pool.ask();
        TestCaller first = pool.ask(key());
        TestCaller second = pool.ask(TestCaller.free().withKey("other " + n));
        pool.update(subset);
        onTheOther.lease().close(Outcome.SUCCESS);
        assertEquals("waits", first.outcome());
        assertEquals(onTheOther.outcome(), second.outcome(), "not behind who cannot have it");
        onIts.lease().close(Outcome.SUCCESS);
        assertEquals(owner, first.outcome());
    }

    @Test
    void withAllOfItsTierGoneASubsetHasOneOfTheNext() {
        PoolSpec spec = TestPool.spec(
                TestPool.backend("a"),
                TestPool.backend("b"),
                TestPool.backend("c", 100, 1, 0),
                TestPool.backend("d", 100, 1, 0));
        TestPool pool = TestPool.of(with(spec, new PolicySpec("ring-hash", null, 1)));
        pool.down("a", "b");
        String backup = pool.ask(key()).outcome();
        assertTrue(Set.of("c", "d").contains(backup), backup);
        assertEquals(backup, pool.ask(key()).outcome());
    }

    @Test
    void whomOperatorsTakeOutIsReplacedInASubset() {
        TestPool pool = hashed(1, 4);
        String owner = pool.ask(key()).outcome();
        pool.mode(owner, Mode.MAINTENANCE);
        String other = pool.ask(key()).outcome();
        assertFalse(other.equals(owner) || other.equals("no_backend"), other);
    }

    @Test
    void everyPolicySharesAPoolAndLeavesOutWeightZero() {
        for (String policy : PolicySpec.TYPES) {
            TestPool pool = pool(policy, TestPool.backend("a", 0, 0, 0), TestPool.backend("b"), TestPool.backend("c"));
            Map<String, Integer> shares = pool.shares(200);
            assertFalse(shares.containsKey("a"), policy + " " + shares);
            assertEquals(policy.equals("fill-first") ? 1 : 2, shares.size(), policy + " " + shares);
        }
    }

    private static TestCaller key() {
        return TestCaller.free().withKey("customer 7");
    }

    private static TestPool hashed(int subset, int backends) {
        BackendSpec[] specs = new BackendSpec[backends];
        for (int i = 0; i < backends; i++) {
            specs[i] = TestPool.backend(String.valueOf((char) ('a' + i)));
        }
        return TestPool.of(with(TestPool.spec(specs), new PolicySpec("ring-hash", null, subset)));
    }

    private static TestPool pool(String policy, BackendSpec... backends) {
        return TestPool.of(with(TestPool.spec(backends), new PolicySpec(policy)));
    }

    private static PoolSpec with(PoolSpec spec, PolicySpec policy) {
        return TestPool.with(spec, policy, spec.outlier(), spec.queue(), spec.slowStart());
    }

    private static List<TestCaller> ask(TestPool pool, int callers) {
        List<TestCaller> asked = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            asked.add(pool.ask());
        }
        return asked;
    }

    private static String served(TestPool pool, TestCaller caller) {
        pool.ask(caller).lease().close(Outcome.SUCCESS);
        return caller.outcome();
    }

    private static List<String> outcomes(List<TestCaller> callers) {
        return callers.stream().map(TestCaller::outcome).toList();
    }

    private static void answer(TestPool pool, TestCaller caller, int millis) {
        pool.time.advance(Duration.ofMillis(millis));
        caller.lease().answered();
        caller.lease().close(Outcome.SUCCESS);
    }

    private static double time(TestPool pool, String backend) {
        return pool.endpoint(backend).answerTime().nanos(pool.time.nanos());
    }
}
