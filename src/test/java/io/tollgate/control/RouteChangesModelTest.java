package io.tollgate.control;

import static io.tollgate.control.RouteWords.match;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of routes, files and restarts at random: whatever is accepted is undone to the very state before. */
class RouteChangesModelTest {
    private static final List<String> IDS = List.of("a", "b", "c", "d");
    private static final List<String> TARGETS = List.of("shop", "api", "local");
    private static final int STEPS = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsAcceptedCanBeUndoneAndOutlivesARestart(long seed) throws Exception {
        random = new Random(seed);
        FakeTime time = new FakeTime();
        Configuration file = randomFile();
        FileRevisionStore store = new FileRevisionStore(folder, 60, new QuickDisk());
        ConfigKeeper live = Setup.keeper(file, store, time);
        int accepted = 0;
        for (int step = 0; step < STEPS; step++) {
            int kind = random.nextInt(10);
            if (kind == 0) {
                file = randomFile();
                live.loadFile(file, "tollgate.yaml");
            } else if (kind == 1) {
                String before = RouteWords.inForce(live);
                boolean same = random.nextBoolean();
                file = same ? file : randomFile();
                store.close();
                store = new FileRevisionStore(folder, 60, new QuickDisk());
                live = Setup.keeper(file, store, time);
                assertEquals(same ? before : RouteWords.inForce(live), RouteWords.inForce(live), "restart");
            } else {
                accepted += change(live, randomEdits()) ? 1 : 0;
            }
            check(live, file);
        }
        store.close();
        assertTrue(accepted > STEPS / 10, accepted + " changes accepted");
    }

    private boolean change(ConfigKeeper live, List<Edit> edits) throws StaleException {
        Snapshot before = live.current();
        try {
            Revision made = live.apply(new Change("ann", "", edits), OptionalLong.empty());
            if (made.diff().isEmpty()) {
                return false;
            }
            Snapshot after = live.current();
            if (random.nextBoolean()) {
                long undone =
                        live.undo(made.number(), "bob", OptionalLong.empty()).number();
                assertEquals(before.overlay(), live.current().overlay(), edits.toString());
                if (random.nextBoolean()) {
                    live.undo(undone, "bob", OptionalLong.empty());
                    assertEquals(after.overlay(), live.current().overlay(), "undone twice: " + edits);
                }
            }
            return true;
        } catch (RefusedException e) {
            assertEquals(before, live.current(), "refused, and changed all the same: " + edits);
            return false;
        }
    }

    /** Every route of the file that nobody took out is there once, in the file's order unless operators have theirs. */
    private static void check(ConfigKeeper live, Configuration file) {
        Snapshot now = live.current();
        List<String> ids =
                now.configuration().routes().stream().map(RouteSpec::id).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size());
        RoutesOverlay overlay = now.overlay().routes();
        List<String> filed = new ArrayList<>(file.routes().stream()
                .map(RouteSpec::id)
                .filter(id -> !overlay.of(id).removed())
                .toList());
        assertTrue(ids.containsAll(filed), ids + " of " + filed);
        if (overlay.order().isEmpty()) {
            assertEquals(filed, ids);
        }
        assertEquals(List.of(), overlay.fittedTo(file), "fits the file it lies on");
    }

    private List<Edit> randomEdits() {
        List<Edit> edits = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String id = pick(IDS);
            edits.add(
                    switch (random.nextInt(10)) {
                        case 0 ->
                            new Edit.AddRoute(
                                    RouteWords.route(id + ":/" + id + "=" + pick(TARGETS)),
                                    random.nextBoolean() ? pick(IDS) : null);
                        case 1 -> RouteWords.remove(id);
                        case 2 -> random.nextInt(3) == 0 ? RouteWords.follow(id) : RouteWords.send(id, pick(TARGETS));
                        case 3 -> new Edit.SetMatch(id, random.nextBoolean() ? match("/other") : null);
                        case 4 -> new Edit.OrderRoutes(shuffled());
                        case 5 -> new Edit.SetTimeouts(id, random.nextBoolean() ? RouteWords.QUICK : null);
                        case 6 -> new Edit.SetLimits(id, random.nextBoolean() ? RouteWords.SMALL : null);
                        case 7 -> RouteWords.mode(id, random.nextBoolean() ? Mode.MAINTENANCE : Mode.READY);
                        case 8 -> new Edit.SetRequest(id, random.nextBoolean() ? RouteWords.STRIPPED : null);
                        default -> RouteWords.send(id, pick(TARGETS));
                    });
        }
        return edits;
    }

    private Configuration randomFile() {
        String words = shuffled().stream()
                .limit(1 + random.nextInt(3))
                .map(id -> id + ":/" + id + "=" + (random.nextBoolean() ? "shop" : "local"))
                .collect(Collectors.joining(" "));
        return random.nextInt(4) == 0 ? RouteWords.fileWithoutApi(words) : RouteWords.file(words);
    }

    private List<String> shuffled() {
        List<String> ids = new ArrayList<>(IDS);
        Collections.shuffle(ids, random);
        return ids;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
