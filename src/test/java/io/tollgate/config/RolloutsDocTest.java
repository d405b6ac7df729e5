package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.assist.Rollouts;
import io.tollgate.assist.Stage;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RolloutHook;
import io.tollgate.model.RolloutSpec;
import io.tollgate.testing.Configurations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/rollouts.md says is so. */
class RolloutsDocTest {
    private static final Set<Stage> MOMENTS = Set.of(Stage.CHOSEN, Stage.OUT, Stage.RETURNING);

    private final DocPage doc = DocPage.of("rollouts.md");

    @Test
    void itsExampleShowsTheDefaults() {
        List<String> examples = doc.examples();
        assertEquals(1, examples.size());
        PoolSpec pool = Configurations.read(examples.get(0)).pools().get(0);
        RolloutSpec usual = RolloutSpec.DEFAULT;
        RolloutHook hook = new RolloutHook(List.of("/usr/local/bin/redeploy", "shop"), "", Duration.ofMinutes(10));
        assertEquals(
                new RolloutSpec(
                        usual.batch(),
                        usual.drain(),
                        hook,
                        usual.healthy(),
                        usual.settle(),
                        usual.errors(),
                        usual.slowdown()),
                pool.rollout());
        assertEquals(
                RolloutSpec.DEFAULT,
                Configurations.read("pools: [{id: shop}]").pools().get(0).rollout());
    }

    @Test
    void namesEveryCommandAndEveryStageThatLasts() {
        for (Rollouts.Command command : Rollouts.Command.values()) {
            assertTrue(doc.text().contains("| `" + command.label() + "` |"), command.name());
        }
        Arrays.stream(Stage.values())
                .filter(stage -> !MOMENTS.contains(stage))
                .forEach(stage -> assertTrue(doc.text().contains("`" + stage.label() + "`"), stage.label()));
        assertEquals(
                Set.of("tollgate_rollout_backends", "tollgate_rollout_paused"),
                DocPage.known().stream()
                        .filter(name -> name.startsWith("tollgate_rollout"))
                        .filter(doc.text()::contains)
                        .collect(Collectors.toSet()));
    }
}
