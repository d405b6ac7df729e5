package io.tollgate.balance;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.Defaults;
import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.QueueSpec;
import io.tollgate.model.RetrySpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** A pool whose settings and modes a test changes in few words. Backends are named a, b and so on. For one thread. */
final class TestPool {
    final FakeTime time = new FakeTime();
    final List<String> observed = new ArrayList<>();
    private final Map<String, Mode> modes = new HashMap<>();
    private PoolSpec spec;
    private String zone = "";
    private final Pool pool;

    private TestPool(PoolSpec spec) {
        this.spec = spec;
        Random random = new Random(7);
        this.pool = new Pool(
                spec,
                this::mode,
                "",
                time,
                time,
                (endpoint, outcome, nanos) -> observed.add(endpoint.id() + " " + outcome.label()),
                random,
                random::nextInt);
    }

    static TestPool of(BackendSpec... backends) {
        return new TestPool(spec(backends));
    }

    static TestPool of(PoolSpec spec) {
        return new TestPool(spec);
    }

    /** Probed by hand, in turn, five failures in a row eject, and nobody waits for more than 10 s. */
    static PoolSpec spec(BackendSpec... backends) {
        PoolSpec made = Defaults.pool("shop", List.of(backends));
        return with(made, new PolicySpec("round-robin"), made.outlier(), made.queue(), Duration.ZERO);
    }

    static PoolSpec spec(QueueSpec queue, BackendSpec... backends) {
        PoolSpec made = spec(backends);
        return with(made, made.policy(), made.outlier(), queue, made.slowStart());
    }

    static PoolSpec spec(Duration slowStart, BackendSpec... backends) {
        PoolSpec made = spec(backends);
        return with(made, made.policy(), made.outlier(), made.queue(), slowStart);
    }

    static PoolSpec spec(OutlierSpec outlier, BackendSpec... backends) {
        PoolSpec made = spec(backends);
        return with(made, made.policy(), outlier, made.queue(), made.slowStart());
    }

    static PoolSpec probed(PoolSpec of, ProbeSpec probe) {
        return new PoolSpec(
                of.id(),
                of.policy(),
                of.backends(),
                probe,
                of.outlier(),
                of.affinity(),
                of.timeouts(),
                of.connections(),
                of.retry(),
                of.queue(),
                of.slowStart());
    }

    static PoolSpec connected(PoolSpec of, int maxConnections) {
        return new PoolSpec(
                of.id(),
                of.policy(),
                of.backends(),
                of.probe(),
                of.outlier(),
                of.affinity(),
                of.timeouts(),
                new ConnectionSpec(maxConnections, Duration.ofSeconds(4), Duration.ZERO, 0),
                of.retry(),
                of.queue(),
                of.slowStart());
    }

    static PoolSpec retried(PoolSpec of, RetrySpec retry) {
        return new PoolSpec(
                of.id(),
                of.policy(),
                of.backends(),
                of.probe(),
                of.outlier(),
                of.affinity(),
                of.timeouts(),
                of.connections(),
                retry,
                of.queue(),
                of.slowStart());
    }

    static PoolSpec with(PoolSpec of, PolicySpec policy, OutlierSpec outlier, QueueSpec queue, Duration slowStart) {
        return new PoolSpec(
                of.id(),
                policy,
                of.backends(),
                of.probe(),
                outlier,
                of.affinity(),
                of.timeouts(),
                of.connections(),
                of.retry(),
                queue,
                slowStart);
    }

    /** {@code a} answers at port 9001, {@code b} at 9002 and so on. */
    static BackendSpec backend(String id, int weight, int tier, int maxRequests) {
        return new BackendSpec(id, url(9001 + id.charAt(0) - 'a'), weight, tier, "", maxRequests);
    }

    static BackendSpec backend(String id) {
        return backend(id, 100, 0, 0);
    }

    static BackendSpec limited(String id, int maxRequests) {
        return backend(id, 100, 0, maxRequests);
    }

    static BackendUrl url(int port) {
        return new BackendUrl("http", "127.0.0.1", port);
    }

    Pool pool() {
        return pool;
    }

    Endpoint endpoint(String id) {
        return Objects.requireNonNull(pool.endpoint(id), id);
    }

    PoolSpec spec() {
        return spec;
    }

    TestPool mode(String backend, Mode mode) {
        modes.put(backend, mode);
        return update(spec);
    }

    /** Where Tollgate stands from now on. */
    TestPool in(String zone) {
        this.zone = zone;
        return update(spec);
    }

    TestPool update(PoolSpec next) {
        spec = next;
        pool.update(next, this::mode, zone);
        return this;
    }

    /** The probes say so, as often as it takes. */
    TestPool down(String... backends) {
        return probe(false, 3, backends);
    }

    TestPool up(String... backends) {
        return probe(true, 2, backends);
    }

    TestPool probe(boolean good, int times, String... backends) {
        for (String backend : backends) {
            for (int i = 0; i < times; i++) {
                pool.probed(
                        backend,
                        endpoint(backend).spec().url(),
                        new ProbeResult(good, time.wallMillis(), 1_000_000, good ? "200" : "503"));
            }
        }
        return this;
    }

    /** So many requests of its own callers fail, each at once. */
    TestPool fail(String backend, int times) {
        for (int i = 0; i < times; i++) {
            TestCaller caller = TestCaller.tiedTo(backend);
            pool.acquire(caller);
            if (!caller.outcome().equals(backend)) {
                throw new AssertionError("request " + i + " for " + backend + " went to " + caller.outcome());
            }
            caller.lease().close(Outcome.RESET);
        }
        time.advance(Duration.ZERO);
        return this;
    }

    TestPool eject(String... backends) {
        for (String backend : backends) {
            fail(backend, spec.outlier().consecutive());
        }
        return this;
    }

    TestCaller ask(TestCaller caller) {
        pool.acquire(caller);
        return caller;
    }

    TestCaller ask() {
        return ask(TestCaller.free());
    }

    /** Where so many callers go, one after another. */
    Map<String, Integer> shares(int callers) {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < callers; i++) {
            TestCaller caller = ask();
            shares.merge(caller.outcome(), 1, Integer::sum);
            if (!caller.leases().isEmpty()) {
                caller.lease().close(Outcome.SUCCESS);
            }
        }
        return shares;
    }

    private Mode mode(String backend) {
        return modes.getOrDefault(backend, Mode.READY);
    }

    /** A pool that other threads may use. */
    static Pool shared(PoolSpec spec, Clock clock, Timer timer) {
        return new Pool(spec, id -> Mode.READY, "", clock, timer, (endpoint, outcome, nanos) -> {}, new Random(7));
    }
}
