package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeRequest;
import io.tollgate.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the route of a request: the last but one of so many, by host and path. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RouteMatchBenchmark {
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
