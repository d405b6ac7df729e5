package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Address;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BeliefTest {
    private static final Answer NOBODY = new Answer.Nothing("there is no name x", Duration.ofSeconds(60));
    private static final Answer FAILED = new Answer.Failed("10.0.0.1:53 answered SERVFAIL");

    private final Belief belief = belief(new Random(0) {
        private static final long serialVersionUID = 1L;

        @Override
        public double nextDouble() {
            return 0;
        }
    });

    private static Belief belief(Random random) {
        return new Belief(Duration.ofSeconds(5), Duration.ofMinutes(5), random);
    }

    private static Answer found(int seconds, int... hosts) {
        return partly(seconds, null, hosts);
    }

    private static Answer partly(int seconds, @Nullable String missing, int... hosts) {
        return new Answer.Found(
                IntStream.of(hosts)
                        .mapToObj(host -> Place.of(new Address("10.0.0." + host, 80)))
                        .toList(),
                Duration.ofSeconds(seconds),
                missing);
    }

    private String believed() {
        return belief.places().stream()
                .map(place -> place.address().host().substring(7))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Test
    void asksAgainWhenTheAnswerRunsOutWithinBounds() {
        assertEquals(Duration.ofSeconds(60), belief.take(found(60, 1)));
        assertEquals(Duration.ofSeconds(5), belief.take(found(0, 1)));
        assertEquals(Duration.ofMinutes(5), belief.take(found(86_400, 1)));
        assertEquals(Duration.ofSeconds(60), belief.take(NOBODY));
    }

    @Test
    void spreadsQuestionsByATenthAndNeverAsksBeforeTheAnswerHasRunOut() {
        Belief spread = belief(new Random(7));
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            long pause = spread.take(found(60, 1)).toMillis();
            assertTrue(pause >= 60_000 && pause <= 66_000, pause + " ms");
            longest = Math.max(longest, pause);
        }
        assertTrue(longest > 65_000, longest + " ms");
    }

    @Test
    void whatIsNewAndHalfOfWhatIsGoneIsBelievedAtOnce() {
        belief.take(found(60, 1, 2, 3, 4));
        belief.take(found(60, 3, 4, 5));
        assertEquals("3 4 5", believed());
    }

    @Test
    void thatMoreThanHalfIsGoneIsBelievedWhenItIsToldAgain() {
        belief.take(found(60, 1, 2, 3));
        assertEquals(Duration.ofSeconds(60), belief.take(found(60, 3, 4)), "not before the answer has run out");
        assertEquals("1 2 3 4", believed());
        belief.take(found(60, 3, 4));
        assertEquals("3 4", believed());
    }

    @Test
    void whatWasDoubtedAndComesBackIsNotGoneTheNextTimeEither() {
        belief.take(found(60, 1, 2, 3));
        belief.take(found(60, 1));
        belief.take(found(60, 1, 2, 3));
        belief.take(found(60, 2));
        assertEquals("1 2 3", believed());
    }

    @Test
    void thatThereIsNothingIsBelievedWhenItIsToldThreeTimesInARow() {
        belief.take(found(60, 1, 2));
        belief.take(NOBODY);
        belief.take(NOBODY);
        assertEquals("1 2", believed());
        assertTrue(belief.pressing());
        assertEquals("there is no name x, which is believed when it is told 3 times in a row", belief.trouble());
        belief.take(found(60, 1, 2));
        assertNull(belief.trouble());
        belief.take(NOBODY);
        belief.take(NOBODY);
        assertEquals("1 2", believed(), "they were not in a row");
        belief.take(FAILED);
        belief.take(NOBODY);
        assertEquals("", believed(), "who cannot tell tells nothing against it");
        assertFalse(belief.pressing());
        assertEquals("there is no name x", belief.trouble());
    }

    @Test
    void whereNothingIsKnownNothingIsBelievedAtOnce() {
        assertFalse(belief.known());
        belief.take(NOBODY);
        assertTrue(belief.known());
        assertEquals("", believed());
    }

    @Test
    void whoCannotTellTakesNothingAwayHoweverOften() {
        belief.take(FAILED);
        assertFalse(belief.known());
        belief.take(found(60, 1, 2));
        for (int i = 0; i < 1_000; i++) {
            belief.take(FAILED);
        }
        assertEquals("1 2", believed());
        assertTrue(belief.pressing());
        assertEquals("10.0.0.1:53 answered SERVFAIL", belief.trouble());
        belief.take(found(60, 1, 2));
        assertFalse(belief.pressing());
        assertNull(belief.trouble());
    }

    @Test
    void asksLessAndLessOftenWhereNobodyCanTellAndSoonAgainAfterwards() {
        assertEquals(Duration.ofSeconds(5), belief.take(FAILED));
        assertEquals(Duration.ofSeconds(10), belief.take(FAILED));
        assertEquals(Duration.ofSeconds(20), belief.take(FAILED));
        assertEquals(Duration.ofSeconds(30), belief.take(FAILED));
        assertEquals(Duration.ofSeconds(30), belief.take(FAILED));
        belief.take(found(60, 1));
        assertEquals(Duration.ofSeconds(5), belief.take(FAILED));
    }

    @Test
    void neverAsksMoreOftenThanMayBe() {
        Belief rare = new Belief(Duration.ofMinutes(2), Duration.ofMinutes(5), new Random(1));
        for (int i = 0; i < 5; i++) {
            assertTrue(rare.take(FAILED).compareTo(Duration.ofMinutes(2)) >= 0);
        }
    }

    @Test
    void whatIsToldInPartTakesNothingAway() {
        belief.take(found(60, 1, 2));
        assertEquals(Duration.ofSeconds(5), belief.take(partly(60, "nobody knows b", 3)));
        assertEquals("1 2 3", believed());
        assertEquals("nobody knows b", belief.trouble());
    }
}
