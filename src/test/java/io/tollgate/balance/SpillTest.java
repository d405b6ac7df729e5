package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpillTest {
    /** @param health of each group */
    private static Spill over(double... health) {
        double[] bears = Arrays.stream(health).map(Spill::bears).toArray();
        return Spill.of(Arrays.stream(Spill.divide(bears)).boxed().toList());
    }

    /** The tables of Envoy's documentation, in percent. */
    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 0",
        "72, 72, 100, 0",
        "71, 71, 99, 1",
        "50, 50, 70, 30",
        "25, 100, 35, 65",
        "25, 25, 50, 50",
        "0, 100, 0, 100",
        "100, 0, 100, 0",
        "25, 0, 100, 0"
    })
    void twoGroupsDivideAsEnvoySays(int first, int second, int toFirst, int toSecond) {
        Spill spill = over(first / 100.0, second / 100.0);
        assertEquals(toFirst, Math.round(spill.share(0) * 100));
        assertEquals(toSecond, Math.round(spill.share(1) * 100));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 100, 0, 0",
        "72, 72, 0, 100, 0, 0",
        "71, 71, 0, 99, 1, 0",
        "50, 50, 50, 70, 30, 0",
        "25, 100, 100, 35, 65, 0",
        "25, 25, 100, 35, 35, 30",
        "25, 25, 20, 36, 36, 29"
    })
    void threeGroupsDivideAsEnvoySays(int a, int b, int c, int toA, int toB, int toC) {
        Spill spill = over(a / 100.0, b / 100.0, c / 100.0);
        assertEquals(toA, Math.round(spill.share(0) * 100));
        assertEquals(toB, Math.round(spill.share(1) * 100));
        assertEquals(toC, Math.round(spill.share(2) * 100));
    }

    @Test
    void sharesAreWholeAndRespectThePreference() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 10_000; round++) {
            double[] health = random.doubles(1 + random.nextInt(6)).toArray();
            Spill spill = over(health);
            double[] shares =
                    IntStream.range(0, health.length).mapToDouble(spill::share).toArray();
            assertEquals(1, Arrays.stream(shares).sum(), 1e-9);
            assertTrue(Arrays.stream(shares).allMatch(share -> share >= 0));
            // Nobody gets more than its part of what there is, but for rounding.
            double together =
                    Arrays.stream(health).map(h -> Math.min(1, 1.4 * h)).sum();
            for (int i = 0; i < shares.length; i++) {
                double most = Math.min(1, 1.4 * health[i]) / Math.min(1, together);
                assertTrue(shares[i] <= most + 1.001 / Spill.ALL, Arrays.toString(health));
            }
        }
    }

    @Test
    void callersAreDrawnByTheShares() {
        Spill spill = over(0.25, 0.25, 1);
        Random random = new Random(5);
        int[] drawn = new int[3];
        int[] keyed = new int[3];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            drawn[spill.draw(random::nextInt)]++;
            keyed[spill.of(random.nextLong())]++;
        }
        for (int group = 0; group < 3; group++) {
            // Five standard deviations of a binomial share, at most sqrt(0.25 / draws) each.
            double bound = 5 * Math.sqrt(0.25 / draws);
            assertEquals(spill.share(group), drawn[group] / (double) draws, bound);
            assertEquals(spill.share(group), keyed[group] / (double) draws, bound);
        }
    }

    @Test
    void aKeyKeepsItsGroupAsFarAsTheSharesLetIt() {
        Spill before = over(0.5, 1);
        Spill after = over(0.4, 1);
        SplittableRandom random = new SplittableRandom(3);
        int moved = 0;
        for (int i = 0; i < 10_000; i++) {
            long key = random.nextLong();
            assertEquals(before.of(key), before.of(key));
            moved += before.of(key) == after.of(key) ? 0 : 1;
        }
        assertEquals(0.14, moved / 10_000.0, 0.02);
    }
}
