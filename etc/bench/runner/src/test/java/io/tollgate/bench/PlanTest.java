package io.tollgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void allThatIsNotAskedForStays() {
        Plan plan = Main.plan(List.of("--full", "--only", "tollgate,haproxy", "--cells", "tls,32", "--rounds", "7"));

        assertEquals(List.of("nginx", "tollgate", "haproxy"), plan.contenders());
        assertEquals(List.of("tls", "32"), plan.cells().stream().map(Cell::key).toList());
        assertTrue(plan.cells().stream().allMatch(cell -> cell.rounds() == 7));
        assertEquals(Plan.full().launches(), plan.launches());
    }

    @Test
    void theHeadlineHasTenRoundsAndThreeLaunches() {
        Plan full = Plan.full();

        assertEquals(3, full.launches());
        assertTrue(full.launches() * full.cells().get(0).rounds() >= 10);
    }

    @Test
    void theHeadlineIsInEveryLaunchAndAllElseInOne() {
        Plan full = Plan.full();

        for (int launch = 0; launch < full.launches(); launch++) {
            assertEquals(Cell.HEADLINE.key(), full.cells(launch).get(0).key());
        }
        assertEquals(
                full.cells().stream().skip(1).map(Cell::key).sorted().toList(),
                IntStream.range(0, full.launches())
                        .mapToObj(full::cells)
                        .flatMap(cells -> cells.stream().skip(1))
                        .map(Cell::key)
                        .sorted()
                        .toList());
    }

    @Test
    void atAFixedRateComesOnlyWhatTheFirstCellHasTheRateOf() {
        assertTrue(Plan.full().paced());
        assertTrue(Main.plan(List.of("--full", "--cells", "256,tls")).paced());
        for (String other : List.of("tls,32", "post", "huge")) {
            assertFalse(Main.plan(List.of("--full", "--cells", other)).paced(), other);
        }
        assertFalse(Plan.brief().paced());
    }

    @Test
    void smallBodiesWarmUpForThreeHundredThousandRequests() {
        assertTrue(Plan.full().cells().stream()
                .filter(cell -> cell.path().equals(Cell.SMALL))
                .allMatch(cell -> cell.warmUp() >= 300_000));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertEquals("there is no option --fast", refusal("--fast"));
        assertEquals("--rounds takes a number, not many", refusal("--rounds", "many"));
        assertEquals("--cells takes a value", refusal("--cells"));
        assertTrue(refusal("--cells", "12").startsWith("there is no cell 12; there are [32, 256"));
        assertTrue(refusal("--only", "iis").startsWith("there is no contender iis; there are [nginx"));
    }

    private static String refusal(String... options) {
        return assertThrows(BenchException.class, () -> Main.plan(List.of(options)))
                .getMessage();
    }
}
