package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.testing.Configurations;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Returning callers keep their backend unless it is in maintenance, down, ejected or gone. */
class PoolTiedCallersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestPool pool = TestPool.of(TestPool.limited("a", 2), TestPool.backend("b"));

    @Test
    void stayWhileTheirBackendIsWell() {
        for (int i = 0; i < 10; i++) {
            TestCaller caller = pool.ask(TestCaller.tiedTo("a"));
            assertEquals("a", caller.outcome());
            caller.lease().close(Outcome.SUCCESS);
        }
    }

    @Test
    void stayInADrainAndAtWeightZero() {
        pool.mode("a", Mode.DRAIN);
        assertEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome());
        pool.mode("a", Mode.READY).update(TestPool.spec(TestPool.backend("a", 0, 0, 2), TestPool.backend("b")));
        assertEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome());
    }

    @Test
    void stayOnABackendOfAHigherTier() {
        pool.update(TestPool.spec(TestPool.backend("a", 100, 1, 0), TestPool.backend("b")));
        assertEquals("a", pool.ask(TestCaller.tiedTo("a")).outcome());
    }

    @Test
    void moveWhenItIsDown() {
        pool.down("a");
        assertEquals("b", pool.ask(TestCaller.tiedTo("a")).outcome());
        pool.mode("a", Mode.DRAIN);
        assertEquals("b", pool.ask(TestCaller.tiedTo("a")).outcome());
    }

    @Test
    void moveWhenItIsEjectedInMaintenanceOrGone() {
        pool.eject("a");
        assertEquals("b", pool.ask(TestCaller.tiedTo("a")).outcome());
        pool.mode("b", Mode.MAINTENANCE);
        assertEquals("a", pool.ask(TestCaller.tiedTo("b")).outcome(), "it fails open");
        assertEquals("a", pool.ask(TestCaller.tiedTo("gone")).outcome());
    }

    @Test
    void stayWhenEveryBackendFailsOpen() {
        pool.down("a", "b");
        for (int i = 0; i < 4; i++) {
            TestCaller caller = pool.ask(TestCaller.tiedTo("a"));
            assertEquals("a", caller.outcome());
            caller.lease().close(Outcome.SUCCESS);
        }
    }

    @Test
    void moveWhenTheyHaveTriedItInVain() {
        assertEquals("b", pool.ask(TestCaller.tiedTo("a").whoTried("a")).outcome());
    }

    @Test
    void waitForTheirOwnWhenItIsFull() {
        TestCaller first = fillA();
        TestCaller waiting = pool.ask(TestCaller.tiedTo("a"));
        assertEquals("waits", waiting.outcome());
        assertEquals(1, pool.pool().queueDepth());
        assertEquals("b", pool.ask().outcome(), "it holds up nobody else");
        first.lease().close(Outcome.SUCCESS);
        assertEquals("a", waiting.outcome());
        assertEquals(0, pool.pool().queueDepth());
    }

    @Test
    void moveWhenTheirOwnStaysFullUntilTheDeadline() {
        fillA();
        TestCaller waiting = pool.ask(TestCaller.tiedTo("a"));
        pool.time.advance(PATIENCE.minusMillis(1));
        assertEquals("waits", waiting.outcome());
        pool.time.advance(Duration.ofMillis(30));
        assertEquals("b", waiting.outcome());
        assertEquals(1, waiting.answers());
    }

    @Test
    void areRefusedAtTheDeadlineWhenNobodyElseHasRoom() {
        pool.update(TestPool.spec(TestPool.limited("a", 2), TestPool.limited("b", 1)));
        fillA();
        pool.ask();
        TestCaller waiting = pool.ask(TestCaller.tiedTo("a"));
        pool.time.advance(PATIENCE.plusMillis(30));
        assertEquals(List.of(ErrorReason.QUEUE_TIMEOUT), waiting.refusals());
        assertEquals(1, waiting.answers());
    }

    @Test
    void moveAtOnceWhenTheirOwnGoesDownWhileTheyWait() {
        fillA();
        TestCaller waiting = pool.ask(TestCaller.tiedTo("a"));
        pool.down("a");
        assertEquals("b", waiting.outcome());
    }

    @Test
    void moveAtOnceWhenTheirOwnIsTakenOutWhileTheyWait() {
        fillA();
        TestCaller maintained = pool.ask(TestCaller.tiedTo("a"));
        pool.mode("a", Mode.MAINTENANCE);
        assertEquals("b", maintained.outcome());
        pool.mode("a", Mode.READY);
        TestCaller removed = pool.ask(TestCaller.tiedTo("a"));
        assertEquals("waits", removed.outcome());
        pool.update(TestPool.spec(TestPool.backend("b")));
        assertEquals("b", removed.outcome());
    }

    /** The same id at another place has none of the callers' sessions, but it is theirs by name. */
    @Test
    void followTheirBackendToAnotherAddress() {
        pool.update(TestPool.spec(new BackendSpec("a", TestPool.url(9501), 100, 0, "", 0), TestPool.backend("b")));
        TestCaller caller = pool.ask(TestCaller.tiedTo("a"));
        assertEquals(TestPool.url(9501), caller.lease().endpoint().spec().url());
    }

    @Test
    void areRefusedWhileTheirOwnIsDownWhereThePoolMovesNobody() {
        refusing();
        pool.down("a");
        assertEquals("no_backend", pool.ask(TestCaller.tiedTo("a")).outcome());
        assertEquals("b", pool.ask().outcome(), "new ones are not");
        assertEquals("b", pool.ask(TestCaller.tiedTo("gone")).outcome(), "nor those whose backend will not come back");
        assertEquals(
                "no_backend", pool.ask(TestCaller.tiedTo("b").whoTried("b")).outcome(), "nor is another tried");
        pool.mode("a", Mode.MAINTENANCE);
        assertEquals("b", pool.ask(TestCaller.tiedTo("a")).outcome(), "an operator has taken it out");
    }

    @Test
    void waitForTheirOwnAloneWhereThePoolMovesNobody() {
        refusing();
        TestCaller first = fillA();
        TestCaller served = pool.ask(TestCaller.tiedTo("a"));
        TestCaller late = pool.ask(TestCaller.tiedTo("a"));
        pool.down("a");
        assertEquals("waits", served.outcome(), "it may come back in time");
        pool.up("a");
        first.lease().close(Outcome.SUCCESS);
        assertEquals("a", served.outcome());
        pool.time.advance(PATIENCE.plusMillis(20));
        assertEquals(List.of(ErrorReason.QUEUE_TIMEOUT), late.refusals());
    }

    private void refusing() {
        pool.update(Configurations.read("""
                        pools:
                          - id: shop
                            affinity: {type: cookie, whenDown: refuse}
                            backends:
                              - {id: a, url: "http://127.0.0.1:9001", maxRequests: 2}
                              - {id: b, url: "http://127.0.0.1:9002"}
                        """).pools().get(0));
    }

    /** Both places of a are taken. */
    private TestCaller fillA() {
        TestCaller first = pool.ask(TestCaller.tiedTo("a"));
        pool.ask(TestCaller.tiedTo("a"));
        return first;
    }
}
