package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is a candidate, and in which order the layers serve. */
class PoolLayersTest {
    private static final List<Mode> MODES = List.of(Mode.values());

    private final TestPool pool = TestPool.of(
            TestPool.backend("a"),
            TestPool.backend("b"),
            TestPool.backend("c", 100, 1, 0),
            TestPool.backend("d", 100, 2, 0));

    @Test
    void theLowestTierServes() {
        assertEquals(Map.of("a", 10, "b", 10), pool.shares(20));
    }

    @Test
    void theNextTierServesWhenNobodyInTheFirstCan() {
        pool.down("a", "b");
        assertEquals(Map.of("c", 10), pool.shares(10));
        pool.down("c");
        assertEquals(Map.of("d", 10), pool.shares(10));
        pool.up("b");
        assertEquals(Map.of("b", 10), pool.shares(10));
    }

    @Test
    void aTierThatIsFullIsWaitedFor() {
        TestPool full = TestPool.of(TestPool.limited("a", 1), TestPool.backend("b", 100, 1, 0));
        full.ask();
        assertEquals("waits", full.ask().outcome());
    }

    @Test
    void aWeightOfZeroTakesNoNewCallers() {
        pool.update(TestPool.spec(TestPool.backend("a", 0, 0, 0), TestPool.backend("b")));
        assertEquals(Map.of("b", 10), pool.shares(10));
        pool.down("b");
        assertEquals("b", pool.ask().outcome(), "b fails open sooner than a takes a new caller");
        pool.mode("b", Mode.MAINTENANCE);
        assertEquals("no_backend", pool.ask().outcome());
    }

    @Test
    void aTierOfWeightZeroIsNoTier() {
        pool.update(TestPool.spec(TestPool.backend("a", 0, 0, 0), TestPool.backend("c", 100, 1, 0)));
        assertEquals(Map.of("c", 10), pool.shares(10));
    }

    @Test
    void aDrainingBackendServesNewCallersOnlyWhenNobodyReadyIsWell() {
        pool.mode("a", Mode.DRAIN);
        assertEquals(Map.of("b", 10), pool.shares(10));
        pool.down("b");
        assertEquals(Map.of("c", 10), pool.shares(10), "every tier comes before a drain");
        pool.down("c", "d");
        assertEquals(Map.of("a", 10), pool.shares(10));
        assertFalse(pool.pool().failOpen());
        pool.down("a");
        assertTrue(pool.pool().failOpen());
        assertEquals(Set.of("b", "c", "d"), pool.shares(30).keySet(), "the ready ones, regardless of tier");
    }

    @Test
    void failsOpenWhenNobodyIsWell() {
        pool.down("a", "b", "c");
        assertFalse(pool.pool().failOpen());
        pool.down("d");
        assertTrue(pool.pool().failOpen());
        assertEquals(Map.of("a", 5, "b", 5, "c", 5, "d", 5), pool.shares(20));
        pool.up("d");
        assertFalse(pool.pool().failOpen());
        assertEquals(Map.of("d", 5), pool.shares(5));
    }

    @Test
    void maintenanceIsNeverOverruled() {
        pool.mode("a", Mode.MAINTENANCE).mode("b", Mode.MAINTENANCE).mode("c", Mode.MAINTENANCE);
        pool.down("a", "b", "c", "d");
        assertEquals(Map.of("d", 5), pool.shares(5));
        assertEquals("d", pool.ask(TestCaller.tiedTo("a")).outcome());
        pool.mode("d", Mode.MAINTENANCE);
        assertFalse(pool.pool().failOpen());
        assertEquals("no_backend", pool.ask().outcome());
        assertEquals("no_backend", pool.ask(TestCaller.tiedTo("a")).outcome());
    }

    @Test
    void anEmptyPoolHasNobody() {
        TestPool empty = TestPool.of();
        assertEquals("no_backend", empty.ask().outcome());
        assertFalse(empty.pool().failOpen());
        empty.update(TestPool.spec(TestPool.backend("a")));
        assertEquals("a", empty.ask().outcome());
    }

    @Test
    void aRetryGoesToTheOthersAndThenToTheNextLayer() {
        assertEquals("b", pool.ask(TestCaller.free().whoTried("a")).outcome());
        assertEquals("c", pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
        pool.mode("b", Mode.DRAIN);
        assertEquals("c", pool.ask(TestCaller.free().whoTried("a")).outcome());
        assertEquals("b", pool.ask(TestCaller.free().whoTried("a", "c", "d")).outcome());
        assertEquals(
                "no_backend",
                pool.ask(TestCaller.free().whoTried("a", "b", "c", "d")).outcome());
    }

    @Test
    void anEjectedBackendIsNoCandidate() {
        pool.eject("a");
        assertEquals(Map.of("b", 10), pool.shares(10));
    }

    /** Every mix of modes, healths, ejections, weights and tiers, against the design's words. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithANaiveModel(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<BackendSpec> backends = new ArrayList<>();
            for (char id = 'a'; id <= 'e'; id++) {
                backends.add(
                        TestPool.backend(String.valueOf(id), random.nextInt(4) == 0 ? 0 : 100, random.nextInt(3), 0));
            }
            TestPool mixed = TestPool.of(TestPool.spec(backends.toArray(BackendSpec[]::new)));
            Set<String> down = new HashSet<>();
            Map<String, Mode> modes = new TreeMap<>();
            for (BackendSpec backend : backends) {
                Mode mode = MODES.get(random.nextInt(3));
                modes.put(backend.id(), mode);
                mixed.mode(backend.id(), mode);
                if (random.nextInt(2) == 0) {
                    down.add(backend.id());
                    mixed.down(backend.id());
                } else if (random.nextInt(2) == 0) {
                    mixed.up(backend.id());
                }
            }
            Set<String> wanted = candidates(backends, modes, down);
            assertEquals(
                    wanted.isEmpty() ? Set.of("no_backend") : wanted,
                    mixed.shares(20).keySet(),
                    () -> backends + " " + modes + " down " + down);
        }
    }

    private static Set<String> candidates(List<BackendSpec> backends, Map<String, Mode> modes, Set<String> down) {
        for (int tier = 0; tier <= 2; tier++) {
            Set<String> found = new HashSet<>();
            for (BackendSpec each : backends) {
                if (each.tier() == tier
                        && each.weight() > 0
                        && modes.get(each.id()) == Mode.READY
                        && !down.contains(each.id())) {
                    found.add(each.id());
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        Set<String> draining = new HashSet<>();
        Set<String> ready = new HashSet<>();
        for (BackendSpec each : backends) {
            if (each.weight() > 0 && modes.get(each.id()) == Mode.DRAIN && !down.contains(each.id())) {
                draining.add(each.id());
            }
            if (each.weight() > 0 && modes.get(each.id()) == Mode.READY) {
                ready.add(each.id());
            }
        }
        return draining.isEmpty() ? ready : draining;
    }
}
