package io.tollgate.assist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.assist.Rollout.Action;
import io.tollgate.assist.Rollout.Phase;
import io.tollgate.assist.Rollouts.Command;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.control.Revision;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutsTest {
    private static final String HOOK = "{hook: {command: [renew]}, settle: 5s, healthy: 1m}";
    private static final Hook.Result GOOD = new Hook.Result(true, "exit status 0");

    @TempDir
    Path folder;

    @Test
    void walksOneBackendAfterTheOther() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b", "c");
        rig.begin();
        for (String backend : List.of("a", "b", "c")) {
            rig.until(backend, Stage.DRAINING);
            assertEquals(Mode.DRAIN, rig.mode(backend));
            rig.seconds(2);
            assertEquals(Mode.MAINTENANCE, rig.mode(backend), "nobody needs it");
            assertEquals(Stage.HOOK, rig.stage(backend));
            rig.seconds(30);
            assertEquals(Stage.HOOK, rig.stage(backend), "it takes as long as it takes");
            rig.hookOf(backend).complete(GOOD);
            rig.seconds(2);
            assertEquals(Stage.PROBING, rig.stage(backend), "it was well before, which says nothing");
            assertEquals(Mode.MAINTENANCE, rig.mode(backend));
            rig.time.advance(Duration.ofMillis(10));
            rig.probe();
            rig.seconds(2);
            assertEquals(Mode.READY, rig.mode(backend));
            assertEquals(Stage.RISING, rig.stage(backend));
            rig.seconds(5);
            assertEquals(Stage.DONE, rig.stage(backend));
        }
        rig.second();
        assertEquals(Phase.FINISHED, rig.now().phase());
        assertEquals("3 renewed", rig.now().account());
        assertEquals(
                List.of("a", "b", "c"),
                rig.tasks.stream().map(Hook.Task::backend).toList());
        Revision last = rig.live().revisions(1).get(0);
        assertEquals("rollout", last.author());
        assertEquals("rollout 1 by ops: release 7", last.reason());
    }

    @Test
    void takesOutAsManyAtATimeAsItIsTold() throws Exception {
        Rig rig = new Rig(folder, "{batch: 2, hook: {command: [renew]}, settle: 0s}", "a", "b", "c", "d", "e");
        rig.begin();
        rig.seconds(4);
        assertEquals(List.of("a", "b"), List.copyOf(rig.hooks.keySet()));
        rig.hookOf("a").complete(GOOD);
        rig.seconds(2);
        rig.time.advance(Duration.ofMillis(10));
        rig.probe();
        rig.seconds(5);
        assertEquals(Stage.DONE, rig.stage("a"));
        assertEquals(Stage.WAITING, rig.stage("c"), "the batch is not over");
        assertThrows(RolloutException.class, () -> rig.begin(), "one at a time");
    }

    @Test
    void anOperatorMayBeTheHook() throws Exception {
        Rig rig = new Rig(folder, "{settle: 0s}", "a", "b");
        rig.begin("b");
        rig.seconds(60);
        assertEquals(Stage.HOOK, rig.stage("b"));
        assertEquals(Phase.RUNNING, rig.now().phase());
        rig.say(Command.DONE);
        rig.time.advance(Duration.ofMillis(10));
        rig.probe();
        rig.seconds(5);
        assertEquals(Phase.FINISHED, rig.now().phase());
        assertEquals(Mode.READY, rig.mode("a"));
        assertEquals(1, rig.now().steps().size());
    }

    @Test
    void aDrainEndsAtItsTime() throws Exception {
        Rig rig = new Rig(folder, "{drain: 30s, hook: {command: [renew]}}", "a", "b");
        rig.begin();
        rig.until("a", Stage.DRAINING);
        Long deadline = rig.live().overlay("shop", "a").deadlineMillis();
        assertNotNull(deadline);
        assertEquals(30_000, deadline - rig.time.wallMillis());
    }

    @Test
    void pausesWhenAHookFailsAndGoesOnAsTold() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.seconds(4);
        rig.hookOf("a").complete(new Hook.Result(false, "exit status 3: no such release"));
        rig.second();
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertEquals(
                "the hook failed for a: exit status 3: no such release",
                rig.now().account());
        assertEquals(Mode.MAINTENANCE, rig.mode("a"));
        rig.seconds(60);
        assertEquals(1, rig.tasks.size());

        rig.say(Command.RESUME);
        rig.seconds(2);
        assertEquals(2, rig.tasks.size(), "it runs again");
        rig.hookOf("a").complete(new Hook.Result(false, "exit status 3"));
        rig.second();
        rig.say(Command.DONE);
        assertEquals(Stage.PROBING, rig.stage("a"), "it is renewed in spite of that");
        assertEquals(Phase.RUNNING, rig.now().phase());
    }

    @Test
    void pausesWhenARenewedBackendIsNotWellInTime() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.seconds(4);
        rig.probe("a");
        rig.hookOf("a").complete(GOOD);
        rig.seconds(70);
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertTrue(rig.now().account().startsWith("a is not well again in time: "), rig.now()::account);
        rig.probe();
        rig.say(Command.RESUME);
        rig.seconds(2);
        assertEquals(Mode.READY, rig.mode("a"));
    }

    @Test
    void pausesWhenThePoolDoesWorseAndAcceptsThatWhenItIsResumed() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.figures = new Figures(100, 0.01, 5, 40, 60);
        rig.begin();
        rig.seconds(3);
        rig.figures = new Figures(100, 0.05, 5, 110, 60);
        rig.second();
        assertEquals(Phase.RUNNING, rig.now().phase(), "within what is allowed");
        rig.figures = new Figures(100, 0.07, 5, 40, 60);
        rig.second();
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertEquals(
                "7.0 % of the requests of the last minute failed, and 1.0 % when it began",
                rig.now().account());
        rig.say(Command.RESUME);
        rig.second();
        assertEquals(Phase.RUNNING, rig.now().phase());
        rig.figures = new Figures(100, 0.07, 5, 130, 160);
        rig.second();
        assertEquals(
                "p95 of the last minute is 130 ms, and was 40 ms when it began",
                rig.now().account());
    }

    @Test
    void pausesWhenOneThatIsBackFails() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.seconds(4);
        rig.hookOf("a").complete(GOOD);
        rig.second();
        rig.time.advance(Duration.ofMillis(10));
        rig.probe();
        rig.seconds(2);
        assertEquals(Stage.RISING, rig.stage("a"));
        rig.probe("a");
        rig.second();
        assertTrue(rig.now().account().startsWith("a is back and fails: "), rig.now()::account);
        assertEquals(Mode.READY, rig.mode("b"));
    }

    @Test
    void neverTakesOutTheLastWhoServes() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.set("b", Mode.MAINTENANCE);
        RolloutException alone = assertThrows(RolloutException.class, () -> rig.begin("a"));
        assertEquals("without a nobody would take new callers", alone.getMessage());
        rig.set("b", Mode.READY);
        rig.begin("a");
        rig.probe("b");
        rig.second();
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertEquals("without a nobody would take new callers", rig.now().account());
        assertEquals(Mode.READY, rig.mode("a"));
    }

    @Test
    void overrulesNobodysWish() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b", "c");
        rig.begin("a", "b");
        rig.set("a", Mode.MAINTENANCE);
        rig.seconds(2);
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertTrue(rig.now().account().startsWith("a is in maintenance by somebody else's wish"), rig.now()::account);
        rig.say(Command.SKIP);
        assertEquals(Mode.MAINTENANCE, rig.mode("a"));
        rig.until("b", Stage.DRAINING);
        rig.set("b", Mode.READY);
        rig.second();
        assertTrue(rig.now().account().startsWith("b was set in another mode by somebody else"), rig.now()::account);
        assertEquals(Mode.READY, rig.mode("b"));
        rig.say(Command.RESUME);
        rig.until("b", Stage.DRAINING);
        assertEquals(Mode.DRAIN, rig.mode("b"));
    }

    @Test
    void anAbortForgetsNobodyInADrain() throws Exception {
        Rig rig = new Rig(folder, "{batch: 2, hook: {command: [renew]}}", "a", "b", "c");
        rig.begin();
        rig.seconds(2);
        assertEquals(Mode.DRAIN, rig.mode("a"));
        rig.say(Command.ABORT);
        assertEquals(Phase.ABORTED, rig.now().phase());
        assertEquals(Mode.READY, rig.mode("a"));
        assertEquals(Mode.READY, rig.mode("b"));
        rig.begin();
        assertEquals(2, rig.now().number());
        rig.seconds(4);
        rig.say(Command.ABORT);
        assertEquals(Stage.HALF, rig.stage("a"));
        assertEquals(Mode.MAINTENANCE, rig.mode("a"), "nobody knows what it is now");
        assertTrue(rig.now().steps().get(0).note().contains("it stays in maintenance"));
        assertTrue(rig.hookOf("a").isCancelled());
        assertThrows(RolloutException.class, () -> rig.say(Command.RESUME));
    }

    @Test
    void rollsBackThoseThatWereRenewedTheHalfOnesFirst() throws Exception {
        Rig rig = new Rig(folder, "{hook: {command: [renew]}, settle: 0s}", "a", "b", "c");
        assertThrows(RolloutException.class, () -> rig.say(Command.ROLLBACK));
        rig.begin();
        assertThrows(RolloutException.class, () -> rig.say(Command.ROLLBACK), "nothing was renewed");
        renew(rig, "a");
        rig.seconds(5);
        assertEquals(Stage.HOOK, rig.stage("b"));
        rig.say(Command.ROLLBACK);
        assertEquals(List.of("b", "a"), rig.now().backends(stage -> true));
        assertEquals(Action.ROLLBACK, rig.now().action());
        rig.second();
        assertEquals(new Hook.Task("shop", "b", "http://127.0.0.1:9099", Action.ROLLBACK), rig.tasks.get(2));
        rig.hookOf("b").complete(GOOD);
        rig.second();
        rig.time.advance(Duration.ofMillis(10));
        rig.probe();
        rig.seconds(3);
        renew(rig, "a");
        rig.seconds(2);
        assertEquals(Phase.FINISHED, rig.now().phase());
        for (String backend : List.of("a", "b", "c")) {
            assertEquals(Mode.READY, rig.mode(backend), backend);
        }
    }

    @Test
    void aPauseBeginsNothingNew() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.seconds(2);
        rig.say(Command.PAUSE);
        rig.seconds(10);
        assertEquals(Mode.MAINTENANCE, rig.mode("a"), "its drain goes on");
        assertEquals(Stage.DRAINING, rig.stage("a"));
        assertEquals(List.of(), rig.tasks);
        rig.say(Command.RESUME);
        rig.seconds(2);
        assertEquals(1, rig.tasks.size());
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        InvalidSettingException wrong = assertThrows(InvalidSettingException.class, () -> rig.begin("a", "x", "a"));
        assertEquals(
                List.of("backends[1]", "backends[2]"),
                wrong.problems().stream().map(problem -> problem.path()).toList());
        assertThrows(RolloutException.class, () -> rig.say(Command.RESUME));
        rig.begin();
        assertThrows(RolloutException.class, () -> rig.say(Command.RESUME), "it runs");
        assertThrows(RolloutException.class, () -> rig.say(Command.DONE), "nobody is out");
    }

    @Test
    void anAccountThatCannotBeReadStopsTheStart() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        Path file = folder.resolve("rollouts.json");
        assertFalse(Files.readString(file).isEmpty());
        Files.writeString(file, "{\"format\":1,");
        assertThrows(IOException.class, () -> rig.start(live -> live));
    }

    @Test
    void renewsNobodyWhoServes() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.until("a", Stage.HOOK);
        rig.hookOf("a").complete(new Hook.Result(false, "exit status 1"));
        rig.second();
        rig.set("a", Mode.READY);
        rig.say(Command.RESUME);
        rig.second();
        assertEquals(Phase.PAUSED, rig.now().phase());
        assertTrue(rig.now().account().startsWith("a was set in another mode by somebody else"), rig.now()::account);
        assertEquals(1, rig.tasks.size());
        assertEquals(Mode.READY, rig.mode("a"));
    }

    @Test
    void oneThatIsSetReadyAfterItWasRenewedIsWatchedFromThenOn() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        rig.until("a", Stage.HOOK);
        rig.hookOf("a").complete(GOOD);
        rig.until("a", Stage.PROBING);
        rig.set("a", Mode.READY);
        rig.second();
        assertEquals(Stage.RISING, rig.stage("a"));
    }

    @Test
    void leavesADrainOfSomebodyElseAlone() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        Lease inUse = rig.lease("a");
        rig.set("a", Mode.DRAIN);
        rig.seconds(2);
        assertTrue(rig.now().account().startsWith("a is in drain by somebody else's wish"), rig.now()::account);
        assertNull(rig.live().overlay("shop", "a").deadlineMillis());
        rig.say(Command.SKIP);
        assertEquals(Mode.DRAIN, rig.mode("a"));
        assertTrue(rig.now().steps().get(0).note().endsWith("left as somebody else wishes"));
        inUse.close(Outcome.SUCCESS);
    }

    @Test
    void anAbortLeavesAMaintenanceOfSomebodyElseAlone() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        rig.begin();
        Lease inUse = rig.lease("a");
        rig.until("a", Stage.DRAINING);
        rig.say(Command.PAUSE);
        rig.set("a", Mode.MAINTENANCE);
        rig.say(Command.ABORT);
        assertEquals(Mode.MAINTENANCE, rig.mode("a"));
        inUse.close(Outcome.SUCCESS);
    }

    @Test
    void whatIsInFlightAtTheDeadlineHasAMomentToEnd() throws Exception {
        Rig rig = new Rig(folder, "{drain: 5s, hook: {command: [renew]}}", "a", "b");
        rig.begin();
        Lease download = rig.lease("a");
        rig.until("a", Stage.OUT);
        rig.seconds(20);
        assertEquals(List.of(), rig.tasks);
        download.close(Outcome.SUCCESS);
        rig.second();
        assertEquals(1, rig.tasks.size());
    }

    @Test
    void oneThatDrainsServesOnWhenTheOthersDie() throws Exception {
        Rig rig = new Rig(folder, "{drain: 30s, hook: {command: [renew]}}", "a", "b");
        rig.begin();
        Lease inUse = rig.lease("a");
        rig.until("a", Stage.DRAINING);
        rig.probe("b");
        rig.seconds(60);
        assertEquals(
                "without a nobody would take new callers; its drain has no deadline now",
                rig.now().account());
        assertEquals(Mode.DRAIN, rig.mode("a"));
        rig.probe();
        rig.say(Command.RESUME);
        rig.until("a", Stage.DRAINING);
        assertNotNull(rig.live().overlay("shop", "a").deadlineMillis());
        inUse.close(Outcome.SUCCESS);
    }

    @Test
    void theWayBackAcceptsWhatItIsTheCureOf() throws Exception {
        Rig rig = new Rig(folder, "{hook: {command: [renew]}, settle: 0s}", "a", "b");
        rig.figures = new Figures(100, 0.01, 5, 40, 60);
        rig.begin();
        renew(rig, "a");
        rig.figures = new Figures(100, 0.5, 5, 40, 60);
        rig.seconds(2);
        assertEquals(Phase.PAUSED, rig.now().phase());
        rig.say(Command.ROLLBACK);
        rig.seconds(2);
        assertEquals(Phase.RUNNING, rig.now().phase(), rig.now()::account);
    }

    @Test
    void goesOnWhereTheProcessBeforeItEnded() throws Exception {
        Rig rig = new Rig(folder, HOOK, "a", "b");
        Rollouts successor = rig.another();
        successor.pause();
        rig.begin();
        rig.until("a", Stage.DRAINING);
        Rollouts.Order order = new Rollouts.Order("ops", "", List.of(), null, null);
        assertThrows(RolloutException.class, () -> successor.start("shop", order), "nothing is to be written");
        assertNull(successor.of("shop"));
        successor.resume();
        assertEquals(rig.now(), successor.of("shop"));
        assertEquals(
                Phase.PAUSED, successor.command("shop", Command.PAUSE, "ops").phase());
    }

    private static void renew(Rig rig, String backend) {
        rig.seconds(4);
        rig.hookOf(backend).complete(GOOD);
        rig.second();
        rig.time.advance(Duration.ofMillis(10));
        rig.probe();
        rig.seconds(3);
        assertEquals(Stage.DONE, rig.stage(backend));
    }
}
