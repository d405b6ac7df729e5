package io.tollgate.control;

import static io.tollgate.control.Setup.LOOKED;
import static io.tollgate.control.Setup.add;
import static io.tollgate.control.Setup.apply;
import static io.tollgate.control.Setup.backend;
import static io.tollgate.control.Setup.discovering;
import static io.tollgate.control.Setup.file;
import static io.tollgate.control.Setup.follow;
import static io.tollgate.control.Setup.mode;
import static io.tollgate.control.Setup.pool;
import static io.tollgate.control.Setup.remove;
import static io.tollgate.control.Setup.running;
import static io.tollgate.control.Setup.weight;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.balance.Pool;
import io.tollgate.balance.ServingGroup;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Configuration;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.FileDiscovery;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What discovery finds joins what file and operators list, and gets into nobody's way. */
@SuppressWarnings("NullAway.Init")
class DiscoveredTest {
    private final FakeTime time = new FakeTime();
    private final Setup.MemoryStore store = new Setup.MemoryStore();
    private final Configuration file = file(discovering("shop", backend("a")));
    private ConfigKeeper live;

    @BeforeEach
    void open() throws Exception {
        live = Setup.keeper(file, store, time);
    }

    @Test
    void oneThatLeavesIsTakenOutWhenTheTimeForItIsOver() {
        BackendSpec x = backend("x");
        PoolSpec pool = Objects.requireNonNull(file.pool("shop"));
        long drain = Objects.requireNonNull(pool.discovery()).drain().toMillis();
        assertEquals(5 + drain, new Discovered.Found(x, 5).endMillis(pool));
        assertEquals(0, new Discovered.Found(x, 0).endMillis(pool));
    }

    private void found(String... ids) throws RefusedException {
        live.discovered(
                "shop", LOOKED, List.of(ids).stream().map(Setup::backend).toList());
    }

    @Test
    void whatIsFoundJoinsWhatIsListedAndIsNoRevision() throws Exception {
        found("b", "c");
        assertEquals("a=100 b=100 c=100", running(live));
        assertEquals(0, live.current().revision());
        assertEquals(List.of(), store.revisions);
        assertNull(live.current().found("shop", "a"));
        assertNotNull(live.current().found("shop", "b"));
    }

    @Test
    void whatIsFoundNoMoreDrainsAndIsItselfAgainWhenItComesBack() throws Exception {
        found("b", "c");
        Endpoint b = the(Setup.pool(live).endpoint("b"));
        found("c");
        assertEquals("a=100 c=100 b=100:drain", running(live));
        assertEquals(1, live.current().discovered().leaving("shop"));
        found("b", "c");
        assertEquals("a=100 b=100 c=100", running(live));
        assertSame(b, Setup.pool(live).endpoint("b"), "with its counters");
        assertEquals(0, live.current().discovered().leaving("shop"));
    }

    @Test
    void theSameAgainInAnotherOrderPublishesNothing() throws Exception {
        found("b", "c");
        Snapshot before = live.current();
        found("c", "b");
        assertSame(before, live.current());
    }

    @Test
    void whatTheFileListsGoesBeforeWhatIsFound() throws Exception {
        live.discovered("shop", LOOKED, List.of(backend("a", 9009, 7), backend("twin", 9001, 7), backend("b")));
        assertEquals("a=100 b=100", running(live));
        assertNull(live.current().found("shop", "a"));
    }

    @Test
    void whatOperatorsAddedGoesBeforeWhatIsFound() throws Exception {
        apply(live, add(backend("mine", 9002, 30)));
        found("b");
        assertEquals("a=100 mine=30", running(live), "b has the URL of mine");
        apply(live, remove("mine"));
        assertEquals("a=100 b=100", running(live));
        apply(live, add(backend("mine", 9002, 30)));
        assertEquals("a=100 mine=30", running(live));
    }

    @Test
    void oneThatHasAnotherNameByNowIsNoOtherServer() throws Exception {
        found("b");
        live.discovered("shop", LOOKED, List.of(backend("bee", 9002, 100)));
        assertEquals("a=100 bee=100", running(live));
    }

