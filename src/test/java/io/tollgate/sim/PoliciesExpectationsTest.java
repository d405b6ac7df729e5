package io.tollgate.sim;

import static io.tollgate.sim.Contender.FILL_FIRST;
import static io.tollgate.sim.Contender.HAPROXY;
import static io.tollgate.sim.Contender.LEAST_REQUEST;
import static io.tollgate.sim.Contender.LEAST_TIME;
import static io.tollgate.sim.Contender.NGINX;
import static io.tollgate.sim.Contender.RANDOM;
import static io.tollgate.sim.Contender.RING_HASH;
import static io.tollgate.sim.Contender.ROUND_ROBIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.PolicySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every row of etc/bench/policies.md must show. Bounds are multiples of a backend's due by weight. Where chance has a
 * part, five standard deviations of it are allowed besides: of n requests that each take a backend with chance p it gets
 * np, with a standard deviation of √(np(1 − p)), and one figure in two million is further off than five of them. Under
 * {@code ring-hash} keys are drawn first and requests among the keys, so that np varies by itself and the variance is
 * (1 + n / keys) times as great. Five requests more are allowed for what is so rare that it is not normally distributed.
 */
class PoliciesExpectationsTest {
    private static final double DEVIATIONS = 5;
    private static final int RARE = 5;
    /** How uneven the table of a ring is; see docs/policies.md. */
    private static final double RING = 0.12;

    @Test
    void everyPolicyIsJudged() {
        Set<String> judged =
                Arrays.stream(Contender.values()).map(Contender::label).collect(Collectors.toSet());
        assertTrue(judged.containsAll(PolicySpec.TYPES), judged.toString());
    }

    @Test
    void equalServersShareEvenly() {
        for (Figures figures : Bench.of(Scenario.EQUAL)) {
            switch (figures.row().contender()) {
                // In turn: nobody is more than one ahead.
                case ROUND_ROBIN, NGINX -> everybodyInTurn(figures);
                // No choice by load is less even than drawing lots.
                case LEAST_REQUEST, RANDOM, HAPROXY -> everybody(figures, 1, 1);
                case LEAST_TIME -> everybody(figures, leastOfLeastTime(figures), mostOfLeastTime(figures));
                case RING_HASH -> everybody(figures, 1 - RING, 1 + RING);
                case FILL_FIRST -> theFirstFills(figures, Run.MEAN_WORK);
            }
        }
    }

