package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.Percent;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From probes, failures and new configurations to what the next caller gets. */
class PoolHealthTest {
    private static final OutlierSpec OUTLIER = new OutlierSpec(3, Duration.ofSeconds(30), Duration.ofSeconds(300));

    private final TestPool pool =
            TestPool.of(TestPool.spec(OUTLIER, TestPool.backend("a"), TestPool.backend("b"), TestPool.backend("c")));

    @Test
    void theFirstProbeCountsAtOnceAndLaterOnesByTheirRows() {
        pool.probe(false, 1, "a");
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.probe(true, 1, "a");
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.probe(true, 1, "a");
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        pool.probe(false, 2, "a");
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        pool.probe(false, 1, "a");
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
    }

    @Test
    void notesSinceWhenAndWhy() {
        long start = pool.time.wallMillis();
        pool.time.advance(Duration.ofSeconds(7));
        pool.down("a");
        pool.time.advance(Duration.ofSeconds(7));
        pool.probe(false, 1, "a");
        assertEquals(start + 7_000, pool.endpoint("a").stateSinceMillis());
        assertEquals("4 probes in a row failed: 503", pool.endpoint("a").trouble());
        assertEquals(start, pool.endpoint("b").stateSinceMillis());
        assertNull(pool.endpoint("b").trouble());
    }

    @Test
    void aRowOfFailuresEjectsAndAnAnswerEndsTheRow() {
        pool.fail("a", 2);
        pool.ask(TestCaller.tiedTo("a")).lease().close(Outcome.SERVER_ERROR);
        pool.fail("a", 2);
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        pool.fail("a", 1);
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        pool.fail("a", 3);
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
    }

    @Test
    void whatIsNobodysFailureNeitherEjectsNorEndsARow() {
        pool.fail("a", 2);
        for (Outcome outcome : List.of(Outcome.CLIENT_GONE, Outcome.UNUSED, Outcome.TOTAL_TIMEOUT)) {
            pool.ask(TestCaller.tiedTo("a")).lease().close(outcome);
        }
        pool.fail("a", 1);
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
    }

    @Test
    void anEjectedBackendComesBackByItselfAndStaysOutLongerTheNextTime() {
        pool.eject("a");
        assertEquals(pool.time.wallMillis() + 30_000, pool.endpoint("a").ejectedUntilMillis());
        pool.time.advance(Duration.ofMillis(29_999));
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.time.advance(Duration.ofMillis(1));
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        assertEquals(0, pool.endpoint("a").ejectedUntilMillis());
        pool.eject("a");
        pool.time.advance(Duration.ofSeconds(59));
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.time.advance(Duration.ofSeconds(1));
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        assertEquals(0, pool.time.pending());
    }

    @Test
    void neverMoreThanHalfAreEjectedButOneOfTwoIs() {
        pool.eject("a");
        pool.fail("b", 20);
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet(), "one of three");

        TestPool four = TestPool.of(TestPool.spec(
                OUTLIER, TestPool.backend("a"), TestPool.backend("b"), TestPool.backend("c"), TestPool.backend("d")));
        four.eject("a", "b");
        four.fail("c", 20);
        assertEquals(Set.of("c", "d"), four.shares(9).keySet(), "two of four");
        four.fail("c", 20);
        four.time.advance(Duration.ofSeconds(30));
        four.fail("c", 1);
        assertEquals(Set.of("a", "b", "d"), four.shares(9).keySet(), "c's turn, now that the others are back");

        TestPool two = TestPool.of(TestPool.spec(OUTLIER, TestPool.backend("a"), TestPool.backend("b")));
        two.eject("a");
        two.fail("b", 20);
        assertEquals(Set.of("b"), two.shares(9).keySet());

