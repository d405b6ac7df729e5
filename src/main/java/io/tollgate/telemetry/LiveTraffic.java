package io.tollgate.telemetry;

import io.tollgate.balance.Outcome;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.RouteSpec;
import io.tollgate.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps the live figures. Thread-safe; recording takes no lock. */
final class LiveTraffic implements LiveFigures {
    private final Clock clock;
    private final TrafficWindow total = TrafficWindow.withoutHistory();
    private final BoundedTable<String, TrafficWindow> routes;
    private final BoundedTable<String, PoolTraffic> pools;

    /** @param limit routes, pools, and backends of each, at most; the rest count only in the total */
    LiveTraffic(Clock clock, int limit) {
        this.clock = clock;
        this.routes = new BoundedTable<>(limit, route -> TrafficWindow.withoutHistory(), MetricName.OVERFLOW);
        this.pools = new BoundedTable<>(limit, pool -> PoolTraffic.empty(limit), MetricName.OVERFLOW);
    }

    /** A client that leaves is nobody's error, and the time until then says nothing of latency. */
    void ended(Exchange exchange) {
        long now = clock.nanos();
        record(total, now, exchange);
        RouteSpec route = exchange.route();
        if (route != null) {
            record(routes.get(route.id()), now, exchange);
        }
        String pool = exchange.pool();
        if (pool != null) {
            PoolTraffic traffic = pools.get(pool);
            record(traffic.exchanges(), now, exchange);
            if (exchange.queueNanos() > 0) {
                traffic.waits().record(now, false, exchange.queueNanos());
            }
        }
    }

    /** The end of a tunnel is none: its handshake was answered whole. */
    private static boolean brokenAnswer(Exchange exchange) {
        return exchange.truncated() && !exchange.tunnel();
    }

    private static void record(TrafficWindow window, long now, Exchange exchange) {
        if (exchange.clientGone()) {
            window.record(now, false);
        } else {
            boolean error = exchange.status() >= 500 || exchange.status() == 0 || brokenAnswer(exchange);
            window.record(now, error, exchange.servedNanos());
        }
    }

    void closed(String pool, String backend, Outcome outcome, long nanos) {
        if (outcome == Outcome.UNUSED) {
            return;
        }
        TrafficWindow window = pools.get(pool).backends().get(backend);
        if (outcome == Outcome.CLIENT_GONE) {
            window.record(clock.nanos(), false);
        } else {
            window.record(clock.nanos(), outcome.error(), nanos);
        }
    }

    /** Forgets routes, pools and backends that are no more. */
    void retain(Set<String> routeIds, Map<String, Set<String>> backends) {
        routes.retain(routeIds::contains);
        pools.retain(backends::containsKey);
        pools.each((pool, traffic) -> traffic.backends().retain(backends.getOrDefault(pool, Set.of())::contains));
    }

    @Override
    public Figures pool(String pool) {
        PoolTraffic traffic = pools.peek(pool);
        return traffic == null ? Figures.NONE : traffic.exchanges().figures(clock.nanos());
    }

    @Override
    public Figures backend(String pool, String backend) {
        PoolTraffic traffic = pools.peek(pool);
        TrafficWindow window = traffic == null ? null : traffic.backends().peek(backend);
        return window == null ? Figures.NONE : window.figures(clock.nanos());
    }

    @Override
    public Figures route(String route) {
        TrafficWindow window = routes.peek(route);
        return window == null ? Figures.NONE : window.figures(clock.nanos());
    }

    @Override
    public Figures total() {
        return total.figures(clock.nanos());
    }

    @Override
    public double queueWaitP95Millis(String pool) {
        PoolTraffic traffic = pools.peek(pool);
        return traffic == null ? 0 : traffic.waits().figures(clock.nanos()).p95Millis();
    }

    @Override
    public double serviceMillis(String pool) {
        PoolTraffic traffic = pools.peek(pool);
        long[] sums = LatencyCounts.emptySums();
        if (traffic != null) {
            long now = clock.nanos();
            traffic.backends().each((backend, window) -> window.addLatencyTo(sums, now));
        }
        return LatencyCounts.meanMillis(sums);
    }

    @Override
    public List<Double> requestHistory(String pool) {
        PoolTraffic traffic = pools.peek(pool);
        return traffic == null ? flat() : traffic.exchanges().requestHistory(clock.nanos());
    }

    @Override
    public List<Double> p95History(String pool) {
        PoolTraffic traffic = pools.peek(pool);
        return traffic == null ? flat() : traffic.exchanges().p95History(clock.nanos());
    }

    private static List<Double> flat() {
        return Collections.nCopies(TrafficWindow.HISTORY, 0.0);
    }
}
