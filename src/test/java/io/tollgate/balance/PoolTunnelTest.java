package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lease that lasts as a tunnel: its beginning is what is told of the backend, its end gives the place back. */
class PoolTunnelTest {
    private final TestPool pool = TestPool.of(TestPool.backend("a"), TestPool.backend("b"));

    private Lease tunnel() {
        Lease lease = pool.ask(TestCaller.tiedTo("a")).lease();
        lease.answered();
        lease.switched();
        return lease;
    }

    @Test
    void holdsItsPlaceUntilItEndsAndIsServedWhenItBegins() {
        Lease lease = tunnel();
        assertEquals(1, pool.endpoint("a").inFlight());
        assertEquals(1, pool.endpoint("a").tunnels());
        assertEquals(List.of("a success"), pool.observed);
        assertEquals(1, pool.endpoint("a").requestsTotal());
        pool.time.advance(Duration.ofHours(1));
        lease.close(Outcome.SUCCESS);
        lease.close(Outcome.RESET);
        assertEquals(0, pool.endpoint("a").inFlight());
        assertEquals(0, pool.endpoint("a").tunnels());
        assertEquals(List.of("a success"), pool.observed, "told once");
        assertEquals(0, pool.endpoint("a").errorsTotal());
    }

    @Test
    void itsEndIsNoAnswerThatEndsARowOfFailures() {
        Lease lease = tunnel();
        pool.fail("a", 4);
        lease.close(Outcome.SUCCESS);
        pool.fail("a", 1);
        assertNotEquals(0, pool.endpoint("a").ejectedUntilMillis());
    }

    /** As when the client leaves while the backend's word is on its way. */
    @Test
    void oneThatIsClosedBeforeItBeginsIsNone() {
        Lease lease = pool.ask(TestCaller.tiedTo("a")).lease();
        lease.close(Outcome.CLIENT_GONE);
        lease.answered();
        lease.switched();
        assertEquals(0, pool.endpoint("a").tunnels());
        assertEquals(0, pool.endpoint("a").inFlight());
        assertEquals(List.of("a client_gone"), pool.observed);
    }
}