    @Test
    void whatOperatorsSayOfItOutlastsItsComingAndGoing() throws Exception {
        found("b", "c");
        apply(live, mode("b", Mode.MAINTENANCE), weight("c", 7));
        assertEquals("a=100 b=100:maintenance c=7", running(live));
        found();
        assertEquals("a=100 b=100:maintenance c=7:drain", running(live));
        live.departed("shop", Set.of("b", "c"));
        assertEquals("a=100", running(live));
        found("b", "c");
        assertEquals("a=100 b=100:maintenance c=7", running(live));
        apply(live, follow("c"));
        assertEquals("a=100 b=100:maintenance c=100", running(live));
    }

    @Test
    void whatOperatorsSaidOfItOutlastsARestartAndANewFile() throws Exception {
        found("b");
        apply(live, mode("b", Mode.MAINTENANCE));
        live.loadFile(file(discovering("shop")), "tollgate.yaml");
        ConfigKeeper again = Setup.keeper(file, store, time);
        again.discovered("shop", LOOKED, List.of(backend("b")));
        assertEquals("a=100 b=100:maintenance", running(again));

        again.discovered("shop", LOOKED, List.of());
        again.departed("shop", Set.of("b"));
        again.loadFile(file(pool("shop", backend("a"))), "without discovery");
        assertEquals(BackendOverlay.NONE, again.overlay("shop", "b"), "nobody looks for it any more");
    }

    @Test
    void whatWasSaidOfOneThatTheFileHadIsForgottenUnlessItIsFoundNow() throws Exception {
        live.loadFile(file(discovering("shop", backend("a"), backend("b"), backend("c"))), "three");
        apply(live, weight("b", 0), mode("c", Mode.MAINTENANCE));
        live.loadFile(file(discovering("shop", backend("a"))), Map.of("shop", List.of(backend("c"))), "one");
        assertEquals("a=100 c=100:maintenance", running(live), "c is found now");
        live.discovered("shop", LOOKED, List.of(backend("b", 9077, 100), backend("c")));
        assertEquals("a=100 b=100 c=100:maintenance", running(live), "another server under the id of one that is gone");
    }

    @Test
    void aChangeOfOneIsUndoneEvenWhenItIsGone() throws Exception {
        found("b");
        Revision drained = apply(live, mode("b", Mode.DRAIN));
        assertEquals(List.of("shop/b: mode ready → drain"), drained.diff());
        found();
        live.departed("shop", Set.of("b"));
        live.undo(drained.number(), "ann", OptionalLong.empty());
        found("b");
        assertEquals("a=100 b=100", running(live));
    }

    @Test
    void oneThatIsFoundIsNotRemoved() throws Exception {
        found("b");
        RefusedException refused = assertThrows(RefusedException.class, () -> apply(live, remove("b")));
        assertTrue(refused.problems().get(0).fix().contains("maintenance"), refused::toString);
        assertThrows(RefusedException.class, () -> apply(live, add(backend("b", 9044, 1))));
        assertEquals("a=100 b=100", running(live));
    }

    @Test
    void exportAndFileDoNotHaveIt() throws Exception {
        found("b");
        apply(live, weight("b", 5));
        assertEquals(ConfigWriter.write(file), ConfigWriter.write(live.current().said()));
    }

    @Test
    void aNewFileComesIntoForceTogetherWithWhatIsFoundForIt() throws Exception {
        ConfigKeeper plain = Setup.keeper(file(pool("shop", backend("a"))), new Setup.MemoryStore(), time);
        Snapshot[] first = new Snapshot[1];
        plain.onRevision(revision -> first[0] = plain.current());
        plain.loadFile(file(discovering("shop")), Map.of("shop", List.of(backend("a"), backend("b"))), "moved");
        assertEquals(2, the(first[0].configuration().pool("shop")).backends().size());
        assertEquals("a=100 b=100", running(plain));
    }

    @Test
    void whereNobodyLooksAnyMoreAllLeave() throws Exception {
        found("b");
        live.loadFile(file(pool("shop", backend("a"))), "without discovery");
        assertEquals("a=100 b=100:drain", running(live));
        found("b", "c");
        assertEquals("a=100 b=100:drain", running(live), "a look that was under way is of no use");
        live.loadFile(file(pool("api", backend("x"))), "without shop");
        assertEquals(Discovered.NOTHING, live.current().discovered());
    }

