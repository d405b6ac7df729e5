package io.tollgate.control;

import static io.tollgate.control.Setup.add;
import static io.tollgate.control.Setup.apply;
import static io.tollgate.control.Setup.backend;
import static io.tollgate.control.Setup.follow;
import static io.tollgate.control.Setup.mode;
import static io.tollgate.control.Setup.pool;
import static io.tollgate.control.Setup.remove;
import static io.tollgate.control.Setup.running;
import static io.tollgate.control.Setup.shop;
import static io.tollgate.control.Setup.weight;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConfigKeeperTest {
    private final FakeTime time = new FakeTime();
    private final Setup.MemoryStore store = new Setup.MemoryStore();
    private final List<String> log = new ArrayList<>();

    @Test
    void persistsThenPublishesThenCommitsThenTells() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"), reconciler("one"), reconciler("two"));
        log.clear();
        store.beforeAppend = () -> log.add("persist at " + keeper.current().revision() + " " + running(keeper));
        keeper.onRevision(revision -> log.add("told " + revision.number() + " at "
                + keeper.current().revision() + " " + running(keeper) + " of "
                + keeper.revisions(9).size()));
        apply(keeper, weight("a", 7));
        assertEquals(
                List.of(
                        "prepare one",
                        "prepare two",
                        "persist at 0 a=100 b=100",
                        "commit one",
                        "commit two",
                        "told 1 at 1 a=7 b=100 of 1"),
                log);
    }

    @Test
    void aChangeThatCannotBePersistedChangesNothing() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"), reconciler("one"), reconciler("two"));
        apply(keeper, mode("b", Mode.DRAIN));
        Snapshot before = keeper.current();
        keeper.onRevision(revision -> log.add("told"));
        log.clear();
        store.full = true;
        StoreRefusedException refused =
                assertThrows(StoreRefusedException.class, () -> apply(keeper, weight("a", 7), remove("b")));
        assertTrue(refused.toString().contains("No space left on device"), refused.toString());
        assertEquals(List.of("prepare one", "prepare two", "rollback one", "rollback two"), log);
        assertSame(before, keeper.current());
        assertEquals("a=100 b=100:drain", running(keeper));
        assertEquals(1, keeper.revisions(9).size());
        assertThrows(StoreRefusedException.class, () -> keeper.loadFile(shop("a", "c"), "x"));
        assertThrows(StoreRefusedException.class, () -> keeper.undo(1, "ann", OptionalLong.empty()));
        assertSame(before, keeper.current());

        store.full = false;
        assertEquals(2, apply(keeper, weight("a", 7)).number());
        assertEquals("a=7 b=100:drain", running(keeper));
    }

    @Test
    void whatOneReconcilerRefusesTheOthersTakeBack() throws Exception {
        boolean[] refusing = {false, false};
        Reconciler picky = next -> {
            if (refusing[0]) {
                throw new RefusedException("listeners[0].address", "is taken", "write another");
            }
            if (refusing[1]) {
                throw new IllegalStateException("on purpose");
            }
            return Reconciler.Prepared.NOTHING;
        };
        ConfigKeeper keeper = open(shop("a"), reconciler("one"), picky, reconciler("three"));
        log.clear();
        refusing[0] = true;
        assertThrows(RefusedException.class, () -> apply(keeper, weight("a", 7)));
        refusing[0] = false;
        refusing[1] = true;
        assertThrows(IllegalStateException.class, () -> apply(keeper, weight("a", 7)));
        assertEquals(List.of("prepare one", "rollback one", "prepare one", "rollback one"), log);
        assertEquals(List.of(), store.revisions);
        assertEquals(0, keeper.current().revision());
    }

    @Test
    void whoeverFailsAtFollowingKeepsNobodyElseFromIt() throws Exception {
        Reconciler broken = next -> new Reconciler.Prepared() {
            @Override
            public void commit() {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void rollback() {
                throw new IllegalStateException("on purpose");
            }
        };
        ConfigKeeper keeper = open(shop("a"), broken, reconciler("two"));
        log.clear();
        keeper.onRevision(revision -> {
            throw new IllegalStateException("on purpose");
        });
        Runnable stop = keeper.onRevision(revision -> log.add("told " + revision.number()));
        assertEquals(1, apply(keeper, weight("a", 7)).number());
        assertEquals(List.of("prepare two", "commit two", "told 1"), log);
        stop.run();
        store.full = true;
        log.clear();
        assertThrows(StoreRefusedException.class, () -> apply(keeper, weight("a", 8)));
        assertEquals(List.of("prepare two", "rollback two"), log);
        store.full = false;
        log.clear();
        apply(keeper, weight("a", 8));
        assertFalse(log.contains("told 2"), "it wanted to hear no more");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void readersDoNotWaitForAChangeUnderWay() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        apply(keeper, weight("a", 7));
        List<Long> seen = new ArrayList<>();
        store.beforeAppend = () ->
                seen.add(CompletableFuture.supplyAsync(() -> keeper.current().revision()
                                + keeper.revisions(10).size()
                                + keeper.overlay("shop", "a").modeSinceMillis())
                        .join());
        apply(keeper, weight("a", 8));
        assertEquals(List.of(2L), seen);
    }

    @Test
    void refusesAStaleChange() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        Change change = Change.of("ann", "", weight("a", 7));
        assertEquals(1, keeper.apply(change, OptionalLong.of(0)).number());
        StaleException stale = assertThrows(StaleException.class, () -> keeper.apply(change, OptionalLong.of(0)));
        assertEquals(1, stale.current());
        assertThrows(StaleException.class, () -> keeper.undo(1, "ann", OptionalLong.of(7)));
    }

    @Test
    void whatChangesNothingIsNoRevision() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        assertEquals(0, apply(keeper, mode("a", Mode.READY)).number());
        apply(keeper, mode("a", Mode.DRAIN));
        Snapshot before = keeper.current();
        time.advance(Duration.ofSeconds(9));
        assertEquals(1, apply(keeper, mode("a", Mode.DRAIN)).number());
        assertEquals(1, keeper.loadFile(shop("a"), "again").number());
        assertSame(before, keeper.current());
        assertEquals(1, store.revisions.size());
    }

    @Test
    void aChangeIsAllOrNothing() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        assertThrows(RefusedException.class, () -> apply(keeper, weight("a", 7), mode("nobody", Mode.DRAIN)));
        assertThrows(RefusedException.class, () -> apply(keeper, weight("a", 7), weight("b", 1001)));
        assertEquals("a=100 b=100", running(keeper));
    }

    @Test
    void namesThePlaceOfWhatDoesNotFit() throws Exception {
        ConfigKeeper keeper = open(Setup.file(pool("api", backend("x")), pool("shop", backend("a"))));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> apply(keeper, add(backend("b", 9001, 100))));
        assertEquals("pools[1].backends[1].url", refused.problems().get(0).path());
    }

    @Test
    void undoesARevisionByANewOne() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("a", 7), mode("b", Mode.DRAIN), weight("a", 9));
        apply(keeper, add(backend("c")));
        Revision undone = keeper.undo(1, "bob", OptionalLong.empty());
        assertEquals(3, undone.number());
        assertEquals("undo of revision 1", undone.reason());
        assertEquals("a=100 b=100 c=100", running(keeper));
        keeper.undo(3, "bob", OptionalLong.empty());
        assertEquals("a=9 b=100:drain c=100", running(keeper));
        keeper.undo(2, "bob", OptionalLong.empty());
        assertEquals("a=9 b=100:drain", running(keeper));
    }

    @Test
    void doesNotUndoWhatAnotherChangeBuiltOn() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("a", 7));
        apply(keeper, mode("a", Mode.DRAIN));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> keeper.undo(1, "ann", OptionalLong.empty()));
        assertEquals(
                "revision 2 has changed shop/a since", refused.problems().get(0).message());
        assertThrows(RefusedException.class, () -> keeper.undo(3, "ann", OptionalLong.empty()));
        keeper.loadFile(shop("b"), "tollgate.yaml");
        assertThrows(RefusedException.class, () -> keeper.undo(3, "ann", OptionalLong.empty()), "a file's change");
    }

    /** What was said of it lies in no overlay any more, so nothing of the file's change touches it. */
    @Test
    void doesNotBringBackWhatWasSaidOfABackendThatIsGone() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("b", 7));
        apply(keeper, follow("b"));
        keeper.loadFile(shop("a"), "tollgate.yaml");
        assertThrows(RefusedException.class, () -> keeper.undo(2, "ann", OptionalLong.empty()));
        keeper.loadFile(shop("a", "b"), "tollgate.yaml");
        keeper.undo(2, "ann", OptionalLong.empty());
        assertEquals("a=100 b=7", running(keeper));
    }

    @Test
    void doesNotAddASecondTimeWhatTheFileHasByNow() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        apply(keeper, add(backend("c", 9500, 50)));
        apply(keeper, remove("c"));
        keeper.loadFile(shop("a", "c"), "tollgate.yaml");
        assertThrows(RefusedException.class, () -> keeper.undo(2, "ann", OptionalLong.empty()));
        assertEquals("a=100 c=100", running(keeper));
    }

    @Test
    void theOverlayWinsOverANewFileAndTheFileCountsWhereItSaysNothing() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("a", 7), mode("b", Mode.DRAIN));
        keeper.loadFile(Setup.file(pool("shop", backend("a", 9001, 50), backend("b", 9002, 60))), "tollgate.yaml");
        assertEquals("a=7 b=60:drain", running(keeper));
        apply(keeper, follow("a"));
        assertEquals("a=50 b=60:drain", running(keeper));
    }

    @Test
    void aBackendThatLeavesTheFileTakesWhatWasSaidOfItAlong() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, mode("b", Mode.DRAIN), weight("b", 3));
        Revision left = keeper.loadFile(shop("a"), "tollgate.yaml");
        assertEquals(List.of("shop/b: removed (was http://127.0.0.1:9002)"), left.diff());
        assertEquals(List.of(new Edit.Restore("shop", "b", BackendOverlay.NONE)), left.edits());
        keeper.loadFile(shop("a", "b"), "tollgate.yaml");
        assertEquals("a=100 b=100", running(keeper));
    }

    @Test
    void anAddedBackendIsTheFilesFromTheMomentTheFileHasIt() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        apply(keeper, add(backend("c", 9500, 50)));
        apply(keeper, mode("c", Mode.DRAIN));
        keeper.loadFile(shop("a", "c"), "tollgate.yaml");
        assertEquals("a=100 c=100:drain", running(keeper));
        assertEquals(backend("c").url(), pool(keeper).endpoints().get(1).spec().url());
        keeper.loadFile(shop("a"), "tollgate.yaml");
        assertEquals("a=100", running(keeper));
    }

    @Test
    void anAddedBackendInPlaceOfTheFilesStays() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, remove("b"), add(backend("b", 9500, 50)), mode("b", Mode.DRAIN));
        keeper.loadFile(Setup.file(pool("shop", backend("a", 9001, 9), backend("b"))), "tollgate.yaml");
        assertEquals("a=9 b=50:drain", running(keeper));
        keeper.loadFile(shop("a"), "tollgate.yaml");
        assertEquals("a=100 b=50:drain", running(keeper));
        keeper.loadFile(shop("a", "b"), "tollgate.yaml");
        assertEquals("a=100 b=100:drain", running(keeper));
        apply(keeper, remove("b"));
        assertEquals("a=100", running(keeper));
    }

    @Test
    void refusesAFileThatDoesNotFitUnderTheChanges() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        apply(keeper, add(backend("extra", 9002, 50)));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> keeper.loadFile(shop("a", "b"), "tollgate.yaml"));
        assertEquals(
                "pools[0].backends[2].url: \"http://127.0.0.1:9002\" is used twice by the file and an operator's"
                        + " change; give each its own",
                refused.problems().get(0).toString());
        assertEquals("a=100 extra=50", running(keeper));
    }

    @Test
    void aRestartFindsEverythingAgain() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("a", 7));
        apply(keeper, mode("b", Mode.DRAIN), add(backend("c")));
        ConfigKeeper again = open(shop("a", "b"));
        assertEquals("a=7 b=100:drain c=100", running(again));
        assertEquals(2, again.current().revision());
        assertEquals(keeper.revisions(9), again.revisions(9));
        again.undo(2, "ann", OptionalLong.empty());
        assertEquals("a=7 b=100", running(again));
    }

    @Test
    void aRestartFitsTheChangesToAFileThatChangedMeanwhile() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, weight("a", 7), mode("b", Mode.DRAIN), add(backend("c", 9500, 50)));
        ConfigKeeper again = open(shop("a", "c"));
        assertEquals("a=7 c=100", running(again));
        Revision fitted = again.revisions(1).get(0);
        assertEquals(2, fitted.number());
        assertEquals(2, again.current().revision());
        assertEquals(ConfigKeeper.FILE, fitted.author());
        assertEquals(
                List.of(
                        "shop/b: left the file; what operators said of it is forgotten",
                        "shop/c: belongs to the file now"),
                fitted.diff());
        assertEquals(again.current().overlay(), store.overlay);
        assertThrows(RefusedException.class, () -> again.undo(1, "ann", OptionalLong.empty()));
        assertEquals(2, open(shop("a", "c")).current().revision(), "once is enough");
    }

    @Test
    void aStartThatCannotPersistOrIsRefusedTakesBackWhatItPrepared() throws Exception {
        ConfigKeeper keeper = open(shop("a", "b"));
        apply(keeper, mode("b", Mode.DRAIN));
        store.full = true;
        assertThrows(IOException.class, () -> open(shop("a"), reconciler("one")));
        assertEquals(List.of("prepare one", "rollback one"), log);
    }

    @Test
    void unaffectedPoolsBackendsAndTheirCountersGoOn() throws Exception {
        Configuration file = Setup.file(pool("shop", backend("a")), pool("api", backend("x")));
        ConfigKeeper keeper = open(file);
        Pool shop = pool(keeper);
        Endpoint a = shop.endpoints().get(0);
        apply(keeper, add(backend("b")));
        assertSame(shop, pool(keeper));
        assertSame(a, pool(keeper).endpoints().get(0));
        keeper.loadFile(Setup.file(pool("api", backend("x"))), "without shop");
        keeper.loadFile(file, "with shop again");
        assertNotSame(shop, pool(keeper));
    }

    @Test
    void keepsTheLatestRevisionsNewestFirst() throws Exception {
        ConfigKeeper keeper = open(shop("a"));
        for (int i = 1; i <= 1_005; i++) {
            apply(keeper, weight("a", i % 1000));
        }
        assertEquals(
                List.of(1_005L, 1_004L),
                keeper.revisions(2).stream().map(Revision::number).toList());
        assertEquals(1_000, keeper.revisions(5_000).size());
        assertEquals(List.of(), keeper.revisions(-1));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> keeper.undo(3, "ann", OptionalLong.empty()));
        assertEquals(
                "there is no revision 3 any more", refused.problems().get(0).message());
        assertEquals(1_000, open(shop("a")).revisions(5_000).size());
    }

    private ConfigKeeper open(Configuration file, Reconciler... reconcilers) throws Exception {
        return ConfigKeeper.open(file, Map.of(), store, Setup.factory(time), List.of(reconcilers), time);
    }

    private Reconciler reconciler(String name) {
        return next -> {
            log.add("prepare " + name);
            return new Reconciler.Prepared() {
                @Override
                public void commit() {
                    log.add("commit " + name);
                }

                @Override
                public void rollback() {
                    log.add("rollback " + name);
                }
            };
        };
    }
}
