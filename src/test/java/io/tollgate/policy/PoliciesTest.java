package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.tollgate.model.PolicySpec;
import io.tollgate.testing.FakeTime;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    @Test
    void knowsWhatTheConfigurationAccepts() {
        assertEquals(
                Set.of("fill-first", "least-request", "least-time", "random", "ring-hash", "round-robin"),
                Policies.names());
    }

    @Test
    void makesEachByItsName() {
        assertInstanceOf(FillFirst.class, create("fill-first"));
        assertInstanceOf(LeastRequest.class, create("least-request"));
        assertInstanceOf(LeastTime.class, create("least-time"));
        assertInstanceOf(AtRandom.class, create("random"));
        assertInstanceOf(RingHash.class, create("ring-hash"));
        assertInstanceOf(RoundRobin.class, create("round-robin"));
    }

    @Test
    void everyPolicyPicksTheOnlyOne() {
        FakeTarget only = new FakeTarget("only", 1);
        for (String name : Policies.names()) {
            assertSame(only, create(name).picker(List.of(only)).pick(PickContext.ANY), name);
        }
    }

    /**
     * 200,000 picks among busy, full and tried ones; a single object a pick would be 3 MB. What a pick allocates it
     * allocates in every round, while the compiler at work charges its leftovers to some: so the least round counts. The
     * draw and the context are the test's own: once a test of this JVM has mocked anything, Mockito's hooks in the JDK's
     * classes (Object.equals, for one) allocate with every call.
     */
    @Test
    void aPickAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<FakeTarget> targets = FakeTarget.ofWeights(100, 200, 300, 400, 500);
        targets.forEach(target -> target.busy(3));
        targets.get(0).full();
        targets.get(1).full();
        FakeTarget last = targets.get(4);
        PickContext tried = Picks.keyed("somebody", target -> target == last);
        AtomicInteger next = new AtomicInteger();
        Means means = new Means(
                new SplittableRandom(1), bound -> Math.floorMod(next.addAndGet(7919), bound), new FakeTime(), () -> 15);
        targets.forEach(target -> target.answerTime().answered(1_000_000, 0));
        Map<String, Policy> policies = new TreeMap<>();
        Policies.names().forEach(name -> policies.put(name, Policies.create(new PolicySpec(name), means)));
        policies.put("a subset", Policies.create(new PolicySpec("ring-hash", null, 4), means));
        for (String name : policies.keySet()) {
            Picker<FakeTarget> picker =
                    Objects.requireNonNull(policies.get(name)).picker(targets);
            Picks.take(picker, 1_000, tried);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                Picks.take(picker, 200_000, tried);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(least < 200_000, name + " allocated " + least + " bytes");
        }
    }

    @Test
    void registersWhatTheConfigurationAccepts() {
        assertEquals(Set.copyOf(PolicySpec.TYPES), Set.copyOf(Policies.names()));
    }

    private static Policy create(String name) {
        return Policies.create(new PolicySpec(name), Picks.means(1));
    }
}
