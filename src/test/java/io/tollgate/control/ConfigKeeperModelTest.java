package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.balance.Endpoint;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Edits, undoing, new files and restarts at random, beside a model that keeps every state it was ever in. Both must
 * accept the same, and come to the same snapshot.
 */
class ConfigKeeperModelTest {
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");
    private static final List<Mode> MODES = List.of(Mode.values());
    private static final int STEPS = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final FakeTime time = new FakeTime();
    private Random random = new Random();

    /** What the model remembers of one revision: the states of the backends that it touched, as they were before. */
    private record Past(Map<String, Wish> before, boolean undoable) {}

    /** What operators want of one backend. */
    private record Wish(
            Mode mode, @Nullable Integer weight, @Nullable BackendSpec added, boolean removed, long since) {
        static final Wish NONE = new Wish(Mode.READY, null, null, false, 0);
    }

    private Map<String, BackendSpec> file = new TreeMap<>();
    private Map<String, Wish> wishes = new TreeMap<>();
    private final List<Past> history = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheModel(long seed) throws Exception {
        random = new Random(seed);
        file = randomFile();
        FileRevisionStore store = new FileRevisionStore(folder, 60, new QuickDisk());
        ConfigKeeper keeper = Setup.keeper(configuration(file), store, time);
        int accepted = 0;
        for (int step = 0; step < STEPS; step++) {
            time.advance(Duration.ofSeconds(1));
            int kind = random.nextInt(20);
            String what;
            boolean done;
            if (kind == 0) {
                store.close();
                store = new FileRevisionStore(folder, 60, new QuickDisk());
                Map<String, BackendSpec> next = random.nextBoolean() ? file : randomFile();
                Map<String, Wish> fitted = fitted(next);
                if (valid(next, fitted) == null) {
                    next = file;
                    fitted = fitted(next);
                }
                what = "restart with " + next.keySet();
                if (!fitted.equals(wishes)) {
                    remember(changed(wishes, fitted), false);
                }
                file = next;
                wishes = fitted;
                keeper = Setup.keeper(configuration(file), store, time);
                done = true;
            } else if (kind <= 3) {
                Map<String, BackendSpec> next = randomFile();
                what = "load " + next.keySet();
                done = load(keeper, next);
            } else if (kind <= 6) {
                long number = Math.max(1, history.size() - random.nextInt(6));
                what = "undo " + number;
                done = undo(keeper, number);
            } else {
                List<Edit.OfBackend> edits = new ArrayList<>();
                for (int i = random.nextInt(2) * random.nextInt(3); i >= 0; i--) {
                    edits.add(randomEdit());
                }
                what = edits.toString();
                done = edit(keeper, edits);
            }
            accepted += done ? 1 : 0;
            check(keeper, "step " + step + " " + what);
        }
        assertTrue(accepted > STEPS / 4, "only " + accepted + " were accepted: the test tests little");
        store.close();
    }

    private boolean edit(ConfigKeeper keeper, List<Edit.OfBackend> edits) throws StaleException {
        Map<String, Wish> next = new TreeMap<>(wishes);
        Set<String> touched = new HashSet<>();
        boolean sound = true;
        for (Edit.OfBackend edit : edits) {
            touched.add(edit.backend());
            Wish after = sound ? after(edit, next.getOrDefault(edit.backend(), Wish.NONE)) : null;
            sound = after != null;
            put(next, edit.backend(), after == null ? Wish.NONE : after);
        }
        boolean expected = sound && valid(file, next) != null;
        boolean done = accepts(() -> keeper.apply(new Change("ann", "", List.copyOf(edits)), OptionalLong.empty()));
        assertEquals(expected, done, edits.toString());
        if (done) {
            take(next, touched, true);
        }
        return done;
    }