    @Test
    void whoeverLeavesIsAskedForTheNameThatLedThere() throws Exception {
        PoolSpec plain = pool("shop", new BackendSpec("a", BackendUrl.parse("https://a.shop"), 100, 0, "", 0));
        ConfigKeeper secure = Setup.keeper(file(discovering(plain)), new Setup.MemoryStore(), time);
        BackendUrl old = new BackendUrl("https", "10.0.0.1", 443, "old.internal");
        secure.discovered("shop", LOOKED, List.of(new BackendSpec("b", old, 100, 0, "", 0)));
        assertEquals("a:, b:old.internal", asked(secure));
        BackendUrl other = new BackendUrl("https", "10.0.0.2", 443, "new.internal");
        secure.discovered("shop", LOOKED, List.of(new BackendSpec("c", other, 100, 0, "", 0)));
        assertEquals("a:, c:new.internal, b:old.internal", asked(secure));
        secure.loadFile(file(plain), "without discovery");
        assertEquals("a=100 c=100:drain b=100:drain", running(secure));
        assertEquals("a:, c:new.internal, b:old.internal", asked(secure));
    }

    private static String asked(ConfigKeeper keeper) {
        PoolSpec spec = Setup.spec(keeper);
        return spec.backends().stream()
                .map(backend ->
                        backend.id() + ":" + spec.tls().to(backend.url()).serverName())
                .collect(Collectors.joining(", "));
    }

    @Test
    void whatMakesNoValidPoolIsRefusedAndWhatWasFoundBeforeStays() throws Exception {
        live.loadFile(file(discovering("shop", backend("a")), Setup.pool("api", backend("x"))), "two pools");
        found("b");
        BackendSpec socket = new BackendSpec("s", BackendUrl.parse("unix:/run/s.sock"), 100, 0, "", 0);
        ConfigKeeper strict = ConfigKeeper.open(
                file,
                Map.of(),
                store,
                Setup.factory(time),
                List.of(next -> {
                    if (the(next.pool("shop")).backends().size() > 2) {
                        throw new RefusedException("pools[0].tls.ca", "cannot be read", "look after it");
                    }
                    return Reconciler.Prepared.NOTHING;
                }),
                time);
        strict.discovered("shop", LOOKED, List.of(backend("b")));
        assertThrows(RefusedException.class, () -> strict.discovered("shop", LOOKED, List.of(backend("b"), socket)));
        assertEquals("a=100 b=100", running(strict));
    }

    private static PoolSpec probedElsewhere(PoolSpec plain) {
        ProbeSpec old = plain.probe();
        ProbeSpec elsewhere = ConfigReader.bind(ProbeSpec.class, "{\"type\": \"tcp\", \"port\": 9999}");
        assertNotEquals(old, elsewhere);
        return new PoolSpec(
                plain.id(),
                plain.policy(),
                plain.backends(),
                elsewhere,
                plain.outlier(),
                plain.affinity(),
                plain.timeouts(),
                plain.connections(),
                plain.retry(),
                plain.queue(),
                plain.slowStart(),
                plain.tls(),
                plain.proxyProtocol(),
                plain.loadReport(),
                plain.discovery(),
                plain.rollout());
    }

    @Test
    void whatIsFoundKeepsNoStartAndNoGoodFileFromComingIntoForce() throws Exception {
        BackendSpec socket = new BackendSpec("s", BackendUrl.parse("unix:/run/s.sock"), 100, 0, "", 0);
        Configuration elsewhere = file(pool("api", backend("x")), probedElsewhere(discovering("shop", backend("a"))));
        ConfigKeeper started = ConfigKeeper.open(
                elsewhere, Map.of("shop", List.of(socket)), store, Setup.factory(time), List.of(), time);
        assertEquals("a=100", running(started));
        RefusedException alone =
                assertThrows(RefusedException.class, () -> started.discovered("shop", LOOKED, List.of(socket)));
        assertEquals("pools[1].probe.port", alone.problems().get(0).path());

        ConfigKeeper plain = Setup.keeper(file(pool("shop", backend("a"))), new Setup.MemoryStore(), time);
        plain.loadFile(elsewhere, Map.of("shop", List.of(socket)), "moved");
        assertEquals("a=100", running(plain));

        live.discovered("shop", LOOKED, List.of(socket));
        RefusedException together = assertThrows(RefusedException.class, () -> live.loadFile(elsewhere, "moved"));
        assertEquals("pools[1].probe.port", together.problems().get(0).path());
        assertTrue(together.problems().get(0).message().endsWith(" by the file and what discovery found"));
    }

