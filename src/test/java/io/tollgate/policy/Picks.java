package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.List;

/** Picks for tests, and what they make of the weights. */
final class Picks {
    private Picks() {}

    static PickContext tried(Target... targets) {
        return Arrays.asList(targets)::contains;
    }

    /** Picks that often from an idle pool and counts on the targets. */
    static void take(Picker<FakeTarget> picker, int count, PickContext context) {
        for (int i = 0; i < count; i++) {
            FakeTarget picked = picker.pick(context);
            assertNotNull(picked, "nobody picked");
            picked.counted();
        }
    }

    static void take(Picker<FakeTarget> picker, int count) {
        take(picker, count, PickContext.ANY);
    }

    /** The greatest distance of a target's picks from its share by weight, as a part of that share. */
    static double deviation(List<FakeTarget> targets) {
        double picks = targets.stream().mapToInt(FakeTarget::picks).sum();
        double weights = targets.stream().mapToInt(Target::effectiveWeight).sum();
        return targets.stream()
                .mapToDouble(t -> Math.abs(t.picks() / picks / (t.effectiveWeight() / weights) - 1))
                .max()
                .orElseThrow();
    }
}
