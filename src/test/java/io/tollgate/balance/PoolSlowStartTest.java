package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow start where most balancers forget it: several at once, and nobody there who would be warm. */
class PoolSlowStartTest {
    private static final Duration WINDOW = Duration.ofSeconds(100);
    private static final int CALLERS = 2_400;
    /** Five standard deviations of a share that is drawn, at most √(0.25 / 2,400) each. */
    private static final double CHANCE = 0.05;

    /** Four beside two, each of them rising: 4 × 10 % to 2 at first, then 4 × 50 % to 2, then 4 to 2. */
    @ParameterizedTest
    @ValueSource(strings = {"least-request", "least-time", "random", "ring-hash", "round-robin"})
    void severalThatJoinTogetherAllRise(String policy) {
        TestPool pool = pool(policy, "a", "b");
        pool.update(pool.spec().withBackends(backends("a", "b", "c", "d", "e", "f")));
        assertEquals(4 * 0.1 / 2.4, joined(pool), CHANCE);
        pool.time.advance(WINDOW.dividedBy(2));
        assertEquals(4 * 0.5 / 4, joined(pool), CHANCE);
        pool.time.advance(WINDOW.dividedBy(2));
        assertEquals(4 / 6.0, joined(pool), CHANCE);
    }

    /** With nobody to spare them they serve all, from the first caller on, and by their weights. */
    @ParameterizedTest
    @ValueSource(strings = {"least-request", "least-time", "random", "ring-hash", "round-robin"})
    void thoseThatJoinAnEmptyPoolServeAllByTheirWeights(String policy) {
        TestPool pool = pool(policy);
        assertEquals("no_backend", pool.ask().outcome());
        pool.update(pool.spec()
                .withBackends(List.of(TestPool.backend("a", 200, 0, 0), TestPool.backend("b"), TestPool.backend("c"))));
        Map<String, Double> shares = shares(pool);
        assertEquals(1, shares.values().stream().mapToDouble(share -> share).sum(), 1e-9, "nobody is refused");
        assertEquals(0.5, shares.getOrDefault("a", 0.0), CHANCE);
        assertEquals(0.25, shares.getOrDefault("b", 0.0), CHANCE);
        assertEquals(0.25, shares.getOrDefault("c", 0.0), CHANCE);
    }

    /** The first rises alone, for whom a second joins it is as cold as that was; both have risen after the window. */
    @ParameterizedTest
    @ValueSource(strings = {"least-request", "least-time", "random", "ring-hash", "round-robin"})
    void whoJoinsOneThatRisesHasItsOwnRise(String policy) {
        TestPool pool = pool(policy);
        pool.update(pool.spec().withBackends(backends("a")));
        pool.time.advance(WINDOW.dividedBy(2));
        pool.update(pool.spec().withBackends(backends("a", "b")));
        assertEquals(0.1 / 0.6, shares(pool).getOrDefault("b", 0.0), CHANCE);
        pool.time.advance(WINDOW);
        assertEquals(0.5, shares(pool).getOrDefault("b", 0.0), CHANCE);
    }

    /** A weight of 1 has no whole part; all of equal small weights is what many people write. */
    @ParameterizedTest
    @ValueSource(strings = {"least-request", "least-time", "random", "ring-hash", "round-robin"})
    void smallWeightsRiseAsLargeOnesDo(String policy) {
        TestPool pool = pool(policy);
        pool.time.advance(WINDOW);
        pool.update(pool.spec().withBackends(List.of(TestPool.backend("a", 1, 0, 0), TestPool.backend("b", 2, 0, 0))));
        pool.time.advance(WINDOW);
        pool.update(pool.spec()
                .withBackends(List.of(
                        TestPool.backend("a", 1, 0, 0),
                        TestPool.backend("b", 2, 0, 0),
                        TestPool.backend("c", 3, 0, 0))));
        assertEquals(0.3, pool.endpoint("c").effectiveWeight());
        assertEquals(0.3 / 3.3, joined(pool), CHANCE);
        pool.time.advance(WINDOW.dividedBy(2));
        assertEquals(1.5 / 4.5, joined(pool), CHANCE);
        pool.time.advance(WINDOW);
        assertEquals(0.5, joined(pool), CHANCE);
    }

    /** Beside a warm one it serves a tenth of its limit at first; with nobody there to spare it, all at once. */
    @Test
    void aLimitRisesOnlyBesideOthersThatAreWarm() {
        TestPool pool = pool("round-robin");
        pool.update(pool.spec().withBackends(List.of(TestPool.limited("a", 10))));
        assertEquals(10, served(pool));
        pool.time.advance(WINDOW);
        pool.update(pool.spec().withBackends(List.of(TestPool.limited("a", 10), TestPool.limited("b", 20))));
        assertEquals(10 + 2, served(pool));
        pool.down("a");
        assertEquals(20, served(pool), "the only one left");
    }

    /** The backup site spares nobody whose callers do not go there. */
    @Test
    void thoseThatReplaceAllOfATierServeAllThatTheyMay() {
        TestPool pool = pool("round-robin");
        BackendSpec backup = TestPool.backend("z", 100, 1, 10);
        pool.update(pool.spec().withBackends(List.of(TestPool.limited("a", 10), backup)));
        pool.time.advance(WINDOW);
        pool.update(pool.spec().withBackends(List.of(TestPool.limited("b", 10), backup)));
        assertEquals(10, served(pool));
    }

    /** How many at once. */
    private static int served(TestPool pool) {
        List<TestCaller> served = new ArrayList<>();
        TestCaller next = TestCaller.free();
        Pool.Ticket ticket = pool.pool().acquire(next);
        while (!next.leases().isEmpty()) {
            served.add(next);
            next = TestCaller.free();
            ticket = pool.pool().acquire(next);
        }
        ticket.cancel();
        served.forEach(caller -> caller.lease().close(Outcome.SUCCESS));
        return served.size();
    }

    @Test
    void oneThatIsOverAsksForNoTime() {
        TestPool pool = pool("round-robin");
        pool.update(pool.spec().withBackends(backends("a")));
        pool.time.advance(WINDOW);
        pool.update(pool.spec().withBackends(List.of(TestPool.backend("a"), TestPool.limited("b", 10))));
        Endpoint joined = Objects.requireNonNull(pool.pool().endpoint("b"));
        assertEquals(1, readings(pool, joined));
        pool.time.advance(WINDOW);
        assertEquals(0, readings(pool, joined));
    }

    private static int readings(TestPool pool, Endpoint endpoint) {
        int before = pool.time.readings();
        assertTrue(endpoint.hasRoom());
        return pool.time.readings() - before;
    }

    private static double joined(TestPool pool) {
        Map<String, Double> shares = shares(pool);
        return 1 - shares.getOrDefault("a", 0.0) - shares.getOrDefault("b", 0.0);
    }

    private static Map<String, Double> shares(TestPool pool) {
        Map<String, Double> shares = new HashMap<>();
        pool.shares(CALLERS).forEach((id, callers) -> {
            if (pool.pool().endpoint(id) != null) {
                shares.put(id, callers / (double) CALLERS);
            }
        });
        return shares;
    }

    private static TestPool pool(String policy, String... ids) {
        PoolSpec spec = TestPool.spec(WINDOW, backends(ids).toArray(BackendSpec[]::new));
        return TestPool.of(spec.withPolicy(new PolicySpec(policy)));
    }

    private static List<BackendSpec> backends(String... ids) {
        List<BackendSpec> backends = new ArrayList<>();
        for (String id : ids) {
            backends.add(TestPool.backend(id));
        }
        return backends;
    }
}