    @Test
    void whatWasLookedForByAnotherFileIsOfNoUse() throws Exception {
        DiscoverySpec other = new DiscoverySpec(new FileDiscovery("others.yaml"), null, Duration.ofMinutes(10));
        live.discovered("shop", other, List.of(backend("b")));
        assertEquals("a=100", running(live));
    }

    @Test
    void aDrainThatNobodyAskedForIsNoneOfTheDrainKeepers() throws Exception {
        found("b");
        found();
        new DrainKeeper(live, time).look();
        assertEquals(0, live.current().revision());
        assertEquals("a=100 b=100:drain", running(live));
    }

    @Test
    void listenersHearOfWhatIsFoundAndOfNothingElse() throws Exception {
        int[] heard = new int[1];
        live.onDiscovery(() -> heard[0]++);
        found("b");
        found("b");
        live.discovered("nobody", LOOKED, List.of(backend("b")));
        assertEquals(1, heard[0]);
    }

    @Test
    void oneThatLeftIsTakenOutWhenNobodyNeedsIt() throws Exception {
        DepartureKeeper departures = new DepartureKeeper(live, time);
        up(live, "a");
        found("b", "c");
        Endpoint b = the(Setup.pool(live).endpoint("b"));
        Lease lease = Setup.leaseOn(live, "b");
        found();
        departures.look();
        assertEquals("a=100 b=100:drain", running(live), "c had nothing to do");
        assertEquals(1, b.inFlight());
        lease.close(Outcome.SUCCESS);
        departures.look();
        assertEquals("a=100", running(live));
        assertEquals(Discovered.NOTHING, live.current().discovered());
    }

    @Test
    void oneThatLeftIsTakenOutWhenItsTimeIsOverAndWhatIsInFlightGoesOn() throws Exception {
        DepartureKeeper departures = new DepartureKeeper(live, time);
        found("b");
        Lease lease = Setup.leaseOn(live, "b");
        found();
        time.advance(Duration.ofMinutes(10).minusMillis(1));
        departures.look();
        assertEquals("a=100 b=100:drain", running(live));
        time.advance(Duration.ofMillis(1));
        departures.look();
        assertEquals("a=100", running(live));
        lease.close(Outcome.SUCCESS);
    }

    @Test
    void oneThatLeftIsTakenOutWhenItsSessionsEndOrCannotBeServed() throws Exception {
        Ties ties = mock(Ties.class, RETURNS_DEEP_STUBS);
        when(ties.table().startMillis()).thenReturn(time.wallMillis());
        when(ties.table().count("b")).thenReturn(1);
        when(ties.table().count("c")).thenReturn(1);
        PoolSpec tied = discovering(Setup.tied(pool("shop", backend("a")), Duration.ofSeconds(30)));
        ConfigKeeper keeper =
                ConfigKeeper.open(file(tied), Map.of(), store, Setup.factory(time, spec -> ties), List.of(), time);
        DepartureKeeper departures = new DepartureKeeper(keeper, time);
        up(keeper, "a");
        keeper.discovered("shop", LOOKED, List.of(backend("b"), backend("c"), backend("d")));
        keeper.discovered("shop", LOOKED, List.of());
        departures.look();
        assertEquals("a=100 b=100:drain c=100:drain d=100:drain", running(keeper), "sessions may be yet unseen");
        BackendSpec c = backend("c");
        for (int i = 0; i < 3; i++) {
            Setup.pool(keeper).probed("c", c.url(), new ProbeResult(false, time.wallMillis(), 1, "no answer"));
        }
        departures.look();
        assertEquals("a=100 b=100:drain d=100:drain", running(keeper), "c is down");
        time.advance(Duration.ofSeconds(30));
        departures.look();
        assertEquals("a=100 b=100:drain", running(keeper), "d has no session");
        when(ties.table().count("b")).thenReturn(0);
        departures.look();
        assertEquals("a=100", running(keeper));
    }

    private void up(ConfigKeeper keeper, String id) {
        probe(keeper, id, true);
    }

    private void probe(ConfigKeeper keeper, String id, boolean good) {
        BackendUrl url = the(Setup.pool(keeper).endpoint(id)).spec().url();
        for (int i = 0; i < 3; i++) {
            Setup.pool(keeper).probed(id, url, new ProbeResult(good, time.wallMillis(), 1, good ? "200" : "no answer"));
        }
    }