    private boolean undo(ConfigKeeper keeper, long number) throws StaleException {
        boolean known = number <= history.size() && number > history.size() - 1_000;
        Past past = known ? history.get((int) number - 1) : new Past(Map.of(), false);
        boolean alone = history.stream()
                .skip(number)
                .noneMatch(later -> later.before().keySet().stream()
                        .anyMatch(id -> past.before().containsKey(id)));
        Map<String, Wish> next = new TreeMap<>(wishes);
        past.before().forEach((id, wish) -> put(next, id, wish));
        boolean sensible = past.before().entrySet().stream().allMatch(each -> fits(each.getKey(), each.getValue()));
        boolean expected = past.undoable() && alone && sensible && valid(file, next) != null;
        boolean done = accepts(() -> keeper.undo(number, "ann", OptionalLong.empty()));
        assertEquals(expected, done, "undo " + number);
        if (done) {
            take(next, past.before().keySet(), true);
        }
        return done;
    }

    private boolean load(ConfigKeeper keeper, Map<String, BackendSpec> next) throws StaleException {
        Map<String, Wish> fitted = fitted(next);
        boolean expected = valid(next, fitted) != null;
        boolean done = accepts(() -> keeper.loadFile(configuration(next), "tollgate.yaml"));
        assertEquals(expected, done, "load");
        if (done && !(next.equals(file) && fitted.equals(wishes))) {
            remember(changed(wishes, fitted), false);
            file = next;
            wishes = fitted;
        }
        return done;
    }

    private void take(Map<String, Wish> next, Set<String> touched, boolean undoable) {
        if (!next.equals(wishes)) {
            remember(touched, undoable);
            wishes = next;
        }
    }

    private void remember(Set<String> touched, boolean undoable) {
        Map<String, Wish> before = new TreeMap<>();
        touched.forEach(id -> before.put(id, wishes.getOrDefault(id, Wish.NONE)));
        history.add(new Past(before, undoable));
    }

    private @Nullable Wish after(Edit.OfBackend edit, Wish old) {
        BackendSpec filed = file.get(edit.backend());
        boolean there = old.added() != null || (filed != null && !old.removed());
        if (edit instanceof Edit.AddBackend add) {
            if (there) {
                return null;
            }
            int weight = add.spec().weight();
            if (filed != null && filed.url().equals(add.spec().url())) {
                return weight == filed.weight() ? Wish.NONE : new Wish(Mode.READY, weight, null, false, 0);
            }
            return new Wish(Mode.READY, null, add.spec(), filed != null, 0);
        }
        if (!there) {
            return null;
        }
        if (edit instanceof Edit.SetMode set) {
            long since = set.mode() == old.mode() ? old.since() : time.wallMillis();
            return new Wish(set.mode(), old.weight(), old.added(), old.removed(), since);
        }
        if (edit instanceof Edit.SetWeight set) {
            return new Wish(old.mode(), set.weight(), old.added(), old.removed(), old.since());
        }
        if (edit instanceof Edit.FollowFile) {
            return new Wish(old.mode(), null, old.added(), old.removed(), old.since());
        }
        return filed == null ? Wish.NONE : new Wish(Mode.READY, null, null, true, time.wallMillis());
    }

    private boolean fits(String id, Wish wish) {
        boolean filed = file.containsKey(id);
        return wish.equals(Wish.NONE) || (wish.added() == null ? filed : !filed || wish.removed());
    }

    private Map<String, Wish> fitted(Map<String, BackendSpec> next) {
        Map<String, Wish> fitted = new TreeMap<>();
        wishes.forEach((id, wish) -> {
            boolean filed = next.containsKey(id);
            Wish alone = new Wish(wish.mode(), wish.weight(), wish.added(), false, wish.since());
            if (wish.added() == null && filed) {
                fitted.put(id, wish);
            } else if (wish.added() != null && filed) {
                put(
                        fitted,
                        id,
                        wish.removed() ? wish : new Wish(wish.mode(), wish.weight(), null, false, wish.since()));
            } else if (wish.added() != null) {
                fitted.put(id, alone);
            }
        });
        return fitted;
    }

