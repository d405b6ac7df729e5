package io.tollgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTrackerTest {

    @Test
    void saysUnknownBeforeTheFirstResult() {
        HealthTracker tracker = tracker(2, 3);
        assertEquals(Health.UNKNOWN, tracker.health());
        assertFalse(tracker.inDoubt());
        assertNull(tracker.trouble());
        assertEquals(List.of(), tracker.recent());
    }

    @Test
    void countsTheFirstResultAtOnce() {
        HealthTracker well = tracker(5, 5);
        assertTrue(well.add(good(1)));
        assertEquals(Health.UP, well.health());

        HealthTracker ill = tracker(5, 5);
        assertTrue(ill.add(bad(1, "connection refused")));
        assertEquals(Health.DOWN, ill.health());
        assertEquals("the last probe failed: connection refused", ill.trouble());
    }

    @Test
    void goesDownAfterFallBadResultsInARowAndUpAfterRiseGoodOnes() {
        HealthTracker tracker = tracker(2, 3);
        tracker.add(good(1));
        assertFalse(tracker.add(bad(2, "503")));
        assertFalse(tracker.add(bad(3, "503")));
        assertTrue(tracker.inDoubt());
        assertNull(tracker.trouble(), "still up");
        assertTrue(tracker.add(bad(4, "no answer within 2s")));
        assertEquals(Health.DOWN, tracker.health());
        assertFalse(tracker.inDoubt());
        assertEquals("3 probes in a row failed: no answer within 2s", tracker.trouble());

        assertFalse(tracker.add(good(5)));
        assertTrue(tracker.inDoubt());
        assertEquals("1 of 2 good probes seen after: no answer within 2s", tracker.trouble());
        assertTrue(tracker.add(good(6)));
        assertEquals(Health.UP, tracker.health());
        assertNull(tracker.trouble());
    }

    @Test
    void anAgreeingResultEndsTheDoubt() {
        HealthTracker tracker = tracker(2, 2);
        tracker.add(good(1));
        tracker.add(bad(2, "503"));
        tracker.add(good(3));
        assertFalse(tracker.inDoubt());
        assertFalse(tracker.add(bad(4, "503")), "the row begins anew");
    }

    @Test
    void keepsTheLatestTenResultsNewestFirst() {
        HealthTracker tracker = tracker(1, 1);
        for (int i = 1; i <= 25; i++) {
            tracker.add(good(i));
        }
        List<Long> times = tracker.recent().stream().map(ProbeResult::atMillis).toList();
        assertEquals(List.of(25L, 24L, 23L, 22L, 21L, 20L, 19L, 18L, 17L, 16L), times);
    }

    /** Against a model that looks at the whole history each time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithANaiveModel(long seed) {
        Random random = new Random(seed);
        int rise = 1 + random.nextInt(5);
        int fall = 1 + random.nextInt(5);
        double goodShare = 0.2 + 0.6 * random.nextDouble();
        HealthTracker tracker = tracker(rise, fall);
        List<Boolean> history = new ArrayList<>();
        Health before = Health.UNKNOWN;
        for (int i = 0; i < 2000; i++) {
            boolean good = random.nextDouble() < goodShare;
            history.add(good);
            boolean changed = tracker.add(good ? good(i) : bad(i, "bad"));
            Health expected = modelled(history, before, rise, fall);
            assertEquals(expected, tracker.health(), "after result " + i + " of seed " + seed);
            assertEquals(expected != before, changed);
            assertEquals(expected == Health.UP != good, tracker.inDoubt());
            assertEquals(expected == Health.DOWN, tracker.trouble() != null);
            before = expected;
        }
    }

    private static Health modelled(List<Boolean> history, Health before, int rise, int fall) {
        boolean latest = history.get(history.size() - 1);
        int row = 0;
        while (row < history.size() && history.get(history.size() - 1 - row) == latest) {
            row++;
        }
        if (before == Health.UNKNOWN || row >= (latest ? rise : fall)) {
            return latest ? Health.UP : Health.DOWN;
        }
        return before;
    }

    private static HealthTracker tracker(int rise, int fall) {
        return new HealthTracker(Specs.probe(ProbeSpec.Type.TCP, 5000, rise, fall));
    }

    private static ProbeResult good(long at) {
        return new ProbeResult(true, at, 1, "200");
    }

    private static ProbeResult bad(long at, String detail) {
        return new ProbeResult(false, at, 1, detail);
    }
}
