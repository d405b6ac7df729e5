package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final int DRAWS = 10_000;

    private final Backoff backoff = new Backoff(new Random(7));

    /** Ten thousand draws come within 1 % of both ends, and 2 % of the middle (seven standard errors). */
    @ParameterizedTest
    @CsvSource({
        "1,25,50",
        "2,50,100",
        "3,100,200",
        "4,200,400",
        "5,400,800",
        "6,500,1000",
        "7,500,1000",
        "1000,500,1000"
    })
    void doublesUpToASecondAndDrawsTheLaterHalf(int retry, long least, long most) {
        LongSummaryStatistics micros = LongStream.range(0, DRAWS)
                .map(i -> backoff.before(retry).toNanos() / 1_000)
                .summaryStatistics();
        long slack = (most - least) * 10;
        assertTrue(micros.getMin() >= least * 1_000 && micros.getMin() <= least * 1_000 + slack, micros::toString);
        assertTrue(micros.getMax() <= most * 1_000 && micros.getMax() >= most * 1_000 - slack, micros::toString);
        double middle = (least + most) * 500.0;
        assertEquals(middle, micros.getAverage(), 2.0 * slack);
    }

    @Test
    void isTheSameForTheSameSeed() {
        Duration first = new Backoff(new Random(1)).before(1);
        assertEquals(first, new Backoff(new Random(1)).before(1));
        assertTrue(!first.equals(new Backoff(new Random(2)).before(1)));
    }
}
