package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.affinity.SessionTable;
import io.tollgate.affinity.Ties;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.control.DrainReport.Basis;
import io.tollgate.model.Mode;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainConsoleTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final FakeTime time = new FakeTime();
    private final Setup.MemoryStore store = new Setup.MemoryStore();
    private final Ties ties = mock(Ties.class);
    private final SessionTable table = new SessionTable(IDLE, 1000, time);
    private final ConfigKeeper live;
    private final DrainConsole console;

    DrainConsoleTest() throws Exception {
        when(ties.table()).thenReturn(table);
        live = ConfigKeeper.open(
                Setup.file(Setup.tied(Setup.pool("shop", Setup.backend("a"), Setup.backend("b")), IDLE)),
                Map.of(),
                store,
                Setup.factory(time, spec -> ties),
                List.of(),
                time);
        console = new DrainConsole(live, time);
        time.advance(IDLE);
    }

    @Test
    void tellsOnlyOfThoseThatDrain() throws Exception {
        console.look();
        assertNull(console.of("shop", "a"));
        mode("a", Mode.DRAIN);
        console.look();
        assertNotNull(console.of("shop", "a"));
        assertNull(console.of("shop", "b"));
        mode("a", Mode.READY);
        console.look();
        assertNull(console.of("shop", "a"));
    }

    @Test
    void tellsHowManyThereWereAndAre() throws Exception {
        come(10, 0);
        mode("a", Mode.DRAIN);
        long since = time.wallMillis();
        console.look();
        assertEquals(10, report().sessionsAtStart());
        for (long id = 1; id <= 4; id++) {
            table.forget(id);
        }
        time.advance(Duration.ofSeconds(5));
        console.look();
        DrainReport report = report();
        assertEquals(10, report.sessionsAtStart());
        assertEquals(6, report.sessions());
        assertEquals(since, report.sinceMillis());
        assertEquals(
                List.of(6, 0, 0, 0),
                report.survey() == null ? null : report.survey().seen());
    }

    @Test
    void estimatesByThePaceAtWhichTheyLeave() throws Exception {
        come(100, 0);
        mode("a", Mode.DRAIN);
        long id = 1;
        for (int second = 0; second < 60; second++) {
            console.look();
            time.advance(Duration.ofSeconds(1));
            table.forget(id++);
        }
        console.look();
        DrainReport report = report();
        assertEquals(40, report.sessions());
        assertEquals(Basis.PACE, report.basis());
        assertEquals(40, (report.endsMillis() - time.wallMillis() + 500) / 1_000);
    }

    @Test
    void whileNobodyLeavesTheLastOnesSilenceIsAllThereIs() throws Exception {
        come(3, 0);
        mode("a", Mode.DRAIN);
        console.look();
        time.advance(Duration.ofMinutes(2));
        console.look();
        assertEquals(Basis.QUIET, report().basis());
        assertEquals(IDLE.minusMinutes(2).toMillis(), report().endsMillis() - time.wallMillis());
    }

    @Test
    void withoutSessionsOnlyRequestsAreLeft() throws Exception {
        mode("a", Mode.DRAIN);
        Lease lease = Setup.leaseOn(live, "a");
        time.advance(Duration.ofSeconds(40));
        console.look();
        assertEquals(Basis.REQUESTS, report().basis());
        assertEquals(0, report().endsMillis());
        assertEquals(1, report().inFlight());
        assertEquals(40_000, report().inFlightMillis());
        lease.close(Outcome.SUCCESS);
        console.look();
        assertEquals(40_000, report().inFlightMillis(), "it does not look all the time");
        time.advance(Duration.ofSeconds(5));
        console.look();
        assertEquals(0, report().inFlightMillis());
    }

    @Test
    void afterAStartOfItsOwnItSaysWhatItCannotKnow() throws Exception {
        mode("a", Mode.DRAIN);
        time.advance(Duration.ofMinutes(1));
        SessionTable empty = new SessionTable(IDLE, 1000, time);
        when(ties.table()).thenReturn(empty);
        DrainConsole restarted = new DrainConsole(live, time);
        restarted.look();
        DrainReport report = restarted.of("shop", "a");
        assertNotNull(report);
        assertEquals(-1, report.sessionsAtStart());
        assertEquals(Basis.START, report.basis());
        assertEquals(IDLE.toMillis(), report.endsMillis() - time.wallMillis());
    }

    private void come(int sessions, int from) {
        for (int id = from + 1; id <= from + sessions; id++) {
            table.touch(id, "a", time.wallMillis());
        }
    }

    private void mode(String backend, Mode mode) throws Exception {
        Edit edit = new Edit.SetMode("shop", backend, mode, null);
        live.apply(Change.of("ops", "", edit), OptionalLong.empty());
    }

    private DrainReport report() {
        @Nullable DrainReport report = console.of("shop", "a");
        assertNotNull(report);
        return report;
    }
}
