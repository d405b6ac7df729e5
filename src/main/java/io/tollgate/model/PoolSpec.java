package io.tollgate.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Backends that serve the same, with one way to pick, probe and tie. Immutable. */
public record PoolSpec(
        @Setting("Names the pool in routes, figures and logs.")
        String id,

        @Setting(value = "How a backend is picked.", defaultsTo = "{}")
        PolicySpec policy,

        @Setting(value = "The servers; may be empty and filled live.", defaultsTo = "[]")
        List<BackendSpec> backends,

        @Setting(value = "How they are asked whether they are well.", defaultsTo = "{}")
        ProbeSpec probe,

        @Setting(value = "When live traffic alone takes one out.", defaultsTo = "{}")
        OutlierSpec outlier,

        @Setting(value = "Whether a caller stays with its backend.", defaultsTo = "{}")
        AffinitySpec affinity,

        @Setting(value = "How long backends may take.", defaultsTo = "{}")
        TimeoutSpec timeouts,

        @Setting(value = "How many connections there are to each backend.", defaultsTo = "{}")
        ConnectionSpec connections,

        @Setting(value = "When a failed request goes to another backend.", defaultsTo = "{}")
        RetrySpec retry,

        @Setting(value = "Where callers wait while all are busy.", defaultsTo = "{}")
        QueueSpec queue,

        @Setting(
                value =
                        "How long a backend that joins or recovers takes to reach its full weight, beginning at 10 %; its maxRequests rises likewise beside others that are warm. 0s means at once.",
                defaultsTo = "0s",
                range = "0s to 1h")
        Duration slowStart,

        @Setting(value = "How TLS is spoken to backends whose URL begins with https.", defaultsTo = "{}")
        PoolTls tls,

        @Setting(
                value =
                        "Whether a connection begins with a PROXY header that names the client; connections are then not shared between clients.",
                defaultsTo = "none",
                range = "none, v1, v2")
        ProxyProtocol proxyProtocol,

        @Setting(value = "Whether backends' weights follow the load that they report.", defaultsTo = "{}")
        LoadReportSpec loadReport,

        @Setting(value = "Where further backends are found while running.", defaultsTo = "null") @Nullable
        DiscoverySpec discovery,

        @Setting(value = "How a rolling deployment goes through the backends.", defaultsTo = "{}")
        RolloutSpec rollout) {
    /** Backends of one pool, those that are found included. */
    public static final int MAX_BACKENDS = 10_000;

    public PoolSpec {
        backends = List.copyOf(backends);
        boolean hosts = backends.stream().allMatch(backend -> backend.url().socket() == null);
        new Checks()
                .id(id)
                .range(slowStart, Duration.ZERO, Duration.ofHours(1), "slowStart")
                .require(
                        backends.size() <= MAX_BACKENDS,
                        "backends",
                        backends.size() + " are too many",
                        "write at most " + MAX_BACKENDS)
                .requireTogether(
                        loadReport.from() != LoadReportSpec.From.AGENT || hosts,
                        "loadReport.from",
                        "agent needs a host to ask, which a unix socket has not",
                        "write header, or the backends' hosts")
                .requireTogether(
                        probe.port() == 0 || hosts,
                        "probe.port",
                        "a unix socket has no port",
                        "leave it out, or write the backends' hosts")
                .unique(backends, BackendSpec::id, "backends", "id")
                .unique(backends, b -> b.url().toString(), "backends", "url")
                .done();
    }

    /** One whose connections are made in the usual way. */
    public PoolSpec(
            String id,
            PolicySpec policy,
            List<BackendSpec> backends,
            ProbeSpec probe,
            OutlierSpec outlier,
            AffinitySpec affinity,
            TimeoutSpec timeouts,
            ConnectionSpec connections,
            RetrySpec retry,
            QueueSpec queue,
            Duration slowStart) {
        this(
                id,
                policy,
                backends,
                probe,
                outlier,
                affinity,
                timeouts,
                connections,
                retry,
                queue,
                slowStart,
                PoolTls.DEFAULT,
                ProxyProtocol.NONE,
                LoadReportSpec.NONE,
                null,
                RolloutSpec.DEFAULT);
    }

    /** How its connections are made. */
    public BackendLink link() {
        return new BackendLink(tls, proxyProtocol);
    }

    /** The ids of its backends. */
    public Set<String> backendIds() {
        return backends.stream().map(BackendSpec::id).collect(Collectors.toUnmodifiableSet());
    }

    /** The backend of that id, or null. */
    public @Nullable BackendSpec backend(String backendId) {
        for (BackendSpec backend : backends) {
            if (backend.id().equals(backendId)) {
                return backend;
            }
        }
        return null;
    }

    /** The same pool with another policy. */
    public PoolSpec withPolicy(PolicySpec other) {
        return new PoolSpec(
                id,
                other,
                backends,
                probe,
                outlier,
                affinity,
                timeouts,
                connections,
                retry,
                queue,
                slowStart,
                tls,
                proxyProtocol,
                loadReport,
                discovery,
                rollout);
    }

    /** The same pool with other backends. */
    public PoolSpec withBackends(List<BackendSpec> others) {
        return new PoolSpec(
                id,
                policy,
                others,
                probe,
                outlier,
                affinity,
                timeouts,
                connections,
                retry,
                queue,
                slowStart,
                tls,
                proxyProtocol,
                loadReport,
                discovery,
                rollout);
    }
}
