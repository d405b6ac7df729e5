package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.config.ConfigReader;
import io.tollgate.model.Address;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DnsLookoutTest {
    private final FakeTime time = new FakeTime();
    private final FakeQuestion four = new FakeQuestion();
    private final FakeQuestion six = new FakeQuestion();
    private int news;

    private static final DiscoverySpec SPEC = spec("");

    private final DnsLookout lookout = new DnsLookout(
            Objects.requireNonNull(SPEC.dns()),
            List.of(four, six),
            time,
            time,
            new Random(3),
            new Knowledge("shop", "DNS app.internal", time),
            () -> news++);

    private static DiscoverySpec spec(String more) {
        DnsDiscovery dns = ConfigReader.bind(
                DnsDiscovery.class,
                "{\"name\": \"app.internal\", \"port\": 8080, \"template\": {\"weight\": 7, \"zone\": \"z\"}" + more
                        + "}");
        return new DiscoverySpec(null, dns, Duration.ofMinutes(10));
    }

    /** Answers when the test says so. */
    private static final class FakeQuestion implements Question {
        private CompletableFuture<Answer> asked = new CompletableFuture<>();
        private int times;
        private boolean broken;

        @Override
        public CompletableFuture<Answer> ask() {
            times++;
            if (broken) {
                throw new IllegalStateException("no way there");
            }
            asked = new CompletableFuture<>();
            return asked;
        }
    }

    private void answer(FakeQuestion question, Answer answer) {
        question.asked.complete(answer);
        time.advance(Duration.ZERO);
    }

    private static Answer found(int seconds, String... hosts) {
        return new Answer.Found(
                Stream.of(hosts).map(host -> Place.of(new Address(host, 8080))).toList(), Duration.ofSeconds(seconds));
    }

    private static Answer nothing() {
        return new Answer.Nothing("there is no AAAA record of app.internal.", Duration.ofSeconds(60));
    }

    private void start() {
        lookout.start();
        time.advance(Duration.ZERO);
    }

    private List<String> ids() {
        return Objects.requireNonNull(lookout.found(SPEC)).stream()
                .map(BackendSpec::id)
                .toList();
    }

    @Test
    void makesBackendsOfAddressesWhateverOrderTheyComeIn() {
        start();
        answer(four, found(60, "10.0.0.2", "10.0.0.1"));
        answer(six, found(60, "2001:db8::1"));
        assertEquals(List.of("10.0.0.1-8080", "10.0.0.2-8080", "ip6-2001-db8--1-8080"), ids());
        assertEquals(
                "BackendSpec[id=10.0.0.1-8080, url=http://10.0.0.1:8080, weight=7, tier=0, zone=z, maxRequests=0]",
                Objects.requireNonNull(lookout.found(SPEC)).get(0).toString());
        assertEquals(
                "http://[2001:db8::1]:8080",
                Objects.requireNonNull(lookout.found(SPEC)).get(2).url().toString());
        int told = news;
        time.advance(Duration.ofSeconds(70));
        answer(four, found(60, "10.0.0.1", "10.0.0.2"));
        assertEquals(told, news, "the same in another order is no news");
    }

    @Test
    void theFirstLookIsOverWhenAllQuestionsAreAnswered() {
        start();
        answer(four, found(60, "10.0.0.1"));
        assertFalse(lookout.firstLook().isDone());
        answer(six, new Answer.Failed("nobody answers"));
        assertTrue(lookout.firstLook().isDone());
        assertEquals(List.of("10.0.0.1-8080"), ids());
    }

    @Test
    void asksEachQuestionWhenItsAnswerRunsOutAndNeverTwiceAtOnce() {
        start();
        answer(four, found(20, "10.0.0.1"));
        answer(six, found(100, "2001:db8::1"));
        long now = time.wallMillis();
        long next = lookout.report().nextLookMillis() - now;
        assertTrue(next >= 20_000 && next <= 22_000, next + " ms");
        assertEquals(1, four.times);
        time.advance(Duration.ofSeconds(20).minusMillis(1));
        assertEquals(1, four.times);
        time.advance(Duration.ofSeconds(3));
        assertEquals(2, four.times);
        lookout.lookNow();
        time.advance(Duration.ofSeconds(60));
        assertEquals(2, four.times, "it is not answered yet");
        assertEquals(2, six.times, "HUP");
        answer(six, found(100, "2001:db8::1"));
        time.advance(Duration.ofSeconds(60));
        assertEquals(2, six.times, "of two reasons to ask one is left");
        time.advance(Duration.ofSeconds(60));
        assertEquals(3, six.times);
    }

    @Test
    void oneQuestionThatCannotBeAnsweredTakesNothingOfTheOther() {
        start();
        answer(four, found(60, "10.0.0.1"));
        answer(six, found(60, "2001:db8::1"));
        time.advance(Duration.ofSeconds(70));
        answer(six, new Answer.Failed("10.0.0.53:53 answered SERVFAIL"));
        answer(four, found(60, "10.0.0.1", "10.0.0.2"));
        assertEquals(List.of("10.0.0.1-8080", "10.0.0.2-8080", "ip6-2001-db8--1-8080"), ids());
        assertEquals("10.0.0.53:53 answered SERVFAIL", lookout.report().trouble());
        assertEquals(1, lookout.report().failures());
        time.advance(Duration.ofSeconds(6));
        answer(six, found(60, "2001:db8::1"));
        assertNull(lookout.report().trouble());
    }

    @Test
    void anAnswerThatCannotTellAllCountsAsSeenAndAsAFailure() {
        start();
        answer(six, nothing());
        answer(
                four,
                new Answer.Found(
                        List.of(Place.of(new Address("10.0.0.1", 8080))),
                        Duration.ofSeconds(60),
                        "of its host h4.: 10.0.0.53:53 answered SERVFAIL",
                        Set.of("h4. A")));
        assertEquals(1, lookout.report().failures());
        assertEquals(time.wallMillis(), lookout.report().lastSeenMillis());
        assertEquals(
                "of its host h4.: 10.0.0.53:53 answered SERVFAIL",
                lookout.report().trouble());
    }

    @Test
    void addressesOfOneKindOnlyAreNoTrouble() {
        start();
        answer(four, found(60, "10.0.0.1"));
        answer(six, nothing());
        assertNull(lookout.report().trouble());
        assertEquals(List.of("10.0.0.1-8080"), ids());
    }

    @Test
    void aNameWithoutAddressesIsNobodyAndSaysSo() {
        start();
        answer(four, nothing());
        answer(six, nothing());
        assertEquals(List.of(), ids());
        assertEquals(
                "there is no AAAA record of app.internal.", lookout.report().trouble());
        assertEquals(0, lookout.report().failures());
        assertEquals(time.wallMillis(), lookout.report().lastSeenMillis());
    }

    @Test
    void nothingIsKnownWhereNobodyHasAnswered() {
        start();
        answer(four, new Answer.Failed("x"));
        answer(six, new Answer.Failed("x"));
        assertNull(lookout.found(SPEC));
        assertEquals(0, news);
        assertEquals("x", lookout.report().trouble());
        assertEquals(0, lookout.report().lastSeenMillis());
    }

    @Test
    void oneThatCannotEvenBeAskedIsAskedAgain() {
        four.broken = true;
        start();
        answer(six, new Answer.Failed("x"));
        assertTrue(lookout.firstLook().isDone());
        assertEquals(
                "it cannot be asked for: java.lang.IllegalStateException: no way there",
                lookout.report().trouble());
        four.broken = false;
        time.advance(Duration.ofSeconds(6));
        answer(four, found(60, "10.0.0.1"));
        assertEquals(List.of("10.0.0.1-8080"), ids());
        time.advance(Duration.ofSeconds(70));
        four.asked.completeExceptionally(new IllegalStateException("lost"));
        time.advance(Duration.ofSeconds(6));
        assertEquals(4, four.times);
    }

    @Test
    void otherTimesAreHeededAtOnceAndOthersKnowByThem() {
        start();
        answer(four, found(3_600, "10.0.0.1"));
        answer(six, nothing());
        lookout.follow(SPEC);
        time.advance(Duration.ZERO);
        assertEquals(1, four.times, "nothing has changed");
        lookout.follow(spec(", \"maxInterval\": \"10s\""));
        time.advance(Duration.ZERO);
        assertEquals(2, four.times);
        answer(four, found(3_600, "10.0.0.1"));
        time.advance(Duration.ofSeconds(11));
        assertEquals(3, four.times);
        DiscoverySpec heavy = new DiscoverySpec(
                null,
                ConfigReader.bind(
                        DnsDiscovery.class,
                        "{\"name\": \"app.internal\", \"port\": 8080, \"template\": {\"weight\": 9}}"),
                Duration.ofMinutes(10));
        assertEquals(9, Objects.requireNonNull(lookout.found(heavy)).get(0).weight());
    }

    @Test
    void whatWasBelievedOfAnotherPlaceGoesWhenThisOneTellsAndNotBecauseItTellsNothing() {
        lookout.inherit(Stream.of("10.0.0.1", "10.0.0.2")
                .map(host -> Place.of(new Address(host, 8080)))
                .toList());
        assertEquals(List.of("10.0.0.1-8080", "10.0.0.2-8080"), ids());
        start();
        answer(four, nothing());
        answer(six, new Answer.Failed("x"));
        assertEquals(List.of("10.0.0.1-8080", "10.0.0.2-8080"), ids());
        time.advance(Duration.ofSeconds(6));
        answer(six, nothing());
        time.advance(Duration.ofSeconds(70));
        answer(four, found(60, "10.0.0.3"));
        answer(six, found(60, "2001:db8::1"));
        assertEquals(List.of("10.0.0.3-8080", "ip6-2001-db8--1-8080"), ids());
    }

    @Test
    void whereOthersAreAtStakeThatThereIsNothingIsNotKnownAtOnceEither() {
        lookout.inherit(List.of());
        assertNull(lookout.found(SPEC));
        start();
        for (int i = 0; i < 3; i++) {
            assertNull(lookout.found(SPEC));
            answer(four, nothing());
            answer(six, nothing());
            time.advance(Duration.ofSeconds(70));
        }
        assertEquals(List.of(), ids());
    }

    @Test
    void asksNoMoreOnceItIsClosed() {
        start();
        answer(four, found(60, "10.0.0.1"));
        lookout.close();
        assertTrue(lookout.firstLook().isDone(), "nobody is to wait for it");
        answer(six, found(60, "2001:db8::1"));
        assertEquals(List.of("10.0.0.1-8080"), ids(), "too late");
        time.advance(Duration.ofHours(1));
        assertEquals(0, time.pending());
        assertEquals(1, four.times);
    }
}
