package io.tollgate.model;

import java.time.Duration;
import java.util.List;

/** What the short forms stand for. A test holds these against the {@link Setting} defaults. */
public final class Defaults {
    private Defaults() {}

    /** A pool with nothing set but its backends. */
    public static PoolSpec pool(List<BackendSpec> backends) {
        return pool(Configuration.DEFAULT_ID, backends);
    }

    /** A pool with nothing set but its id and backends. */
    public static PoolSpec pool(String id, List<BackendSpec> backends) {
        return new PoolSpec(
                id,
                new PolicySpec("least-request"),
                backends,
                new ProbeSpec(
                        ProbeSpec.Type.HTTP,
                        "/",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        2,
                        3,
                        new StatusRange(200, 399),
                        ""),
                new OutlierSpec(
                        5,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        new Percent(50),
                        Duration.ofSeconds(10),
                        50),
                new AffinitySpec(
                        AffinitySpec.Type.NONE,
                        "TOLLGATE",
                        Duration.ofMinutes(30),
                        Duration.ofHours(12),
                        AffinitySpec.Secure.AUTO,
                        AffinitySpec.SameSite.LAX),
                new TimeoutSpec(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ofHours(1)),
                new ConnectionSpec(8_192, Duration.ofSeconds(4), Duration.ZERO, 0),
                new RetrySpec(2, new Percent(20), 10, List.of(), new Size(64 << 10), false),
                new QueueSpec(1024, Duration.ofSeconds(10)),
                Duration.ZERO);
    }

    static Listener listener() {
        return new Listener(
                "web",
                new Address("0.0.0.0", 8080),
                List.of(Listener.Protocol.HTTP1, Listener.Protocol.H2C),
                Duration.ofSeconds(60),
                OwnLimits.NONE);
    }

    /** What holds for the size of requests where nothing is said. */
    public static LimitSpec limits() {
        return new LimitSpec(new Size(32 << 10), new Size(8 << 10), new Size(0));
    }

    static RouteSpec route(String pool) {
        return new RouteSpec(
                Configuration.DEFAULT_ID,
                new MatchSpec(List.of(), null, List.of(), java.util.Map.of(), java.util.Map.of(), java.util.Map.of()),
                new Action.Forward(List.of(new Action.Share(pool, Weight.DEFAULT))));
    }
}
