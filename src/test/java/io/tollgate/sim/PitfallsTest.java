package io.tollgate.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Outcome;
import io.tollgate.health.ProbeResult;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What other balancers fell into, through the whole pool. Tests of single policies and of the pool have the rest: two
 * choices that ignore weight, a heavy one that takes everything when idle and a light one that gets nothing at the start
 * in {@code LeastRequestTest} and {@code LeastTimeTest}, a cap that ejects nothing in small pools in
 * {@code PoolHealthTest}, and a slow start that does not ramp when several join in {@code PoolSlowStartTest}.
 */
class PitfallsTest {
    private static final int FLAPS = 100;
    private static final double DEVIATIONS = 5;

    /** One slow answer has it passed over until that has faded, some seconds; over minutes all have their share of those. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void anIdenticalBackendDoesNotStarveUnderLeastTime(int backends) {
        for (Load load : Load.values()) {
            Figures figures = Bench.of(Scenario.EQUAL, backends, load, Contender.LEAST_TIME);
            for (int i = 0; i < backends; i++) {
                assertTrue(figures.relative(i) > 0.85, "backend " + i + " got " + figures.relative(i));
            }
        }
    }

    /** It is idle whenever it is looked at. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 1_000})
    void aFastFailingBackendAttractsTrafficUnderLeastRequestUntilItIsEjected(int backends) {
        double lured = busy(Scenario.FAILS, backends, Contender.LEAST_REQUEST);
        double haproxy = busy(Scenario.FAILS, backends, Contender.HAPROXY);
        assertTrue(lured > 1.3 && lured < 1.8, "at most twice, by two choices: " + lured);
        assertTrue(haproxy > 1.15 * lured, "and HAProxy's, which looks at all, more: " + haproxy);
        assertTrue(busy(Scenario.FAILS_500, backends, Contender.LEAST_REQUEST) < lured / 2);
        assertTrue(busy(Scenario.FAILS_503, backends, Contender.LEAST_REQUEST) < 0.1);
        assertTrue(busy(Scenario.FAILS, backends, Contender.LEAST_TIME) < 0.1, "least-time needs no ejection");
    }

    /**
     * One request while the last is down and one while it is up: the first two have 5/12 each, the last 1/6. A cursor that
     * begins anew with each change would give the first all.
     */
    @ParameterizedTest
    @EnumSource(
            value = Contender.class,
            names = {"LEAST_REQUEST", "LEAST_TIME", "ROUND_ROBIN", "RANDOM"})
    void aFlapDoesNotFavourTheFirst(Contender contender) {
        FakeTime time = new FakeTime();
        PoolBalancer balancer = new PoolBalancer(contender.label(), Scenario.EQUAL, 3, 3, time, 6);
        int[] served = new int[3];
        for (int flap = 0; flap < FLAPS; flap++) {
            probe(balancer, false, time);
            ask(balancer, served, time);
            probe(balancer, true, time);
            ask(balancer, served, time);
        }
        int requests = 2 * FLAPS;
        double chance = DEVIATIONS * Math.sqrt(requests * 5 / 12.0 * 7 / 12.0);
        assertEquals(requests * 5 / 12.0, served[0], chance);
        assertEquals(requests * 5 / 12.0, served[1], chance);
    }

    /** As an operator would see it: with two servers, one failing, nobody else fails for long. */
    @Test
    void oneOfTwoIsEjected() {
        FakeTime time = new FakeTime();
        PoolBalancer balancer = new PoolBalancer("round-robin", Scenario.FAILS_503, 2, 2, time, 6);
        int[] failures = new int[1];
        for (int request = 0; request < 100; request++) {
            balancer.ask(0, use -> {
                failures[0] += use.backend() == 0 ? 1 : 0;
                use.end(use.backend() == 0 ? Outcome.GATEWAY_ERROR : Outcome.SUCCESS);
            });
            time.advance(Duration.ofMillis(10));
        }
        assertEquals(5, failures[0]);
    }

    private static double busy(Scenario scenario, int backends, Contender contender) {
        return Bench.of(scenario, backends, Load.BUSY, contender).relative(0);
    }

    private static void ask(Balancer balancer, int[] served, FakeTime time) {
        balancer.ask(0, use -> {
            served[use.backend()]++;
            time.advance(Run.MEAN_WORK);
            use.end(Outcome.SUCCESS);
        });
    }

    /** As often as it takes. */
    private static void probe(PoolBalancer balancer, boolean good, FakeTime time) {
        Endpoint last = Objects.requireNonNull(balancer.pool().endpoint("b2"));
        for (int i = 0; i < 3; i++) {
            ProbeResult result = new ProbeResult(good, time.wallMillis(), 1_000_000, good ? "200" : "503");
            balancer.pool().probed(last.id(), last.spec().url(), result);
        }
    }
}
