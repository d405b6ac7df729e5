package io.tollgate.assist;

import io.tollgate.assist.Rollout.Step;
import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Pool;
import io.tollgate.control.Change;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.DrainKeeper;
import io.tollgate.control.Edit;
import io.tollgate.control.FileRevisionStore;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.SnapshotFactory;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.RolloutHook;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.telemetry.Figures;
import io.tollgate.testing.Configurations;
import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A pool whose time, probes and hooks are the test's, over a real store; it can be killed and started again. */
final class Rig {
    static final Figures QUIET = new Figures(0, 0, 0, 0, 0);

    final FakeTime time = new FakeTime();
    final Map<String, CompletableFuture<Hook.Result>> hooks = new LinkedHashMap<>();
    final List<Hook.Task> tasks = new ArrayList<>();
    Figures figures = QUIET;

    private final Path state;
    private final Configuration file;
    private FileRevisionStore store;
    private ConfigKeeper live;
    private DrainKeeper drains;
    private Rollouts rollouts;

    @SuppressWarnings("NullAway.Init")
    Rig(Path state, String rollout, String... backends) throws Exception {
        this.state = state;
        StringBuilder text = new StringBuilder("pools:\n  - id: shop\n    rollout: " + rollout + "\n    backends:\n");
        for (String backend : backends) {
            text.append(
                    "      - {id: %s, url: \"http://127.0.0.1:%d\"}\n".formatted(backend, 9001 + backend.charAt(0)));
        }
        this.file = Configurations.read(text.toString());
        start(UnaryOperator.identity());
        probe();
    }

    /** Starts over what is on disk; the process before may have died at any point. */
    void start(UnaryOperator<LiveConfig> door) throws Exception {
        if (store != null) {
            store.close();
        }
        hooks.clear();
        store = new FileRevisionStore(state);
        SnapshotFactory factory = new SnapshotFactory(
                time,
                time,
                (endpoint, outcome, nanos) -> {},
                spec -> {
                    throw new IllegalStateException();
                },
                new Random(7),
                bound -> 0,
                new PageFiles(state, state));
        live = ConfigKeeper.open(file, Map.of(), store, factory, List.of(), time);
        drains = new DrainKeeper(live, time);
        rollouts = open(door.apply(live));
    }

    private Rollouts open(LiveConfig door) throws IOException {
        return Rollouts.open(state, door, pool -> figures, this::hook, time);
    }

    private CompletableFuture<Hook.Result> hook(RolloutHook how, Hook.Task task) {
        tasks.add(task);
        CompletableFuture<Hook.Result> running = new CompletableFuture<>();
        hooks.put(task.backend(), running);
        return running;
    }

    /** A second assistant over the same state. */
    Rollouts another() throws IOException {
        return open(live);
    }

    CompletableFuture<Hook.Result> hookOf(String backend) {
        return Objects.requireNonNull(hooks.get(backend), backend);
    }

    Rollout begin(String... backends) throws RolloutException {
        return rollouts.start("shop", new Rollouts.Order("ops", "release 7", List.of(backends), null, null));
    }

    Rollout say(Rollouts.Command command) throws RolloutException {
        return rollouts.command("shop", command, "ops");
    }

    /** A second of housekeeping, drains first as in Tollgate. */
    Rollout second() {
        time.advance(Duration.ofSeconds(1));
        drains.look();
        rollouts.look();
        return now();
    }

    Rollout seconds(int count) {
        for (int i = 0; i < count; i++) {
            second();
        }
        return now();
    }

    /** Goes on until the backend has got so far. */
    void until(String backend, Stage stage) {
        for (int i = 0; i < 10 && stage(backend) != stage; i++) {
            second();
        }
        if (stage(backend) != stage) {
            throw new AssertionError(now().toString());
        }
    }

    /** All that are not named as ill are found well now. */
    void probe(String... ill) {
        for (BackendSpec backend : file.pools().get(0).backends()) {
            boolean good = !List.of(ill).contains(backend.id());
            for (int i = 0; i < 3; i++) {
                pool().probed(
                                backend.id(),
                                backend.url(),
                                new ProbeResult(good, time.wallMillis(), 1, good ? "200" : "refused"));
            }
        }
    }

    void set(String backend, Mode mode) throws Exception {
        live.apply(Change.of("somebody", "", new Edit.SetMode("shop", backend, mode, null)), OptionalLong.empty());
    }

    /** A request in flight at that backend. */
    Lease lease(String backend) {
        List<Lease> leases = new ArrayList<>();
        pool().acquire(new Caller() {
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
        return leases.get(0);
    }

    Rollout now() {
        return Objects.requireNonNull(rollouts.of("shop"));
    }

    Stage stage(String backend) {
        return now().steps().stream()
                .filter(step -> step.backend().equals(backend))
                .map(Step::stage)
                .findFirst()
                .orElseThrow();
    }

    Mode mode(String backend) {
        return Objects.requireNonNull(pool().endpoint(backend)).mode();
    }

    ConfigKeeper live() {
        return live;
    }

    private Pool pool() {
        return Objects.requireNonNull(live.current().pool("shop")).pool();
    }
}
