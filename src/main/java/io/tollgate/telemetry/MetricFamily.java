package io.tollgate.telemetry;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every metric that Tollgate shows, with what an operator must know of it: the one place where a metric is named. The
 * page of metrics in the documentation is made from here.
 */
public enum MetricFamily {
    REQUESTS(
            "tollgate_requests_total",
            Kind.COUNTER,
            null,
            "Exchanges that ended, by what the client was sent. Code 499: the client left first; other: none was sent, "
                    + "or one outside 100 to 599. Pool and backend are empty for answers of Tollgate's own.",
            "route",
            "pool",
            "backend",
            "code"),
    REQUEST_DURATION(
            "tollgate_request_duration_seconds",
            Kind.HISTOGRAM,
            "seconds",
            "From the arrival of the request's head to the end of the answer, waiting and all attempts included.",
            "route",
            "pool"),
    BACKEND_TUNNELS(
            "tollgate_backend_tunnels",
            Kind.GAUGE,
            null,
            "Those of the requests in flight that are tunnels, such as WebSockets.",
            "pool",
            "backend"),
    BACKEND_IN_FLIGHT(
            "tollgate_backend_in_flight",
            Kind.GAUGE,
            null,
            "Requests that the backend serves at this moment.",
            "pool",
            "backend"),
    BACKEND_WEIGHT(
            "tollgate_backend_weight",
            Kind.GAUGE,
            null,
            "The weight the operator asks for, 0 to 1000; slow start is not counted in. 0: no new callers.",
            "pool",
            "backend"),
    BACKEND_EFFECTIVE_WEIGHT(
            "tollgate_backend_effective_weight",
            Kind.GAUGE,
            null,
            "What is left of the weight at this moment, by slow start and reported load.",
            "pool",
            "backend"),
    BACKEND_LOAD(
            "tollgate_backend_load",
            Kind.GAUGE,
            null,
            "How busy the backend is by its own report, smoothed; 1 for fully. Missing while it reports nothing.",
            "pool",
            "backend"),
    BACKEND_HEALTH(
            "tollgate_backend_health",
            Kind.GAUGE,
            null,
            "What the probes and the agent say: 1 up, 0.5 unknown, 0 down.",
            "pool",
            "backend"),
    BACKEND_MODE(
            "tollgate_backend_mode",
            Kind.GAUGE,
            null,
            "What the operator wishes: 0 ready, 1 drain, 2 maintenance.",
            "pool",
            "backend"),
    ROUTE_MODE("tollgate_route_mode", Kind.GAUGE, null, "What the operator wishes: 0 ready, 2 maintenance.", "route"),
    BACKEND_SESSIONS(
            "tollgate_backend_sessions",
            Kind.GAUGE,
            null,
            "Sessions alive on the backend: ties whose cookie has come back within its idle time.",
            "pool",
            "backend"),
    BACKEND_EJECTED(
            "tollgate_backend_ejected",
            Kind.GAUGE,
            null,
            "1 while the backend is ejected for failures on live traffic, else 0.",
            "pool",
            "backend"),
    CONNECTIONS(
            "tollgate_connections",
            Kind.GAUGE,
            null,
            "Connections to the backend: active, in use; idle, open and not in use; pending, being made.",
            "pool",
            "backend",
            "state"),
    CONNECTIONS_OPENED(
            "tollgate_connections_opened_total",
            Kind.COUNTER,
            null,
            "Connections to the backend that came about.",
            "pool",
            "backend"),
    CONNECTIONS_CLOSED(
            "tollgate_connections_closed_total",
            Kind.COUNTER,
            null,
            "Connections to the backend that ended, by whichever side.",
            "pool",
            "backend"),
    CONNECTION_WAIT(
            "tollgate_connection_wait_seconds",
            Kind.HISTOGRAM,
            "seconds",
            "From an exchange's last attempt until it held a connection; next to nothing for one that was kept.",
            "pool"),
    POOL_FAIL_OPEN(
            "tollgate_pool_fail_open",
            Kind.GAUGE,
            null,
            "1 while no backend of the pool is healthy and health is therefore ignored, else 0.",
            "pool"),
    POOL_TIER_SHARE(
            "tollgate_pool_tier_share",
            Kind.GAUGE,
            null,
            "Which part of the pool's new callers begins in that tier, 0 to 1, by its health.",
            "pool",
            "tier"),
    RETRIES(
            "tollgate_retries_total",
            Kind.COUNTER,
            null,
            "Attempts that were followed by another one within the same exchange, by the outcome that made it so.",
            "pool",
            "reason"),
    QUEUE_DEPTH(
            "tollgate_queue_depth",
            Kind.GAUGE,
            null,
            "Callers waiting because every candidate is at its maxRequests.",
            "pool"),
    QUEUE_WAIT(
            "tollgate_queue_wait_seconds",
            Kind.HISTOGRAM,
            "seconds",
            "How long exchanges waited for a backend to be free; those that did not wait are not counted.",
            "pool"),
    AFFINITY(
            "tollgate_affinity_total",
            Kind.COUNTER,
            null,
            "Exchanges in pools with affinity, by what became of the caller's tie: new, foreign, kept, moved, forged, expired.",
            "pool",
            "result"),
    ERRORS(
            "tollgate_errors_total",
            Kind.COUNTER,
            null,
            "Exchanges that Tollgate itself answered or broke off, by the reason that stands in the access log.",
            "reason"),
    REQUEST_CLASS(
            "tollgate_request_class_total",
            Kind.COUNTER,
            null,
            "Requests by how far they are from what the standards want, and by their gravest flaw; refused or not. The "
                    + "reasons are in docs/strictness.md; empty for compliant.",
            "class",
            "reason"),
    CLIENT_GONE(
            "tollgate_client_gone_total",
            Kind.COUNTER,
            null,
            "Exchanges whose client left before its answer was whole."),
    CONFIG_REVISION(
            "tollgate_config_revision", Kind.GAUGE, null, "The number of the change that is in force; 0 before any."),
    CONFIG_RELOADS(
            "tollgate_config_reloads_total",
            Kind.COUNTER,
            null,
            "Times the configuration file was read again: accepted, or refused and the old one kept.",
            "result"),
    DISCOVERY_BACKENDS(
            "tollgate_discovery_backends",
            Kind.GAUGE,
            null,
            "Backends that discovery finds for the pool: found, as it told last; leaving, found no more and draining.",
            "pool",
            "state"),
    DISCOVERY_FAILURES(
            "tollgate_discovery_failures_total",
            Kind.COUNTER,
            null,
            "Questions for the pool's backends, and contents of a file, that told nothing of use, or could not tell all; what was found before stays.",
            "pool"),
    DISCOVERY_TROUBLE(
            "tollgate_discovery_trouble",
            Kind.GAUGE,
            null,
            "1 while the last look for the pool's backends told nothing of use, else 0.",
            "pool"),
    DISCOVERY_LAST_SUCCESS(
            "tollgate_discovery_last_success_seconds",
            Kind.GAUGE,
            "seconds",
            "Time since a look for the pool's backends told something. Missing before the first.",
            "pool"),
    ROLLOUT_BACKENDS(
            "tollgate_rollout_backends",
            Kind.GAUGE,
            null,
            "Backends of the pool's latest rolling deployment: waiting, under_way, done, left_out. Missing before the first.",
            "pool",
            "state"),
    ROLLOUT_PAUSED(
            "tollgate_rollout_paused",
            Kind.GAUGE,
            null,
            "1 while the pool's rolling deployment waits for an operator, else 0. Missing before the first.",
            "pool"),
    CERTIFICATE_EXPIRY(
            "tollgate_certificate_expiry_seconds",
            Kind.GAUGE,
            "seconds",
            "Time until a certificate in use expires, negative when it has; of those that a listener shows to clients or "
                    + "a pool shows to backends, the first to expire of that name.",
            "listener",
            "pool",
            "name"),
    CERTIFICATE_RELOADS(
            "tollgate_certificate_reloads_total",
            Kind.COUNTER,
            null,
            "Times files of certificates had changed and were read again: accepted, or refused and the old ones kept.",
            "result"),
    ACCESS_LOG_DROPPED(
            "tollgate_access_log_dropped_total",
            Kind.COUNTER,
            null,
            "Lines missing from the access log: full, the writer could not keep up; io, the file could not be written.",
            "reason"),
    SERIES("tollgate_series", Kind.GAUGE, null, "Label sets of counters and histograms held in memory."),
    SERIES_REFUSED(
            "tollgate_series_refused_total",
            Kind.COUNTER,
            null,
            "Times a label set was not added because there are too many; its figures go to the labels _overflow."),
    MEMORY_USED("jvm_memory_used_bytes", Kind.GAUGE, "bytes", "Memory that objects take, dead ones included.", "area"),
    MEMORY_MAX(
            "jvm_memory_max_bytes",
            Kind.GAUGE,
            "bytes",
            "Memory that may be taken at most; -1 without a limit.",
            "area"),
    THREADS("jvm_threads_current", Kind.GAUGE, null, "Live threads of the process."),
    STOOD_STILL(
            "tollgate_stood_still_seconds_total",
            Kind.COUNTER,
            "seconds",
            "Time in which the process did not run, as noticed by pauses over 0.1 s while requests or probes were under way."
                    + " Their time limits last that much longer."),
    UPTIME("tollgate_uptime_seconds", Kind.GAUGE, "seconds", "Time since Tollgate started.");

    /** How a metric behaves. */
    public enum Kind {
        /** Only grows; begins at 0 with each start. */
        COUNTER,
        /** A value of this moment. */
        GAUGE,
        /** Counts by size, with sum and count. */
        HISTOGRAM
    }

    private final String metric;
    private final Kind kind;
    private final @Nullable String unit;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    MetricFamily(String metric, Kind kind, @Nullable String unit, String help, String... labels) {
        this.metric = metric;
        this.kind = kind;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** As it stands in the exposition, such as {@code tollgate_requests_total}. */
    public String metric() {
        return metric;
    }

    public Kind kind() {
        return kind;
    }

    /** The unit's plural name, such as {@code seconds}; null for plain numbers. */
    public @Nullable String unit() {
        return unit;
    }

    /** What it means, in a sentence or two. */
    public String help() {
        return help;
    }

    /** The names of its labels, in order. */
    public List<String> labels() {
        return labels;
    }

    /** As the exposition library wants it: a counter's name without the suffix that the writers add. */
    MetricMetadata metadata() {
        String base = kind == Kind.COUNTER ? metric.substring(0, metric.length() - "_total".length()) : metric;
        return unit == null ? new MetricMetadata(base, help) : new MetricMetadata(base, help, new Unit(unit));
    }
}