    /** Medians of 18,000 exponential times have a standard deviation of 1 % of the mean, 0.4 ms; these are 2 ms apart. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 1_000})
    void whoLooksAtTheLoadAnswersSoonerThanWhoTakesTurnsAndThatSoonerThanLots(int backends) {
        double byLoad = busy(Scenario.EQUAL, backends, LEAST_REQUEST).percentile(50);
        double inTurn = busy(Scenario.EQUAL, backends, ROUND_ROBIN).percentile(50);
        double byLot = busy(Scenario.EQUAL, backends, RANDOM).percentile(50);
        assertTrue(byLoad + 2 < inTurn, byLoad + " and " + inTurn);
        assertTrue(inTurn + 2 < byLot, inTurn + " and " + byLot);
    }

    @Test
    void aSlowOneGetsLessUnderWhoLooksAtTheLoad() {
        for (Figures figures : Bench.of(Scenario.SLOW)) {
            boolean busy = figures.row().load() == Load.BUSY;
            switch (figures.row().contender()) {
                case ROUND_ROBIN, NGINX -> everybodyInTurn(figures);
                case RANDOM -> watched(figures, 1, 1);
                // With as many in flight as the others it answers a tenth of what they do. It may have one more than
                // who is idle, so twice that. An idle pool sends it its due, unless it is busy just then.
                case LEAST_REQUEST, HAPROXY -> watched(figures, busy ? 0.05 : 0.6, busy ? 0.2 : 1);
                case RING_HASH -> watched(figures, busy ? 0.05 : 0.4, busy ? 0.2 : 1 + RING);
                // It is tried with one request, and then left alone for some 16 s.
                case LEAST_TIME -> watched(figures, 0, busy ? 0.1 : 0.2);
                case FILL_FIRST -> theFirstFills(figures, Run.MEAN_WORK.multipliedBy(10));
            }
        }
    }

    /** One request in 16 of least-request's at 3 backends and one in 50 at 10 waits for the slow one: more than 1 %. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void besideASlowOneLeastTimeHasTheShortestTail(int backends) {
        double best = busy(Scenario.SLOW, backends, LEAST_TIME).percentile(99);
        for (Contender other : Contender.values()) {
            double tail = busy(Scenario.SLOW, backends, other).percentile(99);
            assertTrue(other == LEAST_TIME || best < 0.8 * tail, best + " and " + tail + " of " + other.label());
        }
    }

    @Test
    void aFastFailingOneAttractsNothingUnderLeastTimeAndAtMostTwiceItsDueUnderLeastRequest() {
        for (Figures figures : Bench.of(Scenario.FAILS)) {
            boolean busy = figures.row().load() == Load.BUSY;
            switch (figures.row().contender()) {
                case ROUND_ROBIN, NGINX -> everybodyInTurn(figures);
                case RANDOM -> watched(figures, 1, 1);
                // A failure counts as 5 s, a hundred times what others take: it is tried again after some 40 s.
                case LEAST_TIME -> watched(figures, 0, 0.05);
                // It is always idle: it is taken at its turn and whenever it is drawn as the second, as often again,
                // which is what two choices cost, and no more.
                case LEAST_REQUEST -> watched(figures, busy ? 1.3 : 1, busy ? 2 : 1);
                // It also takes what is over the bound with others.
                case RING_HASH -> watched(figures, 1 - RING, busy ? 2 : 1 + RING);
                // First of the idle ones again and again, the more of them there are.
                case HAPROXY ->
                    watched(figures, busy ? 1.7 : 1, busy ? figures.row().backends() : 1.1);
                case FILL_FIRST -> theFirstFills(figures, Duration.ofMillis(1));
            }
        }
    }

    /**
     * Fifty failures in 10 s eject it, where the others have had ten requests meanwhile to be compared with; where there are
     * not as many it is as if it were not ejected. Hardly any are on their way meanwhile, for it answers at once.
     */
    @Test
    void whoFailsWith500IsEjectedWhereEnoughIsAskedOfIt() {
        for (Figures figures : Bench.of(Scenario.FAILS_500)) {
            Bench.Row row = figures.row();
            Figures without = Bench.of(Scenario.FAILS, row.backends(), row.load(), row.contender());
            boolean busy = row.load() == Load.BUSY;
            switch (row.contender()) {
                case LEAST_REQUEST, LEAST_TIME, ROUND_ROBIN, RANDOM, RING_HASH -> {
                    if (busy) {
                        failsAtMost(figures, 50);
                    } else {
                        assertTrue(figures.served(0) <= without.served(0), row.toString());
                    }
                }
                // The first of three leaves the others less than one request in a second: they say nothing.
                case FILL_FIRST -> {
                    boolean compared = busy && row.backends() > 3;
                    double most = (compared ? 0.1 : 1) * without.served(0);
                    assertTrue(figures.served(0) <= most, row.toString());
                }
                case NGINX, HAPROXY -> assertEquals(without.served(0), figures.served(0));
            }
        }
    }

    @Test
    void whoFailsWith503IsEjectedByEveryPolicy() {
        for (Figures figures : Bench.of(Scenario.FAILS_503)) {
            if (isPool(figures.row().contender())) {
                failsAtMost(figures, 5);
            } else {
                watched(figures, 1, figures.row().backends());
            }
        }
    }

    /** So many failures, and its workers' besides, before each ejection, of which the n-th lasts n times 30 s. */
    private static void failsAtMost(Figures figures, int eachTime) {
        int times = 0;
        for (long ends = 0; ends < figures.row().length().toSeconds(); ends += 30L * times) {
            times++;
        }
        int failures = figures.served(0);
        assertTrue(failures <= times * (eachTime + 2), failures + " in " + times + " times: " + figures.row());
        assertTrue(failures > 0, "it is tried: " + figures.row());
    }

    private static boolean isPool(Contender contender) {
        return contender != NGINX && contender != HAPROXY;
    }

