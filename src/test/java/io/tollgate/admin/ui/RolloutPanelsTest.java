package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.ui.RolloutPanel.Act;
import io.tollgate.admin.ui.RolloutPanel.Turn;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.Rollout.Phase;
import io.tollgate.assist.Stage;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.Configurations;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RolloutPanelsTest {
    private static final long NOW = 3_600_000;

    private final Messages messages = Messages.in(Collections.enumeration(List.of(Locale.ENGLISH)));
    private final RolloutPanels panels = new RolloutPanels(messages, new Format(messages, ZoneOffset.UTC), NOW);

    @Test
    void withoutOneThereIsOnlyTheWayToIt() {
        RolloutPanel panel = panels.of(pool("{}"), null, null, null);
        assertFalse(panel.shown());
        assertFalse(panel.open());
        assertEquals("When a backend is out, it waits until you say that it is renewed.", panel.hook());
        assertEquals(
                "When a backend is out, this is run: renew shop",
                panels.of(pool("{hook: {command: [renew, shop]}}"), null, null, null)
                        .hook());
    }

    @Test
    void tellsHowFarItIs() {
        RolloutPanel panel =
                panels.of(pool("{}"), rollout(Phase.RUNNING, "", Stage.DONE, Stage.HOOK, Stage.WAITING), null, null);
        assertTrue(panel.shown());
        assertEquals("No. 3, a deployment: 1 of 3 are done.", panel.headline());
        assertEquals(
                List.of(
                        new Turn("b0", "done", "is done", "1 min", ""),
                        new Turn("b1", "hook", "is being renewed", "1 min", ""),
                        new Turn("b2", "waiting", "waits for its turn", "", "")),
                panel.turns());
        assertEquals(List.of("01:00:00: next: b1"), panel.events());
        assertFalse(panel.paused());
    }

    @Test
    void offersWhatCanBeDone() {
        assertEquals(
                List.of("done", "pause", "skip", "rollback", "abort"),
                acts(panels.of(pool("{}"), rollout(Phase.RUNNING, "", Stage.DONE, Stage.HOOK), null, null)));
        assertEquals(
                List.of("pause", "skip", "abort"),
                acts(panels.of(
                        pool("{hook: {command: [renew]}}"),
                        rollout(Phase.RUNNING, "", Stage.HOOK, Stage.WAITING),
                        null,
                        null)));
        RolloutPanel paused = panels.of(
                pool("{hook: {command: [renew]}}"), rollout(Phase.PAUSED, "the hook failed", Stage.HOOK), null, null);
        assertEquals(List.of("done", "resume", "skip", "abort"), acts(paused));
        assertTrue(paused.paused());
        assertEquals("the hook failed", paused.account());
        assertEquals(List.of(), acts(panels.of(pool("{}"), rollout(Phase.FINISHED, "", Stage.DONE), null, null)));
    }

    private static List<String> acts(RolloutPanel panel) {
        return panel.acts().stream().map(Act::command).toList();
    }

    private static Rollout rollout(Phase phase, String account, Stage... stages) {
        List<Rollout.Step> steps = new ArrayList<>();
        for (int i = 0; i < stages.length; i++) {
            steps.add(new Rollout.Step("b" + i, stages[i], NOW - 60_000, ""));
        }
        return new Rollout(
                3,
                "shop",
                Rollout.Action.DEPLOY,
                "ops",
                "",
                NOW - 600_000,
                1,
                60_000,
                0,
                0,
                phase,
                account,
                steps,
                List.of(new Rollout.Event(NOW, "next: b1")));
    }

    private static PoolSpec pool(String rollout) {
        return Configurations.read("pools: [{id: shop, rollout: " + rollout + "}]")
                .pools()
                .get(0);
    }
}
