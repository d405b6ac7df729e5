package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Percent;
import io.tollgate.model.RetrySpec;
import io.tollgate.model.Size;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private final FakeTime time = new FakeTime();
    private final RetryBudget budget = new RetryBudget(time);

    @Test
    void allowsTheFloorWithoutAnyRequest() {
        assertEquals(100, drain(spec(20, 10)), "10 a second over 10 s");
        assertFalse(budget.withdraw(spec(20, 10)));
    }

    @Test
    void allowsNothingWithoutFloorAndRequests() {
        assertEquals(0, drain(spec(100, 0)));
    }

    /** The share is exact: binary fractions make 28 of 29 % of 100. */
    @ParameterizedTest
    @CsvSource({
        "20,100,20",
        "29,100,29",
        "57,100,57",
        "58,100,58",
        "7,100,7",
        "20,4,0",
        "20,5,1",
        "0,1000,0",
        "100,17,17"
    })
    void allowsItsShareOfTheRequests(int percent, int requests, int allowed) {
        deposit(requests);
        assertEquals(allowed, drain(spec(percent, 0)));
    }

    @Test
    void retriesAreNoRequests() {
        deposit(10);
        assertEquals(2, drain(spec(20, 0)));
        deposit(10);
        assertEquals(2, drain(spec(20, 0)));
    }

    @Test
    void forgetsAfterTenSeconds() {
        deposit(100);
        assertEquals(20, drain(spec(20, 0)));
        time.advance(Duration.ofSeconds(9));
        deposit(50);
        assertEquals(10, drain(spec(20, 0)), "30 of 150, of which 20 are spent");
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, drain(spec(20, 0)), "10 of 50, and just those were spent last");
    }

    @Test
    void whatWasSpentComesBackWithTime() {
        assertEquals(100, drain(spec(0, 10)));
        time.advance(Duration.ofSeconds(10));
        assertEquals(100, drain(spec(0, 10)));
    }

    @Test
    void worksWithAClockThatIsNegative() {
        for (long start = -12; start <= 2; start++) {
            long[] second = {start};
            Clock early = new Clock() {
                @Override
                public long nanos() {
                    return second[0] * 1_000_000_000L + 500_000_000L;
                }

                @Override
                public long wallMillis() {
                    return 0;
                }
            };
            RetryBudget negative = new RetryBudget(early);
            for (int i = 0; i < 50; i++) {
                negative.deposit();
            }
            assertEquals(10, drain(negative, spec(20, 0)));
            second[0]++;
            assertEquals(0, drain(negative, spec(20, 0)));
            second[0] += 9;
            assertEquals(10, drain(negative, spec(0, 1)), "all is forgotten");
        }
    }

    /** Against a model that keeps the second of every event. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithANaiveModel(long seed) {
        Random random = new Random(seed);
        RetrySpec spec = spec(random.nextInt(101), random.nextInt(3));
        Deque<Long> requests = new ArrayDeque<>();
        Deque<Long> retries = new ArrayDeque<>();
        for (int step = 0; step < 5_000; step++) {
            long second = Math.floorDiv(time.nanos(), 1_000_000_000L);
            requests.removeIf(each -> each <= second - 10);
            retries.removeIf(each -> each <= second - 10);
            if (random.nextInt(3) > 0) {
                budget.deposit();
                requests.add(second);
            } else {
                boolean allowed =
                        retries.size() < requests.size() * spec.budget().value() / 100 + spec.floor() * 10;
                assertEquals(allowed, budget.withdraw(spec), "step " + step);
                if (allowed) {
                    retries.add(second);
                }
            }
            if (random.nextInt(20) == 0) {
                time.advance(Duration.ofMillis(random.nextInt(2_500)));
            }
        }
        assertTrue(retries.size() + requests.size() > 0);
    }

    private void deposit(int requests) {
        for (int i = 0; i < requests; i++) {
            budget.deposit();
        }
    }

    private int drain(RetrySpec spec) {
        return drain(budget, spec);
    }

    private static int drain(RetryBudget budget, RetrySpec spec) {
        int taken = 0;
        while (budget.withdraw(spec)) {
            taken++;
        }
        return taken;
    }

    private static RetrySpec spec(int percent, int floor) {
        return new RetrySpec(2, new Percent(percent), floor, List.of(), new Size(0), false);
    }
}
