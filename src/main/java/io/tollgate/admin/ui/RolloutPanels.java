package io.tollgate.admin.ui;

import io.tollgate.admin.Impact;
import io.tollgate.admin.ui.RolloutPanel.Act;
import io.tollgate.admin.ui.RolloutPanel.Turn;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.Rollout.Phase;
import io.tollgate.assist.Rollouts.Command;
import io.tollgate.assist.Stage;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RolloutHook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@link RolloutPanel}s. */
final class RolloutPanels {
    private static final int EVENTS = 6;

    private final Messages messages;
    private final Format format;
    private final long nowMillis;

    RolloutPanels(Messages messages, Format format, long nowMillis) {
        this.messages = messages;
        this.format = format;
        this.nowMillis = nowMillis;
    }

    /**
     * Of one pool.
     *
     * @param rollout its latest; null before the first
     * @param asked what was typed for a new one; null while nobody asks
     * @param overload what its first batch would leave of the pool, where it is to be confirmed; else null
     */
    RolloutPanel of(PoolSpec pool, @Nullable Rollout rollout, @Nullable AddForm asked, @Nullable Impact overload) {
        String hook = hook(pool.rollout().hook());
        String warning = new ImpactText(messages, format).of(overload);
        if (rollout == null) {
            return new RolloutPanel("", "", false, List.of(), List.of(), List.of(), asked, warning, hook);
        }
        List<String> events = new ArrayList<>(rollout.events().stream()
                .map(event -> messages.get("rollout.event", format.at(event.atMillis(), nowMillis), event.text()))
                .toList());
        Collections.reverse(events);
        return new RolloutPanel(
                headline(rollout),
                rollout.account(),
                rollout.phase() == Phase.PAUSED,
                rollout.steps().stream().map(this::turn).toList(),
                acts(rollout, pool.rollout().hook()),
                events.subList(0, Math.min(EVENTS, events.size())),
                asked,
                warning,
                hook);
    }

    private String headline(Rollout rollout) {
        return messages.get(
                "rollout.headline." + rollout.phase().label(),
                rollout.number(),
                messages.get("rollout.action." + rollout.action().label()),
                rollout.backends(stage -> stage == Stage.DONE).size(),
                rollout.steps().size());
    }

    private Turn turn(Rollout.Step step) {
        return new Turn(
                step.backend(),
                step.stage().label(),
                messages.get("rollout.stage." + step.stage().label()),
                step.stage() == Stage.WAITING ? "" : format.lasting(Math.max(0, nowMillis - step.sinceMillis())),
                step.note());
    }

    private List<Act> acts(Rollout rollout, RolloutHook hook) {
        List<Act> acts = new ArrayList<>();
        if (!rollout.phase().open()) {
            return acts;
        }
        boolean paused = rollout.phase() == Phase.PAUSED;
        boolean renewing = !rollout.backends(stage -> stage == Stage.HOOK).isEmpty();
        if (renewing && (hook.byOperator() || paused)) {
            acts.add(act(Command.DONE));
        }
        acts.add(act(paused ? Command.RESUME : Command.PAUSE));
        if (!rollout.backends(Stage::open).isEmpty()) {
            acts.add(act(Command.SKIP));
        }
        if (!rollout.backends(stage -> stage == Stage.DONE || stage == Stage.RISING || stage == Stage.HALF)
                .isEmpty()) {
            acts.add(act(Command.ROLLBACK));
        }
        acts.add(act(Command.ABORT));
        return acts;
    }

    private Act act(Command command) {
        String name = command.label();
        return new Act(name, messages.get("rollout.act." + name), messages.get("rollout.tip." + name));
    }

    private String hook(RolloutHook hook) {
        if (hook.byOperator()) {
            return messages.get("rollout.hook.operator");
        }
        return hook.url().isEmpty()
                ? messages.get("rollout.hook.command", String.join(" ", hook.command()))
                : messages.get("rollout.hook.url", hook.url());
    }
}