    @Test
    void aPausingOneGetsNoMoreThanItsDue() {
        for (Figures figures : Bench.of(Scenario.PAUSES)) {
            switch (figures.row().contender()) {
                case ROUND_ROBIN, NGINX -> everybodyInTurn(figures);
                case RANDOM -> watched(figures, 1, 1);
                // It is passed over while it pauses and catches up: some 3 s of 30 s, and half of the shortest runs.
                case LEAST_REQUEST, HAPROXY -> watched(figures, brief(figures) ? 0.5 : 0.85, 1);
                case RING_HASH -> watched(figures, (brief(figures) ? 0.5 : 0.85) - RING, 1 + RING);
                // And for long after: what took 2 s is taken to be slow for up to 40 s.
                case LEAST_TIME -> watched(figures, 0.1, 0.7);
                // It is the first, whatever it does.
                case FILL_FIRST -> watched(figures, 1, figures.row().backends());
            }
        }
    }

    /**
     * By turns 2 s of 30 s times a third of the requests meet a pause, that is 2 %, and so does the 99th percentile.
     * Whoever looks at the load sends it two or three requests, 0.2 % or less.
     */
    @Test
    void whoLooksAtTheLoadKeepsAPauseOutOfThe99thPercentile() {
        double blind = busy(Scenario.PAUSES, 3, ROUND_ROBIN).percentile(99);
        for (Contender seeing : new Contender[] {LEAST_REQUEST, LEAST_TIME, RING_HASH, FILL_FIRST, HAPROXY}) {
            double tail = busy(Scenario.PAUSES, 3, seeing).percentile(99);
            assertTrue(tail < blind / 4, tail + " of " + seeing.label());
        }
    }

    @Test
    void weightsAreFollowed() {
        for (Figures figures : Bench.of(Scenario.WEIGHTS)) {
            boolean busy = figures.row().load() == Load.BUSY;
            double evenly = figures.total() / (double) figures.row().backends() / figures.due(2);
            switch (figures.row().contender()) {
                case ROUND_ROBIN, NGINX -> everybodyInTurn(figures);
                case RANDOM -> everybody(figures, 1, 1);
                // Of a backend with one worker nothing less than a whole request can be moved.
                case LEAST_REQUEST -> everybody(figures, busy ? 0.85 : 1, busy ? 1.15 : 1);
                case LEAST_TIME -> everybody(figures, leastOfLeastTime(figures), mostOfLeastTime(figures));
                case RING_HASH -> everybody(figures, 1 - RING, 1 + RING);
                case FILL_FIRST -> theFirstFills(figures, Run.MEAN_WORK);
                // Idle ones are equal to it whatever their weight.
                case HAPROXY -> watched(figures, busy ? 1.4 : evenly, evenly);
            }
        }
    }

    @Test
    void aColdJoinerIsSpared() {
        for (Figures figures : Bench.of(Scenario.JOINS)) {
            double risen = risen(figures.row().backends());
            switch (figures.row().contender()) {
                case ROUND_ROBIN, RANDOM -> watched(figures, risen, risen);
                case LEAST_REQUEST -> watched(figures, 0, risen);
                case LEAST_TIME -> watched(figures, 0, risen);
                case RING_HASH -> watched(figures, 0, risen * (1 + RING));
                // The last of the list.
                case FILL_FIRST -> watched(figures, 0, risen);
                // Slow start does not count while it is idle.
                case HAPROXY -> watched(figures, 0, 1);
                case NGINX -> watched(figures, 1, 1);
            }
        }
    }

