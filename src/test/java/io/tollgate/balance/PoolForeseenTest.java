package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who would serve under another configuration is who does, once it is in force; to look changes nothing. */
class PoolForeseenTest {
    private static final List<Mode> MODES = List.of(Mode.values());
    private static final Duration SLOW_START = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void comesTrue(long seed) {
        Random random = new Random(seed);
        TestPool pool = TestPool.of(TestPool.spec(SLOW_START, some(random)));
        int others = 0;
        for (int round = 0; round < 300; round++) {
            PoolSpec next = TestPool.spec(SLOW_START, some(random));
            Map<String, Mode> modes = new HashMap<>();
            next.backends().forEach(each -> modes.put(each.id(), MODES.get(random.nextInt(3))));
            List<String> before = written(pool.pool().serving());
            List<String> foreseen = written(pool.pool().foresee(next.backends(), modes::get));
            assertEquals(before, written(pool.pool().serving()));
            others += foreseen.equals(before) ? 0 : 1;
            pool.pool().update(next, modes::get, "");
            assertEquals(foreseen, written(pool.pool().serving()), next + " " + modes);
            next.backends().forEach(each -> probe(pool, each.id(), random));
            pool.time.advance(Duration.ofMillis(random.nextInt(10_000)));
        }
        assertNotEquals(0, others);
    }

    private static void probe(TestPool pool, String id, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> pool.probe(false, 3, id);
            case 1 -> pool.probe(true, 2, id);
            default -> {}
        }
    }

    private static BackendSpec[] some(Random random) {
        List<BackendSpec> all = new ArrayList<>();
        for (char id = 'a'; id <= 'f'; id++) {
            if (random.nextInt(4) > 0) {
                int weight = random.nextInt(4) == 0 ? 0 : 100;
                BackendSpec spec =
                        TestPool.backend(String.valueOf(id), weight, random.nextInt(2), random.nextInt(3) * 50);
                boolean another = random.nextInt(5) == 0;
                all.add(
                        another
                                ? new BackendSpec(
                                        spec.id(), TestPool.url(9100 + id), weight, spec.tier(), "", spec.maxRequests())
                                : spec);
            }
        }
        return all.toArray(BackendSpec[]::new);
    }

    private static List<String> written(List<ServingGroup> groups) {
        return groups.stream()
                .map(group -> group.place() + " " + group.tier() + " " + group.backends() + " " + group.health() + " "
                        + group.share() + " "
                        + group.candidates().stream()
                                .map(each -> each.id() + "*" + each.effectiveWeight() + "/" + each.maxRequests())
                                .toList())
                .toList();
    }
}