    @Test
    void whatWasSaidOfOneIsForgottenWhenItIsAwayForAWeek() throws Exception {
        AbsenceKeeper absences = new AbsenceKeeper(live, time);
        found("b", "c");
        apply(live, mode("b", Mode.MAINTENANCE));
        apply(live, weight("c", 7));
        apply(live, weight("a", 9));
        live.discovered("shop", LOOKED, List.of(backend("c")));
        live.departed("shop", Set.of("b"));
        absences.look();
        time.advance(AbsenceKeeper.KEPT.minusMillis(1));
        absences.look();
        assertEquals(3, live.current().revision());
        time.advance(Duration.ofMillis(1));
        absences.look();
        Revision last = live.revisions(1).get(0);
        assertEquals(
                "4 discovery: not found for 7 days [shop/b: what operators said of it is forgotten]",
                last.number() + " " + last.author() + ": " + last.reason() + " " + last.diff());
        found("b", "c");
        assertEquals("a=9 b=100 c=7", running(live));
        apply(live, mode("b", Mode.MAINTENANCE));
        found("c");
        live.departed("shop", Set.of("b"));
        absences.look();
        time.advance(Duration.ofDays(6));
        found("b", "c");
        absences.look();
        found("c");
        live.departed("shop", Set.of("b"));
        absences.look();
        time.advance(Duration.ofDays(6));
        absences.look();
        assertEquals(5, live.current().revision(), "whoever comes back is away anew");
    }

    @Test
    void whatWasSaidOfOneThatHasJustComeBackIsNotForgotten() throws Exception {
        found("b", "c");
        apply(live, mode("b", Mode.MAINTENANCE), mode("c", Mode.MAINTENANCE));
        found("b");
        live.departed("shop", Set.of("c"));
        live.forgetAbsent(Map.of("shop", Set.of("b", "c", "d"), "gone", Set.of("e")), AbsenceKeeper.AUTHOR, "long");
        assertEquals(
                List.of("shop/c: what operators said of it is forgotten"),
                live.revisions(1).get(0).diff());
        found("b", "c");
        assertEquals("a=100 b=100:maintenance c=100", running(live));
        live.forgetAbsent(Map.of("shop", Set.of("b")), AbsenceKeeper.AUTHOR, "long");
        assertEquals(2, live.current().revision());
    }

