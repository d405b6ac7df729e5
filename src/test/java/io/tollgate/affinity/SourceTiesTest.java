package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.affinity.Ties.Answer;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.model.AffinitySpec;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTiesTest {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration MAX = Duration.ofHours(1);

    private final FakeTime time = new FakeTime();
    private final SessionTable table = new SessionTable(IDLE, 1000, time);
    private final SourceTies ties = new SourceTies(
            new AffinitySpec(
                    AffinitySpec.Type.SOURCE,
                    "TOLLGATE",
                    IDLE,
                    MAX,
                    AffinitySpec.Secure.AUTO,
                    AffinitySpec.SameSite.LAX),
            table,
            time);

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "2001:db8::1, 2001:0DB8:0:0::1, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    })
    void whoComesFromTheSameNetworkIsTheSame(String first, String second, boolean same) {
        assertNull(ties.answered(from(first), Fixture.answer("a")));
        Exchange next = from(second);
        assertEquals(same ? AffinityResult.KEPT : AffinityResult.NEW, next.affinity());
        assertEquals(same ? "a" : null, next.tiedBackend());
        assertEquals(1, table.count("a"));
    }

    @Test
    void aCallerStaysUntilItIsIdleForTooLong() {
        ties.answered(from("192.0.2.1"), Fixture.answer("a"));
        time.advance(IDLE.minusSeconds(1));
        Exchange kept = from("192.0.2.1");
        assertEquals("a", kept.tiedBackend());
        ties.answered(kept, Fixture.answer("a"));
        time.advance(IDLE.minusSeconds(1));
        assertEquals("a", from("192.0.2.1").tiedBackend());
        time.advance(IDLE.plusSeconds(1));
        assertEquals(AffinityResult.NEW, from("192.0.2.1").affinity());
    }

    @Test
    void aCallerIsLetGoAfterTheMost() {
        for (int i = 0; i < 6; i++) {
            ties.answered(from("192.0.2.1"), Fixture.answer("a"));
            time.advance(Duration.ofMinutes(10));
        }
        assertEquals(AffinityResult.EXPIRED, from("192.0.2.1").affinity());
        assertEquals(0, table.count("a"));
    }

    @Test
    void whoIsMovedIsCountedWhereItIs() {
        ties.answered(from("192.0.2.1"), Fixture.answer("a"));
        Exchange moved = from("192.0.2.1");
        ties.answered(moved, Fixture.answer("b"));
        assertEquals(AffinityResult.MOVED, moved.affinity());
        assertEquals("b", from("192.0.2.1").tiedBackend());
        assertEquals(0, table.count("a"));
    }

    @Test
    void nobodyIsTiedToWhoCouldNotServe() {
        ties.answered(from("192.0.2.1"), new Answer("a", 503, false, List.of()));
        assertNull(from("192.0.2.1").tiedBackend());
        assertEquals("x=1", ties.strip("x=1"));
    }

    private Exchange from(String address) {
        Origin origin = new Origin(address, "http", "", 80, List.of(), "");
        return Fixture.read(ties, new Exchange("id", "web", FakeRequest.get("/"), origin, time));
    }
}
