package io.tollgate.assist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.assist.Rollout.Phase;
import io.tollgate.assist.Rollouts.Command;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Change;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.Snapshot;
import io.tollgate.control.StaleException;
import io.tollgate.model.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tollgate is killed at every point where a rollout has just written something, or is about to. */
class RolloutCrashTest {
    private static final List<String> BACKENDS = List.of("a", "b", "c");

    @TempDir
    Path folder;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void whereverItIsKilledItGoesOnOrTellsTheTruth() throws Exception {
        int points = 0;
        int told = 0;
        boolean killed = true;
        while (killed) {
            points++;
            Path state = Files.createDirectory(folder.resolve("state" + points));
            Rig rig = new Rig(state, "{hook: {command: [renew]}, settle: 0s}", "a", "b", "c");
            int point = points;
            rig.start(live -> new Mortal(live, point));
            rig.probe();
            rig.begin();
            killed = !runs(rig);
            if (killed) {
                int tasks = rig.tasks.size();
                rig.start(live -> live);
                rig.probe();
                told += goesOn(rig, tasks) ? 0 : 1;
            }
            assertEquals(Phase.FINISHED, rig.now().phase(), rig.now()::account);
            for (String backend : BACKENDS) {
                assertEquals(Mode.READY, rig.mode(backend), "killed at " + points + ": " + backend);
                assertEquals(Stage.DONE, rig.stage(backend), "killed at " + points + ": " + backend);
            }
        }
        System.out.println(
                "a rollout of 3 was killed at " + (points - 1) + " points; " + told + " told what is not known");
        // A drain and a return of each, killed before and after.
        assertEquals(13, points);
    }

    @Test
    void aHookThatRanWhenItWasKilledIsNotRunAgainUnasked() throws Exception {
        Rig rig = new Rig(folder, "{hook: {command: [renew]}}", "a", "b");
        rig.begin();
        rig.seconds(4);
        assertEquals(Stage.HOOK, rig.stage("a"));
        rig.start(live -> live);
        rig.seconds(5);
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertTrue(rig.now().account().startsWith("Tollgate was stopped while the hook renewed a"), rig.now()::account);
        assertEquals(1, rig.tasks.size());
        assertEquals(Mode.MAINTENANCE, rig.mode("a"));
        rig.say(Command.RESUME);
        rig.seconds(2);
        assertEquals(2, rig.tasks.size());
    }

    /** Runs to the end, hooks and all; false when it is killed on the way. */
    private static boolean runs(Rig rig) {
        try {
            for (int i = 0; i < 100 && rig.now().phase().open(); i++) {
                rig.second();
                rig.hooks.values().forEach(hook -> hook.complete(new Hook.Result(true, "")));
                rig.time.advance(Duration.ofMillis(10));
                rig.probe();
            }
            return true;
        } catch (Killed e) {
            return false;
        }
    }

    /** The same after a restart, where an operator answers what is asked; false when something is. */
    private static boolean goesOn(Rig rig, int tasks) throws RolloutException {
        runs(rig);
        boolean asked = rig.now().phase() == Phase.PAUSED;
        if (asked) {
            assertTrue(rig.now().account().contains("does not know how that ended"), rig.now()::account);
            assertEquals(tasks, rig.tasks.size());
            rig.say(Command.DONE);
            runs(rig);
        }
        return !asked;
    }

    /** Dies before its n-th change (odd) or after it (even). */
    private static final class Mortal implements LiveConfig {
        private final LiveConfig live;
        private int left;

        Mortal(LiveConfig live, int point) {
            this.live = live;
            this.left = point;
        }

        @Override
        public Snapshot current() {
            return live.current();
        }

        @Override
        public Revision apply(Change change, OptionalLong expectedRevision) throws StaleException, RefusedException {
            die();
            Revision made = live.apply(change, expectedRevision);
            die();
            return made;
        }

        private void die() {
            if (--left == 0) {
                throw new Killed();
            }
        }

        @Override
        public Revision undo(long number, String author, OptionalLong expectedRevision)
                throws StaleException, RefusedException {
            return live.undo(number, author, expectedRevision);
        }

        @Override
        public List<Revision> revisions(int limit) {
            return live.revisions(limit);
        }

        @Override
        public BackendOverlay overlay(String pool, String backend) {
            return live.overlay(pool, backend);
        }

        @Override
        public Runnable onRevision(Consumer<Revision> listener) {
            return live.onRevision(listener);
        }
    }
}
