package io.tollgate.routing;

import io.tollgate.bench.Step;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeRequest;
import io.tollgate.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Finds the route of a request: the last but one of so many, by host and path. */
public class RouteMatchBenchmark extends Step {
    @Param({"1", "10", "1000"})
    private int routes;

    private Router router;
    private FakeRequest request;

    @Setup
    public void setUp() {
        List<RouteSpec> all = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            all.add(Routes.of("r" + i, List.of("h" + i / 2 + ".example.com"), "/p" + i));
        }
        all.add(Routes.all("rest"));
        router = new Router(all);
        int wanted = routes - 1;
        request = FakeRequest.get("/p" + wanted + "/cart?item=1").host("h" + wanted / 2 + ".example.com");
    }

    @Benchmark
    public @Nullable RouteSpec route() {
        return router.route(new Exchange("r1", "web", request, Origin.of(request), new SystemClock()));
    }

    /** What of it is the exchange itself. */
    @Benchmark
    public Exchange exchangeAlone() {
        return new Exchange("r1", "web", request, Origin.of(request), new SystemClock());
    }
}