        TestPool one = TestPool.of(TestPool.spec(OUTLIER, TestPool.backend("a")));
        one.fail("a", 20);
        assertEquals(Set.of("a"), one.shares(9).keySet());
    }

    @Test
    void neverEjectsWhenTheSettingSaysSo() {
        pool.update(TestPool.spec(
                new OutlierSpec(0, Duration.ofSeconds(30), Duration.ofSeconds(300)),
                TestPool.backend("a"),
                TestPool.backend("b")));
        pool.fail("a", 50);
        assertEquals(Set.of("a", "b"), pool.shares(9).keySet());
    }

    @Test
    void whoFailsMoreThanTheOthersIsEjectedThoughItAnswers() {
        rated();
        serve("b", Outcome.SUCCESS, 100);
        serve("c", Outcome.SUCCESS, 100);
        serve("a", Outcome.SERVER_ERROR, 49);
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        serve("a", Outcome.SERVER_ERROR, 10);
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        assertTrue(String.valueOf(pool.endpoint("a").trouble())
                .matches("ejected for 30s after \\d+ % of its requests .*"));
    }

    @Test
    void errorsThatAllBackendsGiveEjectNobody() {
        rated();
        for (int i = 0; i < 100; i++) {
            serve("a", Outcome.SERVER_ERROR, 1);
            serve("b", i % 3 == 0 ? Outcome.SUCCESS : Outcome.SERVER_ERROR, 1);
            serve("c", i % 3 == 0 ? Outcome.SUCCESS : Outcome.SERVER_ERROR, 1);
        }
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    /** As where it has nearly all of the weight, or is the first of {@code fill-first}. */
    @Test
    void theOthersAreComparedTogetherThoughEachHasFewRequests() {
        rated();
        serve("b", Outcome.SUCCESS, 5);
        serve("c", Outcome.SUCCESS, 4);
        serve("a", Outcome.SERVER_ERROR, 60);
        assertEquals(0, pool.endpoint("a").ejectedUntilMillis(), "nine are not enough");
        serve("c", Outcome.SUCCESS, 1);
        serve("a", Outcome.SERVER_ERROR, 1);
        assertEquals(0, pool.endpoint("a").ejectedUntilMillis(), "it has been judged just now");
        pool.time.advance(Duration.ofMillis(100));
        serve("a", Outcome.SERVER_ERROR, 1);
        assertTrue(pool.endpoint("a").ejectedUntilMillis() > 0);
    }

    @Test
    void withNobodyToCompareWithNobodyIsEjectedForItsRate() {
        rated();
        serve("a", Outcome.SERVER_ERROR, 500);
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    private void rated() {
        pool.update(TestPool.spec(
                new OutlierSpec(
                        0,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        new Percent(50),
                        Duration.ofSeconds(10),
                        50),
                TestPool.backend("a"),
                TestPool.backend("b"),
                TestPool.backend("c")));
    }

    private void serve(String backend, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            TestCaller caller = TestCaller.tiedTo(backend);
            pool.ask(caller);
            caller.lease().close(outcome);
        }
        pool.time.advance(Duration.ZERO);
    }

    @Test
    void anEjectionDoesNotHideThatProbesFailToo() {
        pool.eject("a");
        pool.down("a");
        pool.time.advance(Duration.ofSeconds(30));
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.up("a");
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    @Test
    void anotherWayToProbeKeepsABackendThatIsDownOut() {
        pool.down("a");
        pool.update(probed(Duration.ofSeconds(1)));
        assertEquals(Health.DOWN, pool.endpoint("a").health());
        assertEquals("3 probes in a row failed: 503", pool.endpoint("a").trouble());
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.probe(true, 1, "a");
        assertEquals(Health.UP, pool.endpoint("a").health(), "the first result of the new probe counts at once");
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    @Test
    void withoutAProbeEverybodyIsBelieved() {
        pool.down("a");
        ProbeSpec none = new ProbeSpec(
                ProbeSpec.Type.NONE,
                "/",
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                2,
                3,
                pool.spec().probe().expect(),
                "");
        pool.update(TestPool.probed(pool.spec(), none));
        assertEquals(Health.UNKNOWN, pool.endpoint("a").health());
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    @Test
    void anotherProbeLeavesAnEjectionAlone() {
        pool.eject("a");
        pool.update(probed(Duration.ofSeconds(1)));
        assertEquals(Set.of("b", "c"), pool.shares(9).keySet());
        pool.time.advance(Duration.ofSeconds(30));
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
    }

    @Test
    void anotherWayToJudgeEndsEjectionsAndLeavesProbesAlone() {
        pool.down("b");
        pool.eject("a");
        pool.update(TestPool.spec(
                new OutlierSpec(7, Duration.ofSeconds(1), Duration.ofSeconds(2)),
                TestPool.backend("a"),
                TestPool.backend("b"),
                TestPool.backend("c")));
        assertEquals(Set.of("a", "c"), pool.shares(9).keySet());
    }

    /** The timer of an ejection that has become void must not act on the backend as it is then. */
    @Test
    void theEndOfAVoidEjectionChangesNothing() {
        PoolSpec slow = TestPool.with(
                pool.spec(), pool.spec().policy(), OUTLIER, pool.spec().queue(), Duration.ofSeconds(100));
        pool.update(slow);
        pool.eject("a");
        pool.update(TestPool.with(
                slow,
                slow.policy(),
                new OutlierSpec(3, Duration.ofSeconds(60), Duration.ofSeconds(300)),
                slow.queue(),
                slow.slowStart()));
        pool.time.advance(Duration.ofSeconds(20));
        pool.eject("a");
        pool.time.advance(Duration.ofSeconds(15));
        assertNotEquals(0, pool.endpoint("a").ejectedUntilMillis(), "the second ejection goes on");
        assertEquals(100, pool.endpoint("a").effectiveWeight(), "no slow start has begun");
        pool.time.advance(Duration.ofSeconds(45));
        assertEquals(0, pool.endpoint("a").ejectedUntilMillis());
        assertEquals(10, pool.endpoint("a").effectiveWeight());
    }

    @Test
    void anotherServerOfTheSameNameBeginsAnew() {
        pool.down("a");
        pool.eject("b");
        Endpoint before = pool.endpoint("a");
        pool.update(TestPool.spec(OUTLIER, moved("a"), moved("b"), TestPool.backend("c")));
        assertSame(before, pool.endpoint("a"));
        assertEquals(Health.UNKNOWN, pool.endpoint("a").health());
        assertEquals(Set.of("a", "b", "c"), pool.shares(9).keySet());
        assertEquals(0, pool.endpoint("b").ejectedUntilMillis());
    }

    @Test
    void aLateResultOfTheServerBeforeSaysNothingOfThisOne() {
        pool.update(TestPool.spec(OUTLIER, moved("a"), TestPool.backend("b"), TestPool.backend("c")));
        pool.pool().probed("a", TestPool.url(9001), new ProbeResult(false, 0, 0, "refused"));
        assertEquals(Health.UNKNOWN, pool.endpoint("a").health());
        pool.pool().probed("gone", TestPool.url(9001), new ProbeResult(false, 0, 0, "refused"));
    }

    @Test
    void aChangeKeepsCountersLeasesAndHealthOfWhatItDoesNotConcern() {
        pool.down("b");
        TestCaller caller = pool.ask(TestCaller.tiedTo("a"));
        pool.ask(TestCaller.tiedTo("a")).lease().close(Outcome.SERVER_ERROR);
        Endpoint before = pool.endpoint("a");
        pool.update(
                TestPool.spec(OUTLIER, TestPool.backend("d"), TestPool.backend("a", 7, 0, 9), TestPool.backend("b")));
        assertSame(before, pool.endpoint("a"));
        assertEquals(1, before.inFlight());
        assertEquals(1, before.errorsTotal());
        assertEquals(7, before.effectiveWeight());
        assertEquals(Health.DOWN, pool.endpoint("b").health());
        assertNull(pool.pool().endpoint("c"));
        assertEquals(
                List.of("d", "a", "b"),
                pool.pool().endpoints().stream().map(Endpoint::id).toList());
        caller.lease().close(Outcome.SUCCESS);
        assertEquals(0, before.inFlight());
        assertEquals(2, before.requestsTotal());
    }

    @Test
    void leasesOfARemovedBackendMayStillEnd() {
        TestCaller caller = pool.ask(TestCaller.tiedTo("c"));
        pool.update(TestPool.spec(OUTLIER, TestPool.backend("a"), TestPool.backend("b")));
        for (int i = 0; i < 5; i++) {
            caller.lease().close(Outcome.RESET);
        }
        pool.time.advance(Duration.ofMinutes(10));
        assertEquals(Map.of("a", 5, "b", 5), pool.shares(10));
    }

    @Test
    void aBackendThatJoinsOrRecoversRisesInSteps() {
        Duration window = Duration.ofSeconds(20);
        TestPool slow = TestPool.of(TestPool.spec(window, TestPool.backend("a")));
        assertEquals(100, slow.endpoint("a").effectiveWeight(), "nobody joins at the start");
        slow.up("a");
        assertEquals(100, slow.endpoint("a").effectiveWeight(), "nor recovers with the first probe");

        slow.update(TestPool.spec(window, TestPool.backend("a"), TestPool.backend("b")));
        List<Double> weights = new ArrayList<>();
        for (int second = 0; second <= 20; second += 5) {
            double weight = slow.endpoint("b").effectiveWeight();
            weights.add(weight);
            double share = slow.shares(2_000).getOrDefault("b", 0) / 2_000.0;
            assertEquals(weight / (weight + 100.0), share, 0.01, "the callers follow the weight of " + weight);
            slow.time.advance(Duration.ofSeconds(5));
        }
        assertEquals(List.of(10.0, 25.0, 50.0, 75.0, 100.0), weights);
        assertEquals(0, slow.time.pending(), "the steps end with the rise");

        slow.down("b");
        slow.time.advance(Duration.ofMinutes(1));
        slow.up("b");
        assertEquals(10, slow.endpoint("b").effectiveWeight());
        slow.time.advance(window);
        assertEquals(100, slow.endpoint("b").effectiveWeight());
        slow.mode("b", Mode.MAINTENANCE).mode("b", Mode.READY);
        assertEquals(10, slow.endpoint("b").effectiveWeight(), "so does one that comes back from maintenance");
        slow.time.advance(window);
        slow.mode("b", Mode.DRAIN).mode("b", Mode.READY);
        assertEquals(100, slow.endpoint("b").effectiveWeight(), "one that drained is warm");
    }

    @Test
    void aRiseScalesTheLimitAndServesThoseWhoWaitAsItGrows() {
        Duration window = Duration.ofSeconds(10);
        TestPool slow = TestPool.of(TestPool.spec(window, TestPool.limited("a", 20), TestPool.limited("b", 1)));
        slow.down("a");
        slow.up("a");
        List<TestCaller> callers = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            callers.add(slow.ask());
        }
        assertEquals(2, slow.endpoint("a").inFlight());
        slow.time.advance(Duration.ofSeconds(5));
        assertEquals(10, slow.endpoint("a").inFlight());
        slow.time.advance(Duration.ofSeconds(5));
        assertEquals(20, slow.endpoint("a").inFlight());
        assertTrue(callers.stream().allMatch(caller -> caller.answers() == 1));
    }

    @Test
    void anotherPolicyIsInForceAtOnce() {
        assertEquals(Map.of("a", 3, "b", 3, "c", 3), pool.shares(9));
        pool.update(TestPool.with(
                pool.spec(),
                new PolicySpec("least-request"),
                OUTLIER,
                pool.spec().queue(),
                Duration.ZERO));
        for (int i = 0; i < 30; i++) {
            pool.ask();
        }
        for (Endpoint endpoint : pool.pool().endpoints()) {
            assertTrue(Math.abs(endpoint.inFlight() - 10) <= 1, endpoint + " has " + endpoint.inFlight());
        }
    }

    private PoolSpec probed(Duration interval) {
        ProbeSpec old = pool.spec().probe();
        return TestPool.probed(
                pool.spec(),
                new ProbeSpec(
                        old.type(),
                        old.path(),
                        interval,
                        old.timeout(),
                        old.rise(),
                        old.fall(),
                        old.expect(),
                        old.host()));
    }

    private static BackendSpec moved(String id) {
        return new BackendSpec(id, TestPool.url(9500 + id.charAt(0)), 100, 0, "", 0);
    }
}
