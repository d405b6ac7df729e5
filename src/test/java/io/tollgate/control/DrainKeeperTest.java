package io.tollgate.control;

import static io.tollgate.control.Setup.apply;
import static io.tollgate.control.Setup.backend;
import static io.tollgate.control.Setup.mode;
import static io.tollgate.control.Setup.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a drain has ended: section "drain" of the design. */
class DrainKeeperTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final FakeTime time = new FakeTime();
    private final Setup.MemoryStore store = new Setup.MemoryStore();
    private final Ties ties = mock(Ties.class, RETURNS_DEEP_STUBS);

    @BeforeEach
    void startsNow() {
        when(ties.table().startMillis()).thenReturn(time.wallMillis());
    }

    @Test
    void endsWhenNoSessionAndNothingInFlightIsLeft() throws Exception {
        ConfigKeeper live = open(tied());
        time.advance(IDLE);
        apply(live, mode("a", Mode.DRAIN));
        when(ties.table().count("a")).thenReturn(2);
        when(ties.table().count("b")).thenReturn(9);
        look(live);
        assertEquals("a=100:drain b=100", running(live));

        when(ties.table().count("a")).thenReturn(0);
        Lease lease = Setup.leaseOn(live, "a");
        look(live);
        assertEquals("a=100:drain b=100", running(live));

        lease.close(Outcome.SUCCESS);
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
        Revision made = live.revisions(1).get(0);
        assertEquals(DrainKeeper.AUTHOR, made.author());
        assertEquals("no session and nothing in flight is left", made.reason());
        assertEquals(List.of("shop/a: mode drain → maintenance"), made.diff());
        look(live);
        assertEquals(2, live.current().revision());
    }

    @Test
    void aCountOfZeroMeansNothingUntilOneIdleTimeAfterTheStart() throws Exception {
        ConfigKeeper live = open(tied());
        apply(live, mode("a", Mode.DRAIN));
        time.advance(IDLE.minusMillis(1));
        look(live);
        assertEquals("a=100:drain b=100", running(live));
        time.advance(Duration.ofMillis(1));
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
    }

    @Test
    void withoutTiesNothingInFlightIsEnough() throws Exception {
        ConfigKeeper live = open(Setup.pool("shop", backend("a"), backend("b")));
        apply(live, mode("a", Mode.DRAIN));
        Lease lease = Setup.leaseOn(live, "a");
        look(live);
        assertEquals("a=100:drain b=100", running(live));
        lease.close(Outcome.SUCCESS);
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
    }

    @Test
    void endsAtItsDeadlineAndSaysHowManySessionsThatCost() throws Exception {
        ConfigKeeper live = open(tied());
        when(ties.table().count("a")).thenReturn(3);
        apply(live, new Edit.SetMode("shop", "a", Mode.DRAIN, time.wallMillis() + 60_000));
        Lease lease = Setup.leaseOn(live, "a");
        time.advance(Duration.ofMillis(59_999));
        look(live);
        assertEquals("a=100:drain b=100", running(live));
        time.advance(Duration.ofMillis(1));
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
        assertEquals(
                "the drain's deadline has come; sessions left: 3",
                live.revisions(1).get(0).reason());
        lease.close(Outcome.SUCCESS);
    }

    @Test
    void extendingTheDeadlineExtendsTheDrain() throws Exception {
        ConfigKeeper live = open(tied());
        when(ties.table().count("a")).thenReturn(3);
        apply(live, new Edit.SetMode("shop", "a", Mode.DRAIN, time.wallMillis() + 60_000));
        long since = live.overlay("shop", "a").modeSinceMillis();
        apply(live, new Edit.SetMode("shop", "a", Mode.DRAIN, time.wallMillis() + 120_000));
        assertEquals(since, live.overlay("shop", "a").modeSinceMillis(), "it is the same drain");
        time.advance(Duration.ofSeconds(119));
        look(live);
        assertEquals("a=100:drain b=100", running(live));
        apply(live, new Edit.SetMode("shop", "a", Mode.DRAIN, null));
        time.advance(Duration.ofDays(1));
        look(live);
        assertEquals("a=100:drain b=100", running(live));
    }

    @Test
    void looksAtNobodyWhoDoesNotDrain() throws Exception {
        ConfigKeeper live = open(tied());
        time.advance(IDLE);
        apply(live, mode("a", Mode.MAINTENANCE));
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
        assertEquals(1, live.current().revision());
    }

    @Test
    void endsSeveralAtOnce() throws Exception {
        ConfigKeeper live = open(tied());
        time.advance(IDLE);
        apply(live, mode("a", Mode.DRAIN), mode("b", Mode.DRAIN));
        look(live);
        assertEquals("a=100:maintenance b=100:maintenance", running(live));
        assertEquals(3, live.current().revision());
    }

    /** The operator is quicker than the look by the time that a decision takes. */
    @Test
    void doesNotOverruleAnOperatorWhoSetItReadyMeanwhile() throws Exception {
        ConfigKeeper real = open(tied());
        time.advance(IDLE);
        apply(real, mode("a", Mode.DRAIN));
        LiveConfig raced = spy(LiveConfig.class);
        when(raced.current()).thenAnswer(call -> {
            Snapshot seen = real.current();
            apply(real, mode("a", Mode.READY));
            return seen;
        });
        doAnswer(call -> real.apply(call.getArgument(0, Change.class), call.getArgument(1, OptionalLong.class)))
                .when(raced)
                .apply(any(), any());
        new DrainKeeper(raced, time).look();
        assertEquals("a=100 b=100", running(real));
    }

    @Test
    void triesAgainWhenItsEndCannotBePersisted() throws Exception {
        ConfigKeeper live = open(tied());
        time.advance(IDLE);
        apply(live, mode("a", Mode.DRAIN));
        store.full = true;
        look(live);
        assertEquals("a=100:drain b=100", running(live));
        store.full = false;
        look(live);
        assertEquals("a=100:maintenance b=100", running(live));
    }

    private static PoolSpec tied() {
        return Setup.tied(Setup.pool("shop", backend("a"), backend("b")), IDLE);
    }

    private ConfigKeeper open(PoolSpec pool) throws Exception {
        return ConfigKeeper.open(Setup.file(pool), Map.of(), store, Setup.factory(time, spec -> ties), List.of(), time);
    }

    private void look(LiveConfig live) {
        new DrainKeeper(live, time).look();
    }
}
