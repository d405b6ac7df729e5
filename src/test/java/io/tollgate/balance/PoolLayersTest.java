package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertSpread(Map.of("b", 0.7, "d", 0.3));
    }

    @Test
    void aTierThatSickensKeepsWhatItCanBear() {
        pool.update(TestPool.spec(
                TestPool.backend("a"),
                TestPool.backend("b"),
                TestPool.backend("c"),
                TestPool.backend("d"),
                TestPool.backend("e", 100, 1, 0)));
        pool.down("a");
        assertEquals(Set.of("b", "c", "d"), pool.shares(1000).keySet(), "there is strength in reserve");
        pool.down("b");
        assertSpread(Map.of("c", 0.35, "d", 0.35, "e", 0.3));
        pool.down("c");
        assertSpread(Map.of("d", 0.35, "e", 0.65));
        pool.mode("a", Mode.MAINTENANCE).mode("b", Mode.MAINTENANCE).mode("c", Mode.MAINTENANCE);
        assertEquals(Map.of("d", 100), pool.shares(100), "whom operators took out is not missed");
    }

    /** What comes back ramps up, and takes its callers back with its weight. */
    @Test
    void theReturnIsGradual() {
        pool.update(TestPool.spec(Duration.ofSeconds(100), TestPool.backend("a"), TestPool.backend("c", 100, 1, 0)));
        pool.time.advance(Duration.ofSeconds(100));
        pool.down("a");
        assertEquals(Map.of("c", 100), pool.shares(100));
        pool.up("a");
        assertSpread(Map.of("a", 0.14, "c", 0.86));
        pool.time.advance(Duration.ofSeconds(50));
        assertSpread(Map.of("a", 0.7, "c", 0.3));
        pool.time.advance(Duration.ofSeconds(25));
        assertEquals(Map.of("a", 100), pool.shares(100));
    }

    /** Between tiers, and between zones. */
    @ParameterizedTest
    @ValueSource(strings = {"tiers", "zones"})
    void thatMoreJoinIsNoSickness(String between) {
        twoPlaces(between, "ab");
        twoPlaces(between, "abcdefghij");
        for (int i = 0; i <= 10; i++) {
            assertEquals(1, pool.pool().serving().get(0).share());
            assertEquals(1, pool.pool().serving().get(0).health(), 1e-9);
            pool.time.advance(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiers", "zones"})
    void thatAllAreReplacedIsNoSickness(String between) {
        twoPlaces(between, "abc");
        twoPlaces(between, "def");
        assertEquals(1, pool.pool().serving().get(0).share(), "at one stroke");
        pool.time.advance(Duration.ofSeconds(50));
        twoPlaces(between, "defghi");
        pool.mode("d", Mode.DRAIN).mode("e", Mode.DRAIN).mode("f", Mode.DRAIN);
        assertEquals(1, pool.pool().serving().get(0).share(), "by and by, before the first have risen");
        assertEquals(Set.of("g", "h", "i"), pool.shares(100).keySet());
    }

    @Test
    void whoJoinsAndIsDownIsMissed() {
        twoPlaces("tiers", "abc");
        twoPlaces("tiers", "def");
        pool.down("e", "f").up("d");
        assertEquals(1.4 / 3, pool.pool().serving().get(0).share(), 0.001);
        pool.time.advance(Duration.ofSeconds(200));
        assertEquals(1.4 / 3, pool.pool().serving().get(0).share(), 0.001, "for as long as they are");
        pool.up("e");
        assertEquals(1.4 * 110 / 210, pool.pool().serving().get(0).share(), 0.001, "it joins only now");
        pool.down("f", "d");
        assertEquals(1.4 * 10 / 210, pool.pool().serving().get(0).share(), 0.001);
    }

    /** It is in the list before it listens. */
    @Test
    void whoJoinsAndStartsUpMeanwhileJoinsAllTheSame() {
        twoPlaces("tiers", "ab");
        twoPlaces("tiers", "abcdefghij");
        pool.down("c", "d", "e", "f", "g", "h", "i", "j");
        pool.time.advance(Duration.ofSeconds(60));
        assertTrue(pool.pool().serving().get(0).share() < 0.5);
        pool.up("c", "d", "e", "f", "g", "h", "i", "j");
        assertEquals(1, pool.pool().serving().get(0).share());
    }

    /** Down, ejected or in maintenance: its callers have been elsewhere since. */
    @Test
    void whoJoinedAndWasLostComesBack() {
        twoPlaces("tiers", "a");
        twoPlaces("tiers", "ab");
        pool.up("b").down("b").up("b");
        assertEquals(0.55, pool.pool().serving().get(0).health(), 1e-9);
        twoPlaces("tiers", "ac");
        pool.eject("c");
        pool.time.advance(Duration.ofSeconds(30));
        assertEquals(0.55, pool.pool().serving().get(0).health(), 1e-9);
        twoPlaces("tiers", "ad");
        pool.mode("d", Mode.MAINTENANCE).mode("d", Mode.READY);
        assertEquals(0.55, pool.pool().serving().get(0).health(), 1e-9);
    }

    /** Where nobody stood there are no callers to keep: they come as those who return do. */
    @ParameterizedTest
    @ValueSource(strings = {"tiers", "zones"})
    void theFirstOfAPlaceTakesOverGradually(String between) {
        twoPlaces(between, "");
        assertEquals(Map.of("z", 10), pool.shares(10));
        twoPlaces(between, "a");
        assertEquals(0.14, pool.pool().serving().get(0).share(), 1e-9);
        pool.time.advance(Duration.ofSeconds(50));
        assertEquals(0.7, pool.pool().serving().get(0).share(), 1e-9);
    }

    /** Those, with slow start, and {@code z} in the next tier, or in another zone than all the others and this Tollgate. */
    private void twoPlaces(String between, String ids) {
        boolean zones = between.equals("zones");
        List<BackendSpec> backends = new ArrayList<>();
        for (int i = 0; i < ids.length(); i++) {
            String id = ids.substring(i, i + 1);
            backends.add(zones ? zoned(id, "west") : TestPool.backend(id));
        }
        backends.add(zones ? zoned("z", "east") : TestPool.backend("z", 100, 1, 0));
        boolean first = pool.pool().endpoint("z") == null;
        PoolSpec spec = TestPool.spec(Duration.ofSeconds(100), backends.toArray(BackendSpec[]::new));
        pool.update(spec).in(zones ? "west" : "");
        if (first) {
            pool.time.advance(Duration.ofSeconds(100));
        }
    }

    @Test
    void theOwnZoneComesFirst() {
        pool.update(TestPool.spec(zoned("a", "east"), zoned("b", "east"), zoned("c", "west"), zoned("d", "west")));
        assertSpread(Map.of("a", 0.25, "b", 0.25, "c", 0.25, "d", 0.25));
        pool.in("west");
        assertEquals(Map.of("c", 50, "d", 50), pool.shares(100));
        pool.down("c");
        assertSpread(Map.of("a", 0.15, "b", 0.15, "d", 0.7));
        pool.down("d");
        assertEquals(Map.of("a", 50, "b", 50), pool.shares(100));
        pool.up("c", "d");
        pool.in("north");
        assertSpread(Map.of("a", 0.25, "b", 0.25, "c", 0.25, "d", 0.25));
    }

    @Test
    void anotherZoneServesWhereTheOwnIsFull() {
        fillTheOwnZone();
        assertNotEquals("a", pool.ask().outcome());
    }

    /** A caller that finds the own zone full takes no turn of the others' away. */
    @Test
    void eachGroupHasTurnsOfItsOwn() {
        fillTheOwnZone();
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            seen.merge(pool.ask().outcome(), 1, Integer::sum);
        }
        assertEquals(Map.of("b", 5, "c", 5), seen);
    }

    @Test
    void whomTwoOfATierHaveFailedGoesToTheNext() {
        pool.update(TestPool.spec(
                TestPool.backend("a"),
                TestPool.backend("b"),
                TestPool.backend("c"),
                TestPool.backend("d", 100, 1, 0),
                TestPool.backend("e", 100, 2, 0)));
        assertEquals(
                "c", pool.ask(TestCaller.free().whoTried("a", "b", "d", "e")).outcome(), "nobody else is left");
        assertEquals("d", pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
        assertEquals(
                "c", pool.ask(TestCaller.free().whoTried("a", "b", "d", "e")).outcome());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            seen.add(pool.ask(TestCaller.free().whoTried("a")).outcome());
        }
        assertEquals(Set.of("b", "c"), seen, "one failure says nothing of a site");
    }

    /** A site that dies is not found dead in one moment: the last of it would be a last try too many. */
    @Test
    void whomTwoHaveFailedGoesToTheNextTierThoughTheTwoAreDownByNow() {
        pool.update(TestPool.spec(
                TestPool.backend("a"), TestPool.backend("b"), TestPool.backend("c"), TestPool.backend("d", 100, 1, 0)));
        pool.down("a", "b");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            seen.add(pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
        }
        assertEquals(Set.of("d"), seen);
        assertEquals("c", pool.ask(TestCaller.free().whoTried("a", "b", "d")).outcome());
    }

    /** As after a deploy: all that serve are new, and nobody knows yet that they do not answer. */
    @Test
    void whomTwoHaveFailedGoesToOneThatDrainsWhereThereIsNoOtherTier() {
        BackendSpec[] all = {TestPool.backend("a"), TestPool.backend("b"), TestPool.backend("c"), TestPool.backend("d")
        };
        pool.update(TestPool.spec(all)).mode("d", Mode.DRAIN).up("d");
        assertEquals("d", pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
        assertEquals("c", pool.ask(TestCaller.free().whoTried("a", "b", "d")).outcome());
        pool.update(TestPool.spec(all[0], all[1], all[2], all[3], TestPool.backend("e", 100, 1, 0)));
        assertEquals("e", pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
        assertEquals("d", pool.ask(TestCaller.free().whoTried("a", "b", "e")).outcome());
        pool.update(TestPool.spec(all)).down("d");
        assertEquals("c", pool.ask(TestCaller.free().whoTried("a", "b")).outcome());
    }

    @Test
    void tellsWhoServesAndWhy() {
        assertEquals(List.of("any-zone 0: 2/2 100 %", "any-zone 1: 1/1 0 %", "any-zone 2: 1/1 0 %"), serving());
        pool.down("a");
        assertEquals(List.of("any-zone 0: 1/2 70 %", "any-zone 1: 1/1 30 %", "any-zone 2: 1/1 0 %"), serving());
        pool.down("b", "c").mode("d", Mode.DRAIN);
        assertEquals(List.of("any-zone 0: 0/2 0 %", "any-zone 1: 0/1 0 %", "draining 2: 1/1 100 %"), serving());
        pool.down("d");
        assertEquals(List.of("any-zone 0: 0/2 0 %", "any-zone 1: 0/1 0 %", "fail-open 0: 3/3 100 %"), serving());
        pool.mode("a", Mode.MAINTENANCE).mode("b", Mode.MAINTENANCE).mode("c", Mode.MAINTENANCE);
        assertEquals(List.of(), serving());
    }

    @Test
    void tellsOfZones() {
        pool.in("west").update(TestPool.spec(zoned("a", "east"), zoned("b", "west"), zoned("c", "west")));
        assertEquals(List.of("own-zone 0: 2/2 100 %", "other-zones 0: 1/1 0 %"), serving());
        pool.down("b");
        ServingGroup own = pool.pool().serving().get(0);
        assertEquals(0.5, own.health());
        assertEquals(Map.of(pool.endpoint("c"), 0.7), own.shares());
    }

    /** Of tier 0, a to d, those named are lost; e stands by in tier 1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            own: abc | lost: abc | other-zones 0: 1/1 35 %, other-zones 1: 1/1 65 %
            own: ab  | lost: abc | other-zones 0: 1/2 35 %, other-zones 1: 1/1 65 %
            own: ab  | lost: ab  | other-zones 0: 2/2 70 %, other-zones 1: 1/1 30 %
            own: abc | lost: d   | own-zone 0: 3/3 100 %, other-zones 1: 1/1 0 %
            own: ab  | lost: cd  | own-zone 0: 2/2 100 %, other-zones 1: 1/1 0 %
            own: ab  | lost: a   | own-zone 0: 1/2 70 %, other-zones 0: 2/2 30 %, other-zones 1: 1/1 0 %
            own: ab  | lost: acd | own-zone 0: 1/2 70 %, other-zones 1: 1/1 30 %
            own: ab  | lost: ac  | own-zone 0: 1/2 49 %, other-zones 0: 1/2 21 %, other-zones 1: 1/1 30 %
            """)
    void aTierBearsWhatItsZonesBearTogetherOrTheOwnByItself(String own, String lost, String serving) {
        pool.in("west")
                .update(TestPool.spec(Stream.concat(
                                Stream.of("a", "b", "c", "d")
                                        .map(id -> zoned(id, own.substring(4).contains(id) ? "west" : "east")),
                                Stream.of(TestPool.backend("e", 100, 1, 0)))
                        .toArray(BackendSpec[]::new)));
        pool.down(lost.substring(5).strip().split(""));
        assertEquals(
                serving,
                serving().stream().filter(group -> !group.contains(": 0/")).collect(Collectors.joining(", ")));
    }

    /** Both zones of a site may be in one house. */
    @Test
    void whomTwoOfATierHaveFailedGoesToTheNextThoughTheyStandInTwoZones() {
        pool.in("west")
                .update(TestPool.spec(
                        zoned("a", "west"),
                        zoned("b", "west"),
                        zoned("c", "east"),
                        zoned("d", "east"),
                        TestPool.backend("e", 100, 1, 0)));
        for (String[] tried : new String[][] {{"a", "b"}, {"a", "c"}, {"c", "d"}}) {
            assertEquals("e", pool.ask(TestCaller.free().whoTried(tried)).outcome());
        }
        assertEquals("b", pool.ask(TestCaller.free().whoTried("a")).outcome());
        assertEquals(
                "b", pool.ask(TestCaller.free().whoTried("a", "c", "d", "e")).outcome());
    }

    private List<String> serving() {
        return pool.pool().serving().stream()
                .map(group -> group.place().label() + " " + group.tier() + ": "
                        + group.candidates().size() + "/" + group.backends() + " "
                        + Math.round(100 * group.share()) + " %")
                .toList();
    }

    /** Which has {@code a}, for one request; {@code b} and {@code c} are elsewhere. */
    private void fillTheOwnZone() {
        pool.in("west")
                .update(TestPool.spec(
                        new BackendSpec("a", TestPool.url(9001), 100, 0, "west", 1),
                        zoned("b", "east"),
                        zoned("c", "east")));
        assertEquals("a", pool.ask().outcome());
    }

    private static BackendSpec zoned(String id, String zone) {
        return new BackendSpec(id, TestPool.url(9000 + id.charAt(0)), 100, 0, zone, 0);
    }

    /** Of 20,000 drawn callers, within five standard deviations. */
    private void assertSpread(Map<String, Double> expected) {
        int draws = 20_000;
        Map<String, Integer> seen = pool.shares(draws);
        assertEquals(expected.keySet(), seen.keySet());
        expected.forEach((id, share) -> assertEquals(
                share, seen.getOrDefault(id, 0) / (double) draws, 5 * Math.sqrt(0.25 / draws), id + " of " + seen));
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
        assertEquals(Set.of("b", "c"), pool.shares(1000).keySet());
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
                    mixed.shares(300).keySet(),
                    () -> backends + " " + modes + " down " + down);
        }
    }

    private static Set<String> candidates(List<BackendSpec> backends, Map<String, Mode> modes, Set<String> down) {
        Set<String> found = new HashSet<>();
        double borne = 0;
        for (int tier = 0; tier <= 2 && borne < 1; tier++) {
            int all = 0;
            int well = 0;
            for (BackendSpec each : backends) {
                if (each.tier() == tier && each.weight() > 0 && modes.get(each.id()) == Mode.READY) {
                    all++;
                    if (!down.contains(each.id())) {
                        well++;
                        found.add(each.id());
                    }
                }
            }
            borne += all == 0 ? 0 : 1.4 * well / all;
        }
        if (!found.isEmpty()) {
            return found;
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
