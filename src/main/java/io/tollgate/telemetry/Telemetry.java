package io.tollgate.telemetry;

import com.codahale.metrics.MetricRegistry;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.LeaseObserver;
import io.tollgate.balance.Outcome;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestClass;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The home of all figures: counts what ends, and keeps the registry that reporters and the exposition read.
 * Thread-safe. Telling it of an exchange or a lease takes no lock and makes no names once a way is known.
 *
 * <p>State of backends is not in the registry but read from the pools when the exposition is written, so that it
 * cannot be stale ({@link BackendGauges}).
 */
public final class Telemetry implements ExchangeObserver, LeaseObserver {
    /** Label sets held at most: every scrape reads and sends them all. */
    static final int MAX_SERIES = 10_000;

    private final MetricRegistry registry = new MetricRegistry();
    private final LabelledMetrics metrics;
    private final BoundedTable<ExchangeSeries.Way, ExchangeSeries> ways;
    private final BoundedTable<String, PoolSeries> pools;
    private final Map<ErrorReason, LabelledCounter> errors = new EnumMap<>(ErrorReason.class);
    private final Map<ReloadResult, LabelledCounter> reloads = new EnumMap<>(ReloadResult.class);
    private final Map<Flaw, LabelledCounter> flaws = new EnumMap<>(Flaw.class);
    private final LabelledCounter flawless;
    private final Map<ReloadResult, LabelledCounter> certificateReloads = new EnumMap<>(ReloadResult.class);
    private final LabelledCounter clientGone;
    private final LabelledCounter accessLogFull;
    private final LabelledCounter accessLogUnwritten;
    private final LongAdder stoodStillNanos = new LongAdder();
    private final LiveTraffic live;

    public Telemetry(Clock clock) {
        this(clock, MAX_SERIES);
    }

    Telemetry(Clock clock, int maxSeries) {
        metrics = new LabelledMetrics(registry, maxSeries);
        accessLogFull = metrics.counter(MetricFamily.ACCESS_LOG_DROPPED, "full");
        accessLogUnwritten = metrics.counter(MetricFamily.ACCESS_LOG_DROPPED, "io");
        clientGone = metrics.counter(MetricFamily.CLIENT_GONE);
        for (ErrorReason reason : ErrorReason.values()) {
            errors.put(reason, metrics.counter(MetricFamily.ERRORS, reason.code()));
        }
        flawless = metrics.counter(MetricFamily.REQUEST_CLASS, RequestClass.COMPLIANT.label(), "");
        for (Flaw flaw : Flaw.values()) {
            String requestClass = flaw.requestClass().label();
            flaws.put(flaw, metrics.counter(MetricFamily.REQUEST_CLASS, requestClass, flaw.code()));
        }
        for (ReloadResult result : ReloadResult.values()) {
            reloads.put(result, metrics.counter(MetricFamily.CONFIG_RELOADS, result.label()));
            certificateReloads.put(result, metrics.counter(MetricFamily.CERTIFICATE_RELOADS, result.label()));
        }
        ways = new BoundedTable<>(maxSeries, way -> new ExchangeSeries(metrics, way), ExchangeSeries.Way.OVERFLOW);
        pools = new BoundedTable<>(maxSeries, pool -> new PoolSeries(metrics, pool), MetricName.OVERFLOW);
        live = new LiveTraffic(clock, maxSeries);
        ProcessGauges.register(metrics, clock);
        metrics.gauge(MetricFamily.STOOD_STILL, () -> stoodStillNanos.sum() / 1e9);
    }

    /** Every metric but the state of backends, under keys such as {@code tollgate_queue_wait_seconds{pool="shop"}}. */
    public MetricRegistry registry() {
        return registry;
    }

    /** What the page and the REST interface show. */
    public LiveFigures live() {
        return live;
    }

    @Override
    public void ended(Exchange exchange) {
        String pool = exchange.pool();
        ways.get(way(exchange, pool)).ended(exchange.status(), exchange.servedNanos());
        if (pool != null) {
            pools.get(pool).ended(exchange);
        }
        LabelledCounter error = exchange.reason() == null ? null : errors.get(exchange.reason());
        if (error != null) {
            error.inc();
        }
        LabelledCounter flaw = exchange.flaw() == null ? flawless : flaws.get(exchange.flaw());
        if (flaw != null) {
            flaw.inc();
        }
        if (exchange.clientGone()) {
            clientGone.inc();
        }
        live.ended(exchange);
    }

    private static ExchangeSeries.Way way(Exchange exchange, @Nullable String pool) {
        String route = exchange.route() == null ? "" : exchange.route().id();
        String backend = exchange.backend();
        return new ExchangeSeries.Way(route, pool == null ? "" : pool, backend == null ? "" : backend);
    }

    @Override
    public void closed(Endpoint endpoint, Outcome outcome, long nanos) {
        live.closed(endpoint.pool(), endpoint.id(), outcome, nanos);
    }

    /** Counts a configuration file that was read again. */
    public void reloaded(ReloadResult result) {
        count(reloads, result);
    }

    /** Counts files of certificates that were read again. */
    public void certificatesReloaded(ReloadResult result) {
        count(certificateReloads, result);
    }

    private static void count(Map<ReloadResult, LabelledCounter> counters, ReloadResult result) {
        LabelledCounter counter = counters.get(result);
        if (counter != null) {
            counter.inc();
        }
    }

    /** Counts a time in which this process did not run. */
    public void stoodStill(Duration lost) {
        stoodStillNanos.add(lost.toNanos());
    }

    /** Shows the number of the revision in force; the source is read at every scrape. */
    public void revision(LongSupplier source) {
        metrics.gauge(MetricFamily.CONFIG_REVISION, source::getAsLong);
    }

    /** Counts access log lines for which there was no room or no time. */
    LabelledCounter accessLogFull() {
        return accessLogFull;
    }

    /** Counts access log lines that the file did not take. */
    LabelledCounter accessLogUnwritten() {
        return accessLogUnwritten;
    }

    /**
     * Forgets routes, pools and backends that are no more, and shows the counters of new pools at 0. To be called after
     * each publication; the last exchanges of what was taken out may bring a series back until the next one.
     *
     * @param routes the ids of all routes
     * @param backends the ids of all backends by their pool's
     */
    public void retain(Set<String> routes, Map<String, Set<String>> backends) {
        metrics.retain(name -> {
            String pool = name.value("pool");
            return exists(name.value("route"), routes)
                    && exists(pool, backends.keySet())
                    && exists(name.value("backend"), backends.getOrDefault(pool, Set.of()));
        });
        ways.clear();
        pools.clear();
        backends.keySet().forEach(pools::get);
        live.retain(routes, backends);
    }

    private static boolean exists(String label, Set<String> ids) {
        return label.isEmpty() || label.equals(MetricName.OVERFLOW) || ids.contains(label);
    }
}
