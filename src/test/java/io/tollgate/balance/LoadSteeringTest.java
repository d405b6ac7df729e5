package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.LoadReportSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.Percent;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadSteeringTest {
    private static final LoadReportSpec BY_HEADER = new LoadReportSpec(
            LoadReportSpec.From.HEADER, "endpoint-load-metrics", 0, Duration.ofSeconds(2), new Percent(20));

    private final TestPool pool = TestPool.of(reporting(BY_HEADER));

    static PoolSpec reporting(LoadReportSpec report) {
        return reporting(report, Duration.ZERO);
    }

    private static PoolSpec reporting(LoadReportSpec report, Duration slowStart) {
        PoolSpec made = TestPool.spec(TestPool.backend("a"), TestPool.backend("b"), TestPool.backend("c"));
        return new PoolSpec(
                made.id(),
                made.policy(),
                made.backends(),
                made.probe(),
                made.outlier(),
                made.affinity(),
                made.timeouts(),
                made.connections(),
                made.retry(),
                made.queue(),
                slowStart,
                made.tls(),
                made.proxyProtocol(),
                report,
                null,
                RolloutSpec.DEFAULT);
    }

    /** Servers that can do so much work a second each; all of the work comes by the weights in force. */
    private void serve(double work, Map<String, Double> capacities, int seconds) {
        for (int i = 0; i < seconds * 4; i++) {
            double weights = pool.pool().endpoints().stream()
                    .mapToDouble(Endpoint::effectiveWeight)
                    .sum();
            capacities.forEach((id, capacity) -> {
                double share = pool.endpoint(id).effectiveWeight() / weights;
                report(id, work * share / capacity);
            });
            pool.time.advance(Duration.ofMillis(250));
        }
    }

    private void report(String id, double utilization) {
        TestCaller caller = pool.ask(TestCaller.tiedTo(id));
        caller.lease()
                .reported("TEXT application_utilization=" + String.format(java.util.Locale.ROOT, "%.4f", utilization));
        caller.lease().close(Outcome.SUCCESS);
    }

    private List<Integer> weights() {
        return pool.pool().endpoints().stream()
                .map(endpoint -> (int) endpoint.effectiveWeight())
                .toList();
    }

    private Map<String, Double> utilizations() {
        return pool.pool().endpoints().stream().collect(Collectors.toMap(Endpoint::id, Endpoint::utilization));
    }

    @Test
    void weightsFollowUntilAllAreEquallyBusy() {
        // Half, and a quarter, of the strength of the first.
        serve(1.2, Map.of("a", 1.0, "b", 0.5, "c", 0.25), 120);
        double mean = 1.2 / 1.75;
        utilizations().forEach((id, utilization) -> assertEquals(mean, utilization, 0.06 * mean, id));
        assertEquals(100, weights().get(0));
        assertEquals(50, weights().get(1), 5);
        assertEquals(25, weights().get(2), 3);
    }

    /** From far off it must come near without swinging: nobody loses more than it should in the end, but for a little. */
    @Test
    void doesNotSwing() {
        int least = 100;
        for (int i = 0; i < 120; i++) {
            serve(0.9, Map.of("a", 1.0, "b", 0.5, "c", 1.0), 1);
            least = Math.min(least, weights().get(1));
        }
        assertEquals(50, weights().get(1), 5);
        assertTrue(least >= 44, "fell to " + least);
    }

    /** Else the strength of those left would lie idle while callers wait. */
    @Test
    void whenTheLeastBusyDiesTheOthersGetTheirWeightsBack() {
        loseTheLeastBusy();
    }

    /** Nor are those measured by a tier that has nothing to do. */
    @Test
    void theBackupSiteIsNoMeasure() {
        List<BackendSpec> backends = new ArrayList<>(pool.spec().backends());
        backends.add(TestPool.backend("d", 100, 1, 0));
        pool.update(pool.spec().withBackends(backends));
        loseTheLeastBusy();
    }

    private void loseTheLeastBusy() {
        serve(0.9, Map.of("a", 1.0, "b", 0.25, "c", 0.25), 120);
        assertEquals(25, weights().get(1), 3);
        pool.down("a");
        for (int i = 0; i < 60; i++) {
            report("b", 0.9);
            report("c", 0.9);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(100, 100, 100), weights().subList(0, 3));
    }

    @Test
    void equallyBusyBackendsKeepTheirWeights() {
        serve(1.5, Map.of("a", 1.0, "b", 1.0, "c", 1.0), 30);
        assertEquals(List.of(100, 100, 100), weights());
    }

    @Test
    void nobodyLosesMoreThanIsAllowed() {
        for (int i = 0; i < 120; i++) {
            report("a", 0.1);
            report("b", 0.1);
            report("c", 5);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(100, 100, 20), weights());
    }

    @Test
    void aPoolWithNothingToDoIsLeftAlone() {
        for (int i = 0; i < 60; i++) {
            report("a", 0.001);
            report("b", 0.04);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(100, 100, 100), weights());
    }

    @Test
    void whoFallsSilentGetsItsWeightBack() {
        for (int i = 0; i < 60; i++) {
            report("a", 0.2);
            report("b", 0.8);
            pool.time.advance(Duration.ofSeconds(1));
        }
        int busy = weights().get(1);
        assertTrue(busy < 60, "at " + busy);
        pool.time.advance(Duration.ofSeconds(15));
        assertTrue(weights().get(1) > busy && weights().get(1) < 100, "by and by: " + weights());
        pool.time.advance(Duration.ofSeconds(45));
        assertEquals(List.of(100, 100, 100), weights());
    }

    @Test
    void reportsThatNobodyAskedForChangeNothing() {
        pool.update(reporting(LoadReportSpec.NONE));
        for (int i = 0; i < 30; i++) {
            report("a", 0.2);
            report("b", 0.8);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(100, 100, 100), weights());
    }

    @Test
    void whoNoLongerListensRestoresWeightsAtOnceAndMayListenAgain() {
        for (int i = 0; i < 60; i++) {
            report("a", 0.2);
            report("b", 0.8);
            pool.time.advance(Duration.ofSeconds(1));
        }
        pool.update(reporting(LoadReportSpec.NONE));
        assertEquals(List.of(100, 100, 100), weights());
        pool.update(reporting(BY_HEADER));
        for (int i = 0; i < 20; i++) {
            report("a", 0.2);
            report("b", 0.8);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertTrue(weights().get(1) < 90, "at " + weights());
    }

    /** That one is busier than the others is no reason to send callers to the backup site. */
    @Test
    void aBusyBackendIsNotASickOne() {
        for (int i = 0; i < 60; i++) {
            report("a", 0.2);
            report("b", 0.9);
            report("c", 0.9);
            pool.time.advance(Duration.ofSeconds(1));
        }
        assertTrue(weights().get(1) < 60, "at " + weights());
        assertEquals(1, pool.pool().serving().get(0).health());
    }

    static final LoadReportSpec BY_AGENT = new LoadReportSpec(
            LoadReportSpec.From.AGENT, "endpoint-load-metrics", 9777, Duration.ofSeconds(2), new Percent(20));

    private void says(String backend, String line) {
        pool.pool()
                .agentSaid(
                        backend,
                        pool.endpoint(backend).spec().url(),
                        new ProbeResult(!line.isEmpty(), pool.time.wallMillis(), 0, line));
    }

    @Test
    void anAgentsWordIsFollowedHalfwayEachTimeAndWithinTheBound() {
        pool.update(reporting(BY_AGENT));
        says("a", "50%");
        assertEquals(List.of(75, 100, 100), weights());
        for (int i = 0; i < 10; i++) {
            says("a", "50%");
            says("b", "5%");
            says("c", "900%");
        }
        assertEquals(List.of(50, 20, 100), weights());
        pool.time.advance(Duration.ofMinutes(1));
        says("a", "");
        assertEquals(List.of(50, 20, 100), weights(), "whoever falls silent takes nothing back");
    }

    @Test
    void anAgentMaySendNewCallersElsewhereAndItsOwnStay() {
        pool.update(reporting(BY_AGENT));
        says("a", "drain");
        says("b", "0%");
        assertEquals(Set.of("c"), pool.shares(10).keySet());
        assertEquals("its agent says drain", pool.endpoint("a").trouble());
        assertEquals("its agent says 0%", pool.endpoint("b").trouble());
        assertEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome());
        says("a", "ready");
        says("b", "100%");
        assertEquals(Set.of("a", "b", "c"), pool.shares(10).keySet());
        assertNull(pool.endpoint("a").trouble());
    }

    /** As HAProxy has it: mode, health, weight and limit each stay until the agent says something else of them. */
    @Test
    void anAgentsWordsHoldUntilItSaysOtherwise() {
        pool.update(reporting(BY_AGENT));
        says("a", "drain");
        says("a", "75%");
        says("a", "up");
        assertEquals("its agent says drain", pool.endpoint("a").trouble());
        assertEquals(Set.of("b", "c"), pool.shares(10).keySet());
        says("a", "ready");
        says("b", "down");
        says("b", "ready 100%");
        assertEquals("its agent says down", pool.endpoint("b").trouble());
        assertEquals(Set.of("a", "c"), pool.shares(10).keySet());
        says("b", "up");
        assertEquals(Set.of("a", "b", "c"), pool.shares(10).keySet());
        says("c", "50% maxconn:30");
        for (int i = 0; i < 10; i++) {
            says("c", "up");
        }
        assertEquals(50, weights().get(2), "it is followed all of the way");
        says("c", "maxconn:40");
        assertEquals(50, weights().get(2));
    }

    /** With all that follows from it: its own callers move, its tier is less well, and it comes back by slow start. */
    @Test
    void whomItsAgentSaysIsDownIsDown() {
        pool.update(reporting(BY_AGENT, Duration.ofSeconds(100)));
        pool.up("a", "b", "c");
        says("a", "down");
        assertEquals(Health.DOWN, pool.endpoint("a").health());
        assertEquals(pool.time.wallMillis(), pool.endpoint("a").stateSinceMillis());
        assertEquals(Set.of("b", "c"), pool.shares(10).keySet());
        assertNotEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome());
        assertEquals(2 / 3.0, pool.pool().serving().get(0).health(), 1e-9);
        pool.down("a");
        pool.up("a");
        assertEquals("its agent says down", pool.endpoint("a").trouble(), "no probe overrules it");
        says("a", "up");
        assertEquals(Health.UP, pool.endpoint("a").health());
        assertEquals(List.of(10, 100, 100), weights());
        pool.down("a");
        says("a", "up");
        assertEquals(Health.DOWN, pool.endpoint("a").health(), "nor does it overrule the probe");
        pool.up("a");
        says("a", "fail");
        pool.update(reporting(BY_HEADER));
        assertEquals(Health.UP, pool.endpoint("a").health(), "its word ends with the asking");
    }

    /** All may be down by mistake; whoever wishes for no callers means it. */
    @Test
    void whereNobodyIsWellAgentsThatSayDownAreIgnoredButNotTheirWishes() {
        pool.update(reporting(BY_AGENT));
        says("a", "down");
        says("b", "fail");
        says("c", "stopped");
        assertTrue(pool.pool().failOpen());
        assertEquals(Set.of("a", "b", "c"), pool.shares(30).keySet());
        says("a", "drain");
        assertEquals(Set.of("b", "c"), pool.shares(30).keySet());
        says("b", "maint");
        says("c", "0%");
        assertFalse(pool.pool().failOpen());
        assertEquals("no_backend", pool.ask().outcome());
    }

    @Test
    void aLimitOfAnAgentOutlastsItsOtherWords() {
        pool.update(reporting(BY_AGENT));
        pool.mode("b", Mode.MAINTENANCE).mode("c", Mode.MAINTENANCE);
        says("a", "maxconn:1");
        says("a", "up 100%");
        pool.ask();
        assertEquals("waits", pool.ask().outcome());
    }

    @Test
    void anAgentBoundsRequests() {
        pool.update(reporting(BY_AGENT));
        pool.mode("b", Mode.MAINTENANCE).mode("c", Mode.MAINTENANCE);
        says("a", "maxconn:2");
        pool.ask();
        pool.ask();
        TestCaller third = pool.ask();
        assertEquals("waits", third.outcome());
        assertEquals(2, pool.endpoint("a").maxRequests());
        assertEquals(0, pool.endpoint("b").maxRequests(), "only connections bound it");
        says("a", "maxconn:3");
        assertEquals("a", third.outcome());
    }

    @Test
    void anAgentThatNobodyAskedOrOfAnotherServerIsNotHeard() {
        says("a", "drain");
        assertEquals(List.of(100, 100, 100), weights());
        pool.update(reporting(BY_AGENT));
        pool.pool().agentSaid("a", TestPool.url(1), new ProbeResult(true, 0, 0, "drain"));
        pool.pool().agentSaid("x", TestPool.url(1), new ProbeResult(true, 0, 0, "drain"));
        assertEquals(List.of(100, 100, 100), weights());
        says("a", "drain");
        pool.update(reporting(BY_HEADER));
        assertEquals(List.of(100, 100, 100), weights(), "its word ends with the asking");
    }
}