    @Test
    void whatWasSaidOfOneThatLeavesHoldsThoughNobodyLooksAnyMore() throws Exception {
        AbsenceKeeper absences = new AbsenceKeeper(live, time);
        found("b", "c");
        apply(live, mode("b", Mode.MAINTENANCE), weight("c", 7));
        live.loadFile(file(pool("shop", backend("a"))), "reload");
        assertEquals("a=100 b=100:maintenance c=7:drain", running(live));
        live.departed("shop", Set.of("b", "c"));
        absences.look();
        time.advance(AbsenceKeeper.KEPT);
        absences.look();
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void whatIsFoundForOnePoolTouchesNoOther() throws Exception {
        ConfigKeeper keeper =
                Setup.keeper(file(discovering("shop", backend("a")), pool("other", backend("a"))), store, time);
        Pool other = the(keeper.current().pool("other")).pool();
        List<ServingGroup> before = other.serving();
        keeper.discovered("shop", LOOKED, List.of(backend("b")));
        assertEquals("a=100 b=100", running(keeper));
        assertSame(before, other.serving());
        apply(keeper, new Edit.SetMode("other", "a", Mode.DRAIN, null));
        assertEquals(Mode.DRAIN, the(other.endpoint("a")).mode());
    }

    @Test
    void oneThatLeftStaysWhereNobodyElseIsUp() throws Exception {
        DepartureKeeper departures = new DepartureKeeper(live, time);
        found("b");
        probe(live, "b", true);
        probe(live, "a", false);
        found("c");
        departures.look();
        assertEquals("a=100 c=100 b=100:drain", running(live), "a is down, c not looked at yet");
        apply(live, mode("a", Mode.MAINTENANCE));
        probe(live, "a", true);
        departures.look();
        assertEquals("a=100:maintenance c=100 b=100:drain", running(live));
        probe(live, "c", true);
        departures.look();
        assertEquals("a=100:maintenance c=100", running(live));

        found();
        time.advance(Duration.ofMinutes(10).minusMillis(1));
        departures.look();
        assertEquals("a=100:maintenance c=100:drain", running(live), "nobody else");
        time.advance(Duration.ofMillis(1));
        departures.look();
        assertEquals("a=100:maintenance", running(live));
    }

    @Test
    void oneThatLeftStaysWhereTheOthersTakeNoNewCallers() throws Exception {
        DepartureKeeper departures = new DepartureKeeper(live, time);
        found("b");
        probe(live, "a", true);
        probe(live, "b", true);
        apply(live, weight("a", 0));
        found();
        departures.look();
        assertEquals("a=0 b=100:drain", running(live), "b alone serves new callers");
        apply(live, weight("a", 1));
        departures.look();
        assertEquals("a=1", running(live));
    }

    @Test
    void oneThatLeavesIsNotSetReady() throws Exception {
        found("b");
        found();
        RefusedException refused = assertThrows(RefusedException.class, () -> apply(live, mode("b", Mode.READY)));
        assertEquals(
                "\"b\" is found no more, and drains", refused.problems().get(0).message());
        apply(live, mode("b", Mode.MAINTENANCE));
        apply(live, mode("b", Mode.READY));
        assertEquals("a=100 b=100:drain", running(live));
    }

    @Test
    void oneThatCameBackIsNotTakenOut() throws Exception {
        found("b");
        assertEquals(Set.of(), live.departed("shop", Set.of("b")));
        assertEquals("a=100 b=100", running(live));
    }

    private static BackendSpec[] most() {
        return IntStream.range(0, PoolSpec.MAX_BACKENDS)
                .mapToObj(i -> backend("n" + i, 20_000 + i, 100))
                .toArray(BackendSpec[]::new);
    }

    @Test
    void aFullPoolRefusesOneMoreLikeAnyOther() throws Exception {
        for (PoolSpec full : List.of(pool("shop", most()), discovering("shop", most()))) {
            ConfigKeeper keeper = Setup.keeper(file(full), new Setup.MemoryStore(), time);
            keeper.discovered("shop", LOOKED, List.of(backend("b")));
            RefusedException refused =
                    assertThrows(RefusedException.class, () -> apply(keeper, add(backend("mine", 9044, 1))));
            assertEquals("10001 are too many", refused.problems().get(0).message());
            apply(keeper, remove("n0"), add(backend("mine", 9044, 1)));
            assertEquals(PoolSpec.MAX_BACKENDS, Setup.spec(keeper).backends().size());
        }
    }

    @Test
    void whoFindsNoPlaceInTheFilesPoolIsCounted() throws Exception {
        BackendSpec[] filed = Arrays.copyOf(most(), PoolSpec.MAX_BACKENDS - 1);
        PoolSpec spec = discovering("shop", filed);
        ConfigKeeper keeper = Setup.keeper(file(spec), new Setup.MemoryStore(), time);
        keeper.discovered("shop", LOOKED, List.of(backend("b"), backend("n0", 20_000, 1)));
        assertEquals(0, keeper.current().withoutPlace(spec), "n0 is the file's");
        keeper.discovered("shop", LOOKED, List.of(backend("c"), backend("d"), backend("e")));
        assertEquals(2, keeper.current().withoutPlace(spec), "who leaves takes nobody's place");
        assertEquals(PoolSpec.MAX_BACKENDS, Setup.spec(keeper).backends().size());
    }

    @Test
    void whoLeavesIsBoundedToo() {
        Discovered many = Discovered.NOTHING;
        for (int from = 0; from < 4 * 9_000; from += 9_000) {
            many = many.with(
                    "shop",
                    IntStream.range(from, from + 9_000)
                            .mapToObj(i -> backend("n" + i, 20_000 + i, 1))
                            .toList(),
                    1);
        }
        assertEquals(PoolSpec.MAX_BACKENDS, many.of("shop").size());
    }

    @Test
    void whereNothingIsFoundNobodySearchesTheFile() {
        Configuration unread = mock(Configuration.class);
        Discovered some = Discovered.NOTHING.with("shop", List.of(backend("b")), 1);
        assertNull(some.inUse(unread, Overlay.EMPTY, "shop", "a"));
        Overlay wish = new Overlay(
                Map.of("shop", Map.of("b", new BackendOverlay(Mode.DRAIN, 1, null, null, null, false))),
                RoutesOverlay.NONE,
                Map.of());
        assertEquals(Mode.DRAIN, new Layers(unread, some, wish).mode("shop", "b"));
        verifyNoInteractions(unread);
    }

    private static <T> T the(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