    /** What runs then; null when two have one address. */
    private static @Nullable Map<String, BackendSpec> valid(Map<String, BackendSpec> file, Map<String, Wish> wishes) {
        Map<String, BackendSpec> all = new TreeMap<>(file);
        wishes.forEach((id, wish) -> {
            if (wish.added() != null) {
                all.put(id, wish.added());
            } else if (wish.removed()) {
                all.remove(id);
            }
            BackendSpec spec = all.get(id);
            if (spec != null && wish.weight() != null) {
                all.put(id, spec.withWeight(wish.weight()));
            }
        });
        long addresses = all.values().stream().map(BackendSpec::url).distinct().count();
        return addresses == all.size() ? all : null;
    }

    private void check(ConfigKeeper keeper, String when) {
        assertEquals(history.size(), keeper.current().revision(), when);
        Map<String, BackendSpec> wanted = valid(file, wishes);
        Map<String, BackendSpec> found = new TreeMap<>();
        Setup.spec(keeper).backends().forEach(backend -> found.put(backend.id(), backend));
        assertEquals(wanted, found, when);
        Map<String, BackendSpec> running = new TreeMap<>();
        for (Endpoint endpoint : Setup.pool(keeper).endpoints()) {
            running.put(endpoint.id(), endpoint.spec());
            assertEquals(wishes.getOrDefault(endpoint.id(), Wish.NONE).mode(), endpoint.mode(), when + ": " + endpoint);
        }
        assertEquals(wanted, running, when);
        for (String id : IDS) {
            Wish wish = wishes.getOrDefault(id, Wish.NONE);
            assertEquals(
                    new BackendOverlay(wish.mode(), wish.since(), null, wish.weight(), wish.added(), wish.removed()),
                    keeper.overlay("shop", id),
                    when + ": " + id);
        }
        if (!history.isEmpty()) {
            Revision last = keeper.revisions(1).get(0);
            assertEquals(history.size(), last.number(), when);
            assertTrue(!last.diff().isEmpty(), when + ": says nothing");
        }
    }

    private Edit.OfBackend randomEdit() {
        String id = pick(IDS);
        return switch (random.nextInt(6)) {
            case 0, 1 -> Setup.mode(id, pick(MODES));
            case 2 -> Setup.weight(id, random.nextInt(4) * 50);
            case 3 -> Setup.remove(id);
            case 4 -> Setup.add(Setup.backend(id, pick(List.of(9001 + IDS.indexOf(id), 9001, 9101, 9102)), 100));
            default -> Setup.follow(id);
        };
    }

    private Map<String, BackendSpec> randomFile() {
        Map<String, BackendSpec> made = new TreeMap<>();
        for (String id : IDS) {
            if (random.nextInt(3) > 0) {
                made.put(id, Setup.backend(id, 9001 + IDS.indexOf(id), random.nextBoolean() ? 100 : 30));
            }
        }
        return made;
    }

    private static Configuration configuration(Map<String, BackendSpec> backends) {
        PoolSpec pool = Setup.pool("shop", backends.values().toArray(BackendSpec[]::new));
        return Setup.file(pool);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static void put(Map<String, Wish> wishes, String id, Wish wish) {
        if (wish.equals(Wish.NONE)) {
            wishes.remove(id);
        } else {
            wishes.put(id, wish);
        }
    }

    private static Set<String> changed(Map<String, Wish> before, Map<String, Wish> after) {
        Set<String> ids = new HashSet<>(IDS);
        ids.removeIf(id -> before.getOrDefault(id, Wish.NONE).equals(after.getOrDefault(id, Wish.NONE)));
        return ids;
    }

    @FunctionalInterface
    private interface Attempt {
        Revision make() throws StaleException, RefusedException;
    }

    private static boolean accepts(Attempt attempt) throws StaleException {
        try {
            Revision unused = attempt.make();
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}
