package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.tollgate.testing.FakeTime;
import io.tollgate.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Picks for tests, and what they make of the weights. */
final class Picks {
    private Picks() {}

    static PickContext tried(Target... targets) {
        return Arrays.asList(targets)::contains;
    }

    /** A request with that key. */
    static PickContext keyed(String key) {
        return keyed(key, target -> false);
    }

    /** A request with that key that was sent to those in vain. */
    static PickContext keyed(String key, Predicate<Target> tried) {
        long hash = Mix.hash(key);
        return new PickContext() {
            @Override
            public boolean tried(Target target) {
                return tried.test(target);
            }

            @Override
            public long keyHash() {
                return hash;
            }
        };
    }

    /** What a policy gets whose draws come from that seed and whose time stands still. */
    static Means means(long seed) {
        return means(seed, new FakeTime(), () -> 0);
    }

    static Means means(long seed, Clock clock, LongSupplier inFlight) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Means(random, random::nextInt, clock, inFlight);
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
        double weights = targets.stream().mapToDouble(Target::effectiveWeight).sum();
        return targets.stream()
                .mapToDouble(t -> Math.abs(t.picks() / picks / (t.effectiveWeight() / weights) - 1))
                .max()
                .orElseThrow();
    }
}
