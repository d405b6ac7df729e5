package io.tollgate.control;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Pool;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.AccessLogSettings;
import io.tollgate.model.Address;
import io.tollgate.model.AdminSettings;
import io.tollgate.model.AffinitySpec;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Configuration;
import io.tollgate.model.Defaults;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.FileDiscovery;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.StateSettings;
import io.tollgate.model.StopSettings;
import io.tollgate.model.Strictness;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

/** Small configurations, and what a {@link ConfigKeeper} needs besides. */
final class Setup {
    /** What a pool of {@link #discovering} is looked for by. */
    static final DiscoverySpec LOOKED =
            new DiscoverySpec(new FileDiscovery("backends.yaml"), null, Duration.ofMinutes(10));

    private Setup() {}

    static Configuration file(PoolSpec... pools) {
        return new Configuration(
                1,
                List.of(),
                new AdminSettings(new Address("127.0.0.1", 9090), "/tollgate", List.of()),
                new StateSettings("./state"),
                new StopSettings(Duration.ZERO, Duration.ofSeconds(30)),
                new AccessLogSettings("", 65_536),
                Defaults.limits(),
                List.of(),
                Strictness.DEFENSIVE,
                "",
                List.of(),
                List.of(pools),
                pools.length == 1 ? List.of() : List.of(route(pools[0].id())));
    }

    /** A pool called shop of backends a, b and so on. */
    static Configuration shop(String... backends) {
        return file(pool("shop", List.of(backends).stream().map(Setup::backend).toArray(BackendSpec[]::new)));
    }

    static PoolSpec pool(String id, BackendSpec... backends) {
        return Defaults.pool(id, List.of(backends));
    }

    /** One for which backends are looked for. */
    static PoolSpec discovering(String id, BackendSpec... backends) {
        return discovering(pool(id, backends));
    }

    /** The same for which backends are looked for. */
    static PoolSpec discovering(PoolSpec plain) {
        return new PoolSpec(
                plain.id(),
                plain.policy(),
                plain.backends(),
                plain.probe(),
                plain.outlier(),
                plain.affinity(),
                plain.timeouts(),
                plain.connections(),
                plain.retry(),
                plain.queue(),
                plain.slowStart(),
                plain.tls(),
                plain.proxyProtocol(),
                plain.loadReport(),
                LOOKED,
                plain.rollout());
    }

    /** The lease of a caller that is tied to that backend. */
    static Lease leaseOn(LiveConfig live, String backend) {
        List<Lease> leases = new ArrayList<>();
        pool(live).acquire(new Caller() {
            @Override
            public boolean hasTried(Endpoint endpoint) {
                return false;
            }

            @Override
            public @Nullable String tiedBackend() {
                return backend;
            }

            @Override
            public void leased(Lease lease) {
                leases.add(lease);
            }

            @Override
            public void refused(ErrorReason reason) {}
        });
        if (!leases.get(0).endpoint().id().equals(backend)) {
            throw new AssertionError("got " + leases.get(0).endpoint());
        }
        return leases.get(0);
    }

    /** {@code a} at port 9001 and so on. */
    static BackendSpec backend(String id) {
        return backend(id, 9001 + id.charAt(0) - 'a', 100);
    }

    static BackendSpec backend(String id, int port, int weight) {
        return new BackendSpec(id, new BackendUrl("http", "127.0.0.1", port), weight, 0, "", 0);
    }

    static PoolSpec tied(PoolSpec pool, Duration idle) {
        AffinitySpec old = pool.affinity();
        return new PoolSpec(
                pool.id(),
                pool.policy(),
                pool.backends(),
                pool.probe(),
                pool.outlier(),
                new AffinitySpec(AffinitySpec.Type.COOKIE, old.name(), idle, old.max(), old.secure(), old.sameSite()),
                pool.timeouts(),
                pool.connections(),
                pool.retry(),
                pool.queue(),
                pool.slowStart());
    }

    static SnapshotFactory factory(FakeTime time) {
        return factory(time, spec -> Mockito.mock(Ties.class, Mockito.RETURNS_DEEP_STUBS));
    }

    static SnapshotFactory factory(FakeTime time, Function<PoolSpec, Ties> ties) {
        return new SnapshotFactory(
                time,
                time,
                (endpoint, outcome, nanos) -> {},
                ties,
                new Random(7),
                bound -> 0,
                new PageFiles(Path.of("src/test/resources/io/tollgate/control"), null));
    }

    static ConfigKeeper keeper(Configuration file, RevisionStore store, FakeTime time) throws Exception {
        return ConfigKeeper.open(file, Map.of(), store, factory(time), List.of(), time);
    }

    static Revision apply(LiveConfig live, Edit... edits) throws RefusedException, StaleException {
        return live.apply(new Change("ann", "", List.of(edits)), OptionalLong.empty());
    }

    static Edit.OfBackend mode(String backend, Mode mode) {
        return new Edit.SetMode("shop", backend, mode, null);
    }

    static Edit.OfBackend weight(String backend, int weight) {
        return new Edit.SetWeight("shop", backend, weight);
    }

    static Edit.OfBackend add(BackendSpec backend) {
        return new Edit.AddBackend("shop", backend);
    }

    static Edit.OfBackend remove(String backend) {
        return new Edit.RemoveBackend("shop", backend);
    }

    static Edit.OfBackend follow(String backend) {
        return new Edit.FollowFile("shop", backend);
    }

    static PoolSpec spec(LiveConfig live) {
        return Objects.requireNonNull(live.current().configuration().pool("shop"));
    }

    static Pool pool(LiveConfig live) {
        return Objects.requireNonNull(live.current().pool("shop")).pool();
    }

    /** In short: {@code a=100 b=0:drain}, of what runs. */
    static String running(LiveConfig live) {
        List<String> all = new ArrayList<>();
        pool(live)
                .endpoints()
                .forEach(endpoint -> all.add(endpoint.id() + "=" + (int) endpoint.effectiveWeight()
                        + (endpoint.mode() == Mode.READY ? "" : ":" + endpoint.mode())));
        return String.join(" ", all);
    }

    private static RouteSpec route(String pool) {
        return file(pool(pool)).routes().get(0);
    }

    /** Keeps in memory, and fails when told to. */
    static final class MemoryStore implements RevisionStore {
        final List<Revision> revisions = new ArrayList<>();
        Overlay overlay = Overlay.EMPTY;
        boolean full;
        Runnable beforeAppend = () -> {};

        @Override
        public Kept open() {
            return new Kept(overlay, List.copyOf(revisions));
        }

        @Override
        public void append(Revision revision, Overlay after) throws IOException {
            beforeAppend.run();
            if (full) {
                throw new IOException("No space left on device");
            }
            revisions.add(revision);
            overlay = after;
        }

        @Override
        public void close() {}
    }
}
