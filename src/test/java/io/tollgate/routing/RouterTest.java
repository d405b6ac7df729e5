package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.Exchange;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.PathMatch;
import io.tollgate.model.RouteSpec;
import io.tollgate.routing.Explanation.Step;
import io.tollgate.testing.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    @Test
    void theFirstThatMatchesTakesIt() {
        RouteSpec api = Routes.of("api", List.of(), "/api");
        RouteSpec shop = Routes.of("shop", List.of("shop.example.com"), null);
        RouteSpec rest = Routes.all("rest");
        Router router = new Router(List.of(api, shop, rest));

        assertSame(api, router.route(FakeRequest.get("/api/x").exchange()));
        assertSame(shop, router.route(FakeRequest.get("/x").exchange()));
        assertSame(rest, router.route(FakeRequest.get("/x").host("other.test").exchange()));
        assertSame(rest, router.route(FakeRequest.get("/x").host("").exchange()));
    }

    @Test
    void orderCountsMoreThanHowCloselyAHostIsNamed() {
        RouteSpec wide = Routes.of("wide", List.of("*.example.com"), "/a");
        RouteSpec exact = Routes.of("exact", List.of("shop.example.com"), null);
        Router router = new Router(List.of(wide, exact));
        assertSame(wide, router.route(FakeRequest.get("/a").exchange()));
        assertSame(exact, router.route(FakeRequest.get("/b").exchange()));
    }

    @Test
    void whatNoRouteTakesHasNone() {
        Router router = new Router(List.of(Routes.of("api", List.of(), "/api")));
        assertNull(router.route(FakeRequest.get("/").exchange()));
        assertNull(new Router(List.of()).route(FakeRequest.get("/").exchange()));
        assertNull(
                new Router(List.of()).explain(FakeRequest.get("/").exchange()).taken());
    }

    @Test
    void explainsByTheFirstConditionThatFailedAndStopsAtTheRouteTaken() {
        RouteSpec beta = new RouteSpec(
                "beta",
                new MatchSpec(
                        List.of("shop.example.com"),
                        new PathMatch("", "/cart"),
                        List.of("GET"),
                        Map.of("X-B", "1", "X-A", "1"),
                        Map.of("beta", "*"),
                        Map.of("q", "x")),
                Routes.TO_SHOP);
        Router router = new Router(List.of(beta, Routes.all("main"), Routes.all("never")));

        assertEquals(
                new Explanation(List.of(new Step("beta", "path under /cart"), new Step("main", null))),
                router.explain(FakeRequest.get("/x").exchange()));
        assertEquals(
                "host is shop.example.com",
                firstFailed(router, FakeRequest.get("/cart").host("x")));
        assertEquals("method is GET", firstFailed(router, FakeRequest.of("POST", "/cart")));
        assertEquals("header X-A is \"1\"", firstFailed(router, FakeRequest.get("/cart")));
        FakeRequest headers = FakeRequest.get("/cart").header("X-A", "1").header("X-B", "1");
        assertEquals("cookie beta is present", firstFailed(router, headers));
        assertEquals("query q is \"x\"", firstFailed(router, headers.cookie("beta=1")));
    }

    @Test
    void aRouteTakenIsTheLastStep() {
        Explanation explanation = new Router(List.of(Routes.of("api", List.of(), "/api"), Routes.all("rest")))
                .explain(FakeRequest.get("/").exchange());
        assertEquals("rest", explanation.taken());
        assertTrue(explanation.steps().get(1).matched());
    }

    /** 500 random tables with 20 requests each: the index by host must never change what the long way finds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theIndexFindsWhatTheLongWayFinds(long seed) {
        List<String> patterns = List.of("a.test", "b.test", "x.a.test", "*.test", "*.a.test", "c.test");
        List<String> hosts = List.of("a.test", "B.test:80", "x.a.test", "y.x.a.test", "c.test.", "d.test", "none", "");
        List<String> paths = List.of("/", "/p", "/p/q", "/r");
        SplittableRandom random = new SplittableRandom(seed);
        int taken = 0;
        for (int run = 0; run < 500; run++) {
            List<RouteSpec> routes = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                List<String> some = patterns.stream()
                        .filter(pattern -> random.nextInt(4) == 0)
                        .toList();
                routes.add(Routes.of("r" + i, some, paths.get(random.nextInt(paths.size()))));
            }
            Router router = new Router(routes);
            for (int i = 0; i < 20; i++) {
                Exchange exchange = FakeRequest.get(paths.get(random.nextInt(paths.size())))
                        .host(hosts.get(random.nextInt(hosts.size())))
                        .exchange();
                RouteSpec route = router.route(exchange);
                assertEquals(router.explain(exchange).taken(), route == null ? null : route.id());
                taken += route == null ? 0 : 1;
            }
        }
        assertTrue(taken > 2_000, "too few matched to mean anything: " + taken);
    }

    private static String firstFailed(Router router, FakeRequest request) {
        String failed = router.explain(request.exchange()).steps().get(0).failed();
        return failed == null ? "matched" : failed;
    }
}
