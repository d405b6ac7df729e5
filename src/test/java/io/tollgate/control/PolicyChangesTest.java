package io.tollgate.control;

import static io.tollgate.control.Setup.apply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.model.Configuration;
import io.tollgate.model.HashKey;
import io.tollgate.model.PolicySpec;
import io.tollgate.testing.FakeTime;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a pool picks, changed live on top of the file. */
class PolicyChangesTest {
    private static final PolicySpec BY_SID = new PolicySpec("ring-hash", new HashKey.Cookie("sid"), 2);

    private final Setup.MemoryStore store = new Setup.MemoryStore();
    private final Configuration file = Setup.shop("a", "b");

    private ConfigKeeper open(Configuration from) throws Exception {
        return Setup.keeper(from, store, new FakeTime());
    }

    @Test
    void picksOtherwiseAndFollowsTheFileAgain() throws Exception {
        ConfigKeeper live = open(file);
        assertEquals(
                List.of(
                        "shop: policy.type least-request → ring-hash",
                        "shop: policy.key none → {cookie: sid}",
                        "shop: policy.subset 0 → 2"),
                apply(live, set(BY_SID)).diff());
        assertEquals(BY_SID, Setup.spec(live).policy());
        assertEquals(BY_SID, Setup.pool(live).spec().policy());
        apply(live, set(null));
        assertEquals("least-request", Setup.spec(live).policy().type());
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void poolAndBackendsStayTheSame() throws Exception {
        ConfigKeeper live = open(file);
        Pool pool = Setup.pool(live);
        List<Endpoint> backends = pool.endpoints();
        apply(live, set(BY_SID));
        assertSame(pool, Setup.pool(live));
        assertEquals(backends, Setup.pool(live).endpoints());
    }

    @Test
    void outlivesARestartAndANewFile() throws Exception {
        apply(open(file), set(BY_SID));
        ConfigKeeper live = open(file);
        assertEquals(BY_SID, Setup.spec(live).policy());
        live.loadFile(Setup.shop("a", "c"), "changed");
        assertEquals(BY_SID, Setup.spec(live).policy());
    }

    @Test
    void oneThatTheFileSaysToOverridesNothing() throws Exception {
        ConfigKeeper live = open(file);
        apply(live, set(new PolicySpec("least-request")));
        assertEquals(Overlay.EMPTY, live.current().overlay());
        apply(live, set(BY_SID));
        live.loadFile(Setup.file(Setup.pool("shop").withPolicy(BY_SID)), "changed");
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void isForgottenWithItsPool() throws Exception {
        ConfigKeeper live = open(file);
        apply(live, set(BY_SID));
        live.loadFile(Setup.file(Setup.pool("api")), "changed");
        assertEquals(Overlay.EMPTY, live.current().overlay());
        live.loadFile(file, "changed back");
        assertEquals("least-request", Setup.spec(live).policy().type());
    }

    @Test
    void isUndone() throws Exception {
        ConfigKeeper live = open(file);
        apply(live, set(new PolicySpec("random")));
        apply(live, set(BY_SID));
        live.undo(2, "bob", OptionalLong.empty());
        assertEquals("random", Setup.spec(live).policy().type());
    }

    @Test
    void weightsAndPolicyDoNotDisturbEachOther() throws Exception {
        ConfigKeeper live = open(file);
        apply(live, set(BY_SID), Setup.weight("a", 7));
        apply(live, Setup.follow("a"));
        assertEquals(BY_SID, Setup.spec(live).policy());
        apply(live, Setup.weight("a", 7), set(null));
        assertEquals("a=7 b=100", Setup.running(live));
    }

    @Test
    void aPoolThatIsNotThereIsRefused() throws Exception {
        ConfigKeeper live = open(file);
        assertThrows(RefusedException.class, () -> apply(live, new Edit.SetPolicy("none", BY_SID)));
    }

    private static Edit set(@Nullable PolicySpec policy) {
        return new Edit.SetPolicy("shop", policy);
    }
}
