package io.tollgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.bench.Results.Figure;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final long SECOND = 1_000_000;

    private final Results results = new Results();

    @Test
    void aRatioIsThatOfOneRoundAndItsFigureTheMiddleOne() {
        round(0, 100, 150);
        round(1, 200, 220);
        round(2, 100, 130);

        assertEquals(
                new Figure(1.3, 1.1, 1.5, 3, false), results.cpuRatio("a", "32").orElseThrow());
    }

    @Test
    void theMiddleOfTwoIsBetweenThem() {
        round(0, 100, 150);
        round(1, 100, 130);

        assertEquals(1.4, results.cpuRatio("a", "32").orElseThrow().median(), 1e-9);
    }

    @Test
    void aRoundThatTheHostDisturbedCountsForNobody() {
        round(0, 100, 150);
        add("nginx", 1, 100, SECOND, SECOND / 10);
        add("a", 1, 300, SECOND, 0);

        assertEquals(1.5, results.cpuRatio("a", "32").orElseThrow().most(), 1e-9);
        assertFalse(results.enough("32", 0, 2));
        assertTrue(results.enough("32", 0, 1));
    }

    @Test
    void whoWasNotBusyGivesAFigureOnlyWhereThereIsNoBetter() {
        add("nginx", 0, 100, SECOND, 0);
        add("a", 0, 150, SECOND / 2, 0);
        assertTrue(results.cpuRatio("a", "32").orElseThrow().loose());

        round(1, 100, 130);
        assertEquals(
                new Figure(1.3, 1.3, 1.3, 1, false), results.cpuRatio("a", "32").orElseThrow());
    }

    @Test
    void whatFailedIsCountedInAllRounds() {
        results.add(new Burst("32", "a", 0, 0, 10, SECOND, SECOND, SECOND, 3));
        results.add(new Burst("32", "a", 0, 1, 10, SECOND, SECOND, 0, 4));

        assertEquals(7, results.failed("a", "32"));
    }

    @Test
    void theSlowestIsWhoBearsLeast() {
        round(0, 100, 150);

        assertEquals(1e6 / 150, results.slowest("32"), 1);
    }

    private void round(int round, long base, long own) {
        add("nginx", round, base, SECOND, 0);
        add("a", round, own, SECOND, 0);
    }

    /** @param micros of processor time for each request, of so much in a second */
    private void add(String contender, int round, long micros, long cpu, long stolen) {
        results.add(new Burst("32", contender, 0, round, cpu / micros, SECOND, cpu / micros * micros, stolen, 0));
    }
}
