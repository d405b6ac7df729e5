package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Address;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private Duration now = Duration.ofSeconds(-1_000);

    private static Belief belief(Random random) {
        return new Belief(Duration.ofSeconds(5), Duration.ofMinutes(5), random);
    }

    /** Asks when it is time to. */
    private Duration take(Answer answer) {
        Duration pause = belief.take(answer, now);
        now = now.plus(pause);
        return pause;
    }

    private static Answer found(int seconds, int... hosts) {
        return new Answer.Found(places("", hosts), Duration.ofSeconds(seconds));
    }

    private static Answer partly(int seconds, String untold, List<Place> places) {
        return new Answer.Found(places, Duration.ofSeconds(seconds), "nobody knows " + untold, Set.of(untold));
    }

    private static List<Place> places(String origin, int... hosts) {
        return IntStream.of(hosts)
                .mapToObj(host -> new Place(new Address("10.0.0." + host, 80), 0, -1, origin))
                .toList();
    }

    private static List<Place> and(List<Place> some, List<Place> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private String believed() {
        return belief.places().stream()
                .map(place -> place.address().host().substring(7))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Test
    void asksAgainWhenTheAnswerRunsOutWithinBounds() {
        assertEquals(Duration.ofSeconds(60), take(found(60, 1)));
        assertEquals(Duration.ofSeconds(5), take(found(0, 1)));
        assertEquals(Duration.ofMinutes(5), take(found(86_400, 1)));
        assertEquals(Duration.ofSeconds(60), take(NOBODY));
    }

    @Test
    void spreadsQuestionsByATenthAndNeverAsksBeforeTheAnswerHasRunOut() {
        Belief spread = belief(new Random(7));
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            long pause = spread.take(found(60, 1), now).toMillis();
            assertTrue(pause >= 60_000 && pause <= 66_000, pause + " ms");
            longest = Math.max(longest, pause);
        }
        assertTrue(longest > 65_000, longest + " ms");
    }

    @Test
    void whatIsNewAndHalfOfWhatIsGoneIsBelievedAtOnce() {
        take(found(60, 1, 2, 3, 4));
        take(found(60, 3, 4, 5));
        assertEquals("3 4 5", believed());
    }

    @Test
    void thatMoreThanHalfIsGoneIsBelievedWhenItIsToldAgain() {
        take(found(60, 1, 2, 3));
        assertEquals(Duration.ofSeconds(60), take(found(60, 3, 4)), "not before the answer has run out");
        assertEquals("1 2 3 4", believed());
        take(found(60, 3, 4));
        assertEquals("3 4", believed());
    }

    @Test
    void whatWasDoubtedAndComesBackIsNotGoneTheNextTimeEither() {
        take(found(60, 1, 2, 3));
        take(found(60, 1));
        take(found(60, 1, 2, 3));
        take(found(60, 2));
        assertEquals("1 2 3", believed());
    }

    @Test
    void thatThereIsNothingIsBelievedWhenItIsToldThreeTimesInARow() {
        take(found(60, 1, 2));
        take(NOBODY);
        take(NOBODY);
        assertEquals("1 2", believed());
        assertTrue(belief.pressing());
        assertEquals("there is no name x, which is believed when it is told 3 times in a row", belief.trouble());
        take(found(60, 1, 2));
        assertNull(belief.trouble());
        take(NOBODY);
        take(NOBODY);
        assertEquals("1 2", believed(), "they were not in a row");
        take(FAILED);
        take(NOBODY);
        assertEquals("", believed(), "who cannot tell tells nothing against it");
        assertFalse(belief.pressing());
        assertEquals("there is no name x", belief.trouble());
    }

    @Test
    void whereNothingIsKnownNothingIsBelievedAtOnce() {
        assertFalse(belief.known());
        take(NOBODY);
        assertTrue(belief.known());
        assertEquals("", believed());
    }

    @Test
    void whoCannotTellTakesNothingAwayHoweverOften() {
        take(FAILED);
        assertFalse(belief.known());
        take(found(60, 1, 2));
        for (int i = 0; i < 1_000; i++) {
            take(FAILED);
        }
        assertEquals("1 2", believed());
        assertTrue(belief.pressing());
        assertEquals("10.0.0.1:53 answered SERVFAIL", belief.trouble());
        take(found(60, 1, 2));
        assertFalse(belief.pressing());
        assertNull(belief.trouble());
    }

    @Test
    void asksLessAndLessOftenWhereNobodyCanTellAndSoonAgainAfterwards() {
        assertEquals(Duration.ofSeconds(5), take(FAILED));
        assertEquals(Duration.ofSeconds(10), take(FAILED));
        assertEquals(Duration.ofSeconds(20), take(FAILED));
        assertEquals(Duration.ofSeconds(30), take(FAILED));
        assertEquals(Duration.ofSeconds(30), take(FAILED));
        take(found(60, 1));
        assertEquals(Duration.ofSeconds(5), take(FAILED));
    }

    @Test
    void neverAsksMoreOftenThanMayBe() {
        Belief rare = new Belief(Duration.ofMinutes(2), Duration.ofMinutes(5), new Random(1));
        for (int i = 0; i < 5; i++) {
            assertTrue(rare.take(FAILED, now).compareTo(Duration.ofMinutes(2)) >= 0);
        }
    }

    @Test
    void whatIsToldInPartTakesAwayOnlyWhatItTellsOf() {
        take(new Answer.Found(and(places("a", 1, 2, 3), places("b", 7)), Duration.ofSeconds(60)));
        assertEquals(Duration.ofSeconds(60), take(partly(60, "b", places("a", 1, 2, 4))));
        assertEquals("1 2 4 7", believed());
        assertEquals("nobody knows b", belief.trouble());
        assertTrue(belief.pressing());
        for (int host = 10; host < 100; host++) {
            take(partly(60, "b", places("a", host, 200, 201)));
        }
        assertEquals("200 201 7 99", believed(), "what a tells is let go as ever, and nothing grows");
        take(new Answer.Found(places("a", 99, 200, 201), Duration.ofSeconds(60)));
        assertEquals("200 201 99", believed());
        assertNull(belief.trouble());
    }

    @Test
    void onlyWhatWasMissingBothTimesGoes() {
        take(found(60, 1, 2, 3, 4));
        take(found(60, 1));
        take(found(60, 2));
        assertEquals("1 2", believed());
        take(found(60, 3));
        assertEquals("2 3", believed(), "of a name that tells one of many in turn, the last two are known");
        take(found(60, 4));
        assertEquals("3 4", believed());
    }

    @Test
    void whoAsksOutOfTurnHearsNothingASecondTime() {
        take(found(60, 1, 2, 3));
        for (int i = 0; i < 10; i++) {
            belief.take(found(60, 1), now);
        }
        assertEquals("1 2 3", believed());
        now = now.plusSeconds(59);
        belief.take(found(60, 1), now);
        assertEquals("1 2 3", believed());
        now = now.plusSeconds(1);
        belief.take(found(60, 1), now);
        assertEquals("1", believed(), "whoever asks again and again does not put it off");
        for (int i = 0; i < 10; i++) {
            belief.take(NOBODY, now);
        }
        assertEquals("1", believed());
        take(NOBODY);
        take(NOBODY);
        take(NOBODY);
        assertEquals("", believed());
    }

    @Test
    void noMoreAreKeptThanAPoolTakes() {
        IntFunction<Answer> told = from -> new Answer.Found(
                IntStream.range(from, from + PoolSpec.MAX_BACKENDS - 1)
                        .mapToObj(i -> Place.of(new Address("10.1." + (i >> 8) + "." + (i & 255), 80)))
                        .toList(),
                Duration.ofSeconds(60));
        take(told.apply(0));
        assertNull(belief.trouble());
        take(told.apply(PoolSpec.MAX_BACKENDS));
        assertEquals(PoolSpec.MAX_BACKENDS, belief.places().size());
        assertEquals("it tells more than 10000 backends; the rest is left out", belief.trouble());
    }
}
