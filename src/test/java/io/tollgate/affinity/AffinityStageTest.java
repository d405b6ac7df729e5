package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.RequestView;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.Action.Share;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffinityStageTest {
    private final FakeTime time = new FakeTime();
    private final CookieTies blue;
    private final CookieTies green;
    private final AffinityStage stage;

    AffinityStageTest(@TempDir Path folder) throws KeyRingException {
        KeyRing ring = Fixture.ring(folder, time);
        blue = Fixture.ties("blue", Fixture.spec(), ring, time);
        green = Fixture.ties("green", Fixture.spec(), ring, time);
        stage = stage(bound -> 0);
    }

    @Test
    void aCallerWithoutACookieIsNewInATyingPoolAndNothingInAnother() {
        assertExchange("blue", AffinityResult.NEW, null, handle(stage, List.of(), share("blue", 1)));
        assertExchange("plain", AffinityResult.NONE, null, handle(stage, List.of(), share("plain", 1)));
    }

    @Test
    void aTiedCallerGetsItsPoolBackendAndSession() {
        Exchange exchange = handle(stage, List.of(cookie(green, "g1")), share("blue", 100), share("green", 100));
        assertExchange("green", AffinityResult.KEPT, "g1", exchange);
        Tie tie = green.read(exchange, exchange.request().headers("Cookie")).tie();
        assertEquals(tie, Tie.carriedBy(exchange), "all that the writing of the cookie needs");
    }

    @Test
    void aTiedCallerStaysWithAShareOfWeightZero() {
        Exchange exchange = handle(stage, List.of(cookie(green, "g1")), share("blue", 100), share("green", 0));
        assertExchange("green", AffinityResult.KEPT, "g1", exchange);
    }

    /** As after the route has lost a pool for a while, and has it again. */
    @Test
    void ofTiesToSeveralTheLatestCounts() {
        String first = cookie(green, "g1");
        time.advance(Duration.ofSeconds(1));
        String later = cookie(blue, "b1");
        for (List<String> cookies : List.of(List.of(first, later), List.of(later, first))) {
            Exchange exchange = handle(stage, cookies, share("green", 50), share("blue", 50));
            assertExchange("blue", AffinityResult.KEPT, "b1", exchange);
        }
    }

    @Test
    void aTieToAPoolThatIsNoLongerListedDoesNotCount() {
        Exchange exchange = handle(stage, List.of(cookie(green, "g1")), share("blue", 100));
        assertExchange("blue", AffinityResult.FOREIGN, null, exchange);
        assertNull(Tie.carriedBy(exchange));
        assertEquals(0, exchange.session());
    }

    @Test
    void aForgedCookieDrawsLikeNone() {
        assertExchange("blue", AffinityResult.FORGED, null, handle(stage, List.of("TOLLGATE=x"), share("blue", 1)));
    }

    @Test
    void anExpiredCookieIsToldFromAForgedOneWhicheverPoolItWasOf() {
        String old = cookie(green, "g1");
        time.advance(Duration.ofHours(1));
        Share[] shares = {share("blue", 100), share("green", 100)};
        assertExchange("blue", AffinityResult.EXPIRED, null, handle(stage, List.of(old), shares));
        AffinityStage last = stage(bound -> bound - 1);
        assertExchange("green", AffinityResult.EXPIRED, null, handle(last, List.of(old), shares));
    }

    @Test
    void aPoolThatTiesNobodySaysNothingOfCookies() {
        assertExchange(
                "plain",
                AffinityResult.NONE,
                null,
                handle(stage, List.of("TOLLGATE=x"), share("plain", 1), share("blue", 1)));
    }

    @Test
    void newCallersAreDrawnByWeight() {
        Random random = new Random(3);
        AffinityStage drawing = stage(random::nextInt);
        Action.Forward forward = new Action.Forward(
                List.of(share("blue", 30), share("dark", 0), share("plain", 10), share("green", 60)));
        Exchange exchange = exchange(List.of());
        Map<String, Integer> got = new HashMap<>();
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            got.merge(String.valueOf(handle(drawing, exchange, forward).pool()), 1, Integer::sum);
        }
        // Binomial, sigma at most 0.0035 of n: four of them.
        assertEquals(0.3, got.getOrDefault("blue", 0) / (double) n, 0.014);
        assertEquals(0.1, got.getOrDefault("plain", 0) / (double) n, 0.014);
        assertEquals(0.6, got.getOrDefault("green", 0) / (double) n, 0.014);
        assertNull(got.get("dark"));
    }

    @Test
    void everyDrawnNumberFallsToOneShareInOrder() {
        Share[] shares = {share("dark", 0), share("blue", 2), share("plain", 1), share("green", 3)};
        List<String> expected = List.of("blue", "blue", "plain", "green", "green", "green");
        for (int number = 0; number < expected.size(); number++) {
            int drawn = number;
            Exchange exchange = handle(
                    stage(bound -> {
                        assertEquals(6, bound);
                        return drawn;
                    }),
                    List.of(),
                    shares);
            assertEquals(expected.get(number), exchange.pool());
        }
    }

    @Test
    void whatIsNotForwardedIsLeftAlone() {
        Exchange exchange = exchange(List.of(cookie(blue, "b1")));
        assertSame(Verdict.GO_ON, stage.handle(exchange));
        exchange.route(route(new Action.Respond(200, "", "text/plain")));
        assertSame(Verdict.GO_ON, stage.handle(exchange));
        assertExchange(null, AffinityResult.NONE, null, exchange);
    }

    private AffinityStage stage(IntUnaryOperator draw) {
        return new AffinityStage(Map.of("blue", blue, "green", green), draw);
    }

    private String cookie(CookieTies ties, String backend) {
        String line = ties.answered(exchange(List.of()), Fixture.answer(backend));
        assertNotNull(line);
        return Fixture.pair(line);
    }

    private Exchange handle(AffinityStage by, List<String> cookies, Share... shares) {
        return handle(by, exchange(cookies), new Action.Forward(List.of(shares)));
    }

    private static Exchange handle(AffinityStage by, Exchange exchange, Action.Forward forward) {
        exchange.route(route(forward));
        assertSame(Verdict.GO_ON, by.handle(exchange));
        return exchange;
    }

    private Exchange exchange(List<String> cookies) {
        RequestView request = mock(RequestView.class, withSettings().stubOnly());
        when(request.headers("Cookie")).thenReturn(cookies);
        return new Exchange("id", "web", request, new Origin("192.0.2.1", "http", "", 80, List.of(), ""), time);
    }

    private static RouteSpec route(Action action) {
        MatchSpec all = new MatchSpec(List.of(), null, List.of(), Map.of(), Map.of(), Map.of());
        return new RouteSpec("main", all, action);
    }

    private static Share share(String pool, int weight) {
        return new Share(pool, weight);
    }

    private static void assertExchange(
            @Nullable String pool, AffinityResult result, @Nullable String backend, Exchange exchange) {
        assertEquals(pool, exchange.pool());
        assertEquals(result, exchange.affinity());
        assertEquals(backend, exchange.tiedBackend());
    }
}
