package io.tollgate.sim;

import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.balance.Pool;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Defaults;
import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The real pool, with nothing set but what a scenario calls for. */
final class PoolBalancer implements Balancer {
    private static final OutlierSpec NEVER_EJECTS = new OutlierSpec(0, Duration.ofSeconds(30), Duration.ofSeconds(300));

    private final PoolSpec spec;
    private final Pool pool;

    PoolBalancer(String policy, Scenario scenario, int backends, int present, FakeTime time, long seed) {
        Random random = new Random(seed);
        this.spec = spec(policy, scenario, backends);
        this.pool = new Pool(
                first(present),
                id -> Mode.READY,
                "",
                time,
                time,
                (endpoint, outcome, nanos) -> {},
                random,
                random::nextInt);
    }

    private static PoolSpec spec(String policy, Scenario scenario, int backends) {
        PoolSpec made = Defaults.pool(
                "simulated",
                IntStream.range(0, backends)
                        .mapToObj(i -> backend(i, scenario.weight(i), policy.equals("fill-first")))
                        .toList());
        return new PoolSpec(
                made.id(),
                new PolicySpec(policy),
                made.backends(),
                made.probe(),
                scenario.ejects() ? made.outlier() : NEVER_EJECTS,
                made.affinity(),
                made.timeouts(),
                made.connections(),
                made.retry(),
                made.queue(),
                scenario.joins() ? Scenario.COLD : Duration.ZERO);
    }

    /** {@code fill-first} without limits would have one backend serve all. */
    private static BackendSpec backend(int index, int weight, boolean limited) {
        BackendUrl url = new BackendUrl("http", "127.0.0.1", 10_000 + index);
        return new BackendSpec("b" + index, url, weight, 0, "", limited ? Scenario.workers(weight) : 0);
    }

    private PoolSpec first(int present) {
        return spec.withBackends(spec.backends().subList(0, present));
    }

    Pool pool() {
        return pool;
    }

    @Override
    public void ask(long key, Consumer<Use> served) {
        pool.acquire(new Asker(key, served));
    }

    @Override
    public void backends(int present) {
        pool.update(first(present), id -> Mode.READY, "");
    }

    private record Asker(long keyHash, Consumer<Use> served) implements Caller {
        @Override
        public boolean hasTried(Endpoint endpoint) {
            return false;
        }

        @Override
        public @Nullable String tiedBackend() {
            return null;
        }

        @Override
        public void leased(Lease lease) {
            served.accept(new Leased(lease));
        }

        @Override
        public void refused(ErrorReason reason) {
            throw new AssertionError("refused: " + reason);
        }
    }

    private record Leased(Lease lease) implements Use {
        @Override
        public int backend() {
            return Integer.parseInt(lease.endpoint().id().substring(1));
        }

        @Override
        public void end(Outcome outcome) {
            lease.answered();
            lease.close(outcome);
        }
    }
}
