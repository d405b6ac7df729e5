package io.tollgate.telemetry;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Pool;
import io.tollgate.balance.ServingGroup;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import io.tollgate.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Reads the registry, the pools and the routes into one scrape. Thread-safe. */
final class MetricCollector {
    private final MetricRegistry registry;
    private final BackendGauges backends;
    private final CertificateGauges certificates;
    private final DiscoveryGauges discoveries;
    private final RolloutGauges rollouts;
    private final Supplier<Map<String, Mode>> routes;
    private final Clock clock;

    MetricCollector(
            MetricRegistry registry,
            BackendGauges backends,
            CertificateGauges certificates,
            DiscoveryGauges discoveries,
            RolloutGauges rollouts,
            Supplier<Map<String, Mode>> routes,
            Clock clock) {
        this.registry = registry;
        this.backends = backends;
        this.certificates = certificates;
        this.discoveries = discoveries;
        this.rollouts = rollouts;
        this.routes = routes;
        this.clock = clock;
    }

    MetricSnapshots collect() {
        FamilyPoints points = new FamilyPoints();
        registry.getMetrics().values().forEach(metric -> {
            if (metric instanceof Labelled labelled) {
                points.add(labelled);
            }
        });
        long now = clock.wallMillis();
        backends.each((pool, sessions, connections) -> addPool(points, pool, sessions, connections, now));
        routes.get().forEach((id, mode) -> points.gauge(MetricName.of(MetricFamily.ROUTE_MODE, id), value(mode)));
        addCertificates(points, now);
        addDiscoveries(points, now);
        return points.snapshots();
    }

    /** Several may have one name, such as one for each kind of key. */
    private void addCertificates(FamilyPoints points, long now) {
        Map<MetricName, Double> first = new LinkedHashMap<>();
        certificates.each((listener, pool, name, expiresMillis) -> first.merge(
                MetricName.of(MetricFamily.CERTIFICATE_EXPIRY, listener, pool, name),
                (expiresMillis - now) / 1e3,
                Math::min));
        first.forEach(points::gauge);
    }

    private void addDiscoveries(FamilyPoints points, long now) {
        discoveries.each((pool, found, leaving, failures, troubled, seenMillis) -> {
            points.gauge(MetricName.of(MetricFamily.DISCOVERY_BACKENDS, pool, "found"), found);
            points.gauge(MetricName.of(MetricFamily.DISCOVERY_BACKENDS, pool, "leaving"), leaving);
            points.counter(MetricName.of(MetricFamily.DISCOVERY_FAILURES, pool), failures);
            points.gauge(MetricName.of(MetricFamily.DISCOVERY_TROUBLE, pool), troubled ? 1 : 0);
            if (seenMillis > 0) {
                points.gauge(MetricName.of(MetricFamily.DISCOVERY_LAST_SUCCESS, pool), (now - seenMillis) / 1e3);
            }
        });
        rollouts.each((pool, waiting, underWay, done, left, paused) -> {
            points.gauge(MetricName.of(MetricFamily.ROLLOUT_BACKENDS, pool, "waiting"), waiting);
            points.gauge(MetricName.of(MetricFamily.ROLLOUT_BACKENDS, pool, "under_way"), underWay);
            points.gauge(MetricName.of(MetricFamily.ROLLOUT_BACKENDS, pool, "done"), done);
            points.gauge(MetricName.of(MetricFamily.ROLLOUT_BACKENDS, pool, "left_out"), left);
            points.gauge(MetricName.of(MetricFamily.ROLLOUT_PAUSED, pool), paused ? 1 : 0);
        });
    }

    private static void addPool(
            FamilyPoints points,
            Pool pool,
            ToIntFunction<String> sessions,
            Function<Endpoint, ConnectionFigures> connections,
            long now) {
        points.gauge(MetricName.of(MetricFamily.QUEUE_DEPTH, pool.id()), pool.queueDepth());
        points.gauge(MetricName.of(MetricFamily.POOL_FAIL_OPEN, pool.id()), pool.failOpen() ? 1 : 0);
        tierShares(pool)
                .forEach((tier, share) -> points.gauge(
                        MetricName.of(MetricFamily.POOL_TIER_SHARE, pool.id(), Integer.toString(tier)), share));
        for (Endpoint endpoint : pool.endpoints()) {
            String id = endpoint.id();
            add(points, MetricFamily.BACKEND_IN_FLIGHT, pool, id, endpoint.inFlight());
            add(points, MetricFamily.BACKEND_TUNNELS, pool, id, endpoint.tunnels());
            add(points, MetricFamily.BACKEND_WEIGHT, pool, id, endpoint.spec().weight());
            add(points, MetricFamily.BACKEND_EFFECTIVE_WEIGHT, pool, id, endpoint.effectiveWeight());
            double load = endpoint.utilization();
            if (load >= 0) {
                add(points, MetricFamily.BACKEND_LOAD, pool, id, load);
            }
            add(points, MetricFamily.BACKEND_HEALTH, pool, id, value(endpoint.health()));
            add(points, MetricFamily.BACKEND_MODE, pool, id, value(endpoint.mode()));
            add(points, MetricFamily.BACKEND_SESSIONS, pool, id, sessions.applyAsInt(id));
            add(points, MetricFamily.BACKEND_EJECTED, pool, id, endpoint.ejectedUntilMillis() > now ? 1 : 0);
            addConnections(points, pool.id(), id, connections.apply(endpoint));
        }
    }

    /** By tier; 0 for those that stand by. */
    private static Map<Integer, Double> tierShares(Pool pool) {
        Map<Integer, Double> shares = new TreeMap<>();
        pool.endpoints().forEach(endpoint -> shares.put(endpoint.spec().tier(), 0.0));
        for (ServingGroup group : pool.serving()) {
            group.shares()
                    .forEach((endpoint, share) -> shares.merge(endpoint.spec().tier(), share, Double::sum));
        }
        return shares;
    }

    private static void addConnections(FamilyPoints points, String pool, String backend, ConnectionFigures figures) {
        points.gauge(MetricName.of(MetricFamily.CONNECTIONS, pool, backend, "active"), figures.active());
        points.gauge(MetricName.of(MetricFamily.CONNECTIONS, pool, backend, "idle"), figures.idle());
        points.gauge(MetricName.of(MetricFamily.CONNECTIONS, pool, backend, "pending"), figures.pending());
        points.counter(MetricName.of(MetricFamily.CONNECTIONS_OPENED, pool, backend), figures.opened());
        points.counter(MetricName.of(MetricFamily.CONNECTIONS_CLOSED, pool, backend), figures.closed());
    }

    private static void add(FamilyPoints points, MetricFamily family, Pool pool, String backend, double value) {
        points.gauge(MetricName.of(family, pool.id(), backend), value);
    }

    private static double value(Health health) {
        return switch (health) {
            case UP -> 1;
            case UNKNOWN -> 0.5;
            case DOWN -> 0;
        };
    }

    private static double value(Mode mode) {
        return switch (mode) {
            case READY -> 0;
            case DRAIN -> 1;
            case MAINTENANCE -> 2;
        };
    }
}