    /** More than 1 % of its first requests wait for seconds where nothing spares it. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void slowStartSparesTheCallersToo(int backends) {
        double spared = busy(Scenario.JOINS, backends, ROUND_ROBIN).percentile(99);
        double not = busy(Scenario.JOINS, backends, NGINX).percentile(99);
        assertTrue(spared < not / 2, spared + " and " + not);
    }

    /** Exactly the keys of the one that left: 1/N, with the unevenness of the table. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 1_000})
    void onlyTheKeysOfWhoLeavesMove(int backends) {
        KeysMoved moved = KeysMoved.of(backends);
        double due = 1.0 / backends;
        double chance = DEVIATIONS * Math.sqrt(due * (1 - due) / Run.MANY_KEYS);
        assertEquals(due, moved.ringHash(), due * RING + chance);
        assertTrue(moved.modulo() > 0.6, "by modulo nearly all move: " + moved.modulo());
    }

    @ParameterizedTest
    @EnumSource(Contender.class)
    void aRunIsTheSameEachTime(Contender contender) {
        Bench.Row row = new Bench.Row(Scenario.FAILS_503, 3, Load.BUSY, contender);
        Figures again = Run.of(row);
        Figures before = Bench.of(row.scenario(), row.backends(), row.load(), contender);
        assertEquals(before.percentile(50), again.percentile(50));
        assertEquals(before.percentile(99.9), again.percentile(99.9));
        for (int i = 0; i < row.backends(); i++) {
            assertEquals(before.served(i), again.served(i));
        }
    }

    /**
     * A slow answer, five times the mean now and then, has a backend passed over until it has faded, at most 16 s: in
     * runs of minutes that evens out, in those of seconds some are still waiting.
     */
    private static double leastOfLeastTime(Figures figures) {
        return brief(figures) ? 0.7 : 0.88;
    }

    private static double mostOfLeastTime(Figures figures) {
        return brief(figures) ? 1.2 : 1.12;
    }

    private static boolean brief(Figures figures) {
        return figures.row().length().toSeconds() < 60;
    }

    /** The mean multiple of its due that is a joiner's by weight: 10 % at once, then 20, 40, 60, 80 %, each for a second. */
    private static double risen(int backends) {
        double sum = 0;
        for (double weight : new double[] {0.1, 0.2, 0.4, 0.6, 0.8}) {
            sum += weight / (backends - 1 + weight);
        }
        return sum / 5 * backends;
    }

    private static Figures busy(Scenario scenario, int backends, Contender contender) {
        return Bench.of(scenario, backends, Load.BUSY, contender);
    }

    /** Exactly by weight, but for the round that is not over. */
    private static void everybodyInTurn(Figures figures) {
        for (int i = 0; i < figures.row().backends(); i++) {
            double off = Math.abs(figures.served(i) - figures.due(i));
            assertTrue(off <= 2, () -> "off by " + off + ": " + figures.row());
        }
    }

    private static void everybody(Figures figures, double least, double most) {
        for (int i = 0; i < figures.row().backends(); i++) {
            within(figures, i, least, most);
        }
    }

    private static void watched(Figures figures, double least, double most) {
        within(figures, figures.row().scenario().watched(figures.row().backends()), least, most);
    }

    /** Between these multiples of its due, and as far beyond as chance may carry it. */
    private static void within(Figures figures, int backend, double least, double most) {
        double due = figures.due(backend);
        double low = least * due - chance(figures, least * due);
        double high = most * due + chance(figures, most * due);
        int served = figures.served(backend);
        assertTrue(
                low <= served && served <= high,
                () -> "backend " + backend + " got " + served + ", not " + low + " to " + high + " (" + served / due
                        + " of its due): " + figures.row());
    }

    private static double chance(Figures figures, double expected) {
        double total = figures.total();
        double spread = figures.row().contender() == RING_HASH ? 1 + total / Run.MANY_KEYS : 1;
        return DEVIATIONS * Math.sqrt(expected * Math.max(0, 1 - expected / total) * spread) + RARE;
    }

    /**
     * The first of the list loses what comes while all its workers are busy, as Erlang's loss formula says; where it
     * takes from the queue too, it gets up to 5 % more.
     *
     * @see <a href="https://en.wikipedia.org/wiki/Erlang_(unit)#Erlang_B_formula">Erlang B formula</a>
     */
    private static void theFirstFills(Figures figures, Duration each) {
        double offered = figures.row().perSecond() * each.toNanos() / 1e9;
        double inverse = 1;
        for (int worker = 1; worker <= Scenario.workers(figures.row().scenario().weight(0)); worker++) {
            inverse = 1 + inverse * worker / offered;
        }
        double due = (1 - 1 / inverse) * figures.total() / figures.due(0);
        within(figures, 0, due, due * 1.05);
    }
}
