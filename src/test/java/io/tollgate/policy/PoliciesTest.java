package io.tollgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.model.PolicySpec;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    @Test
    void knowsWhatTheConfigurationAccepts() {
        assertEquals(Set.of("round-robin", "least-request"), Policies.names());
    }

    @Test
    void makesEachByItsName() {
        assertInstanceOf(RoundRobin.class, create("round-robin"));
        assertInstanceOf(LeastRequest.class, create("least-request"));
    }

    @Test
    void everyPolicyPicksTheOnlyOne() {
        FakeTarget only = new FakeTarget("only", 1);
        for (String name : Policies.names()) {
            assertSame(only, create(name).picker(List.of(only)).pick(PickContext.ANY), name);
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertEquals(
                "\"roundrobin\" is not a policy; there are least-request, round-robin",
                assertThrows(IllegalArgumentException.class, () -> create("roundrobin"))
                        .getMessage());
    }

    private static Policy create(String name) {
        return Policies.create(new PolicySpec(name), new SplittableRandom(1));
    }
}
