package io.tollgate.balance;

import io.tollgate.bench.Step;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.SystemClock;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Takes a backend of ten and gives it back. */
public class PickBenchmark extends Step {
    @Param({"least-request", "least-time", "round-robin", "random", "ring-hash"})
    private String policy;

    private Pool pool;
    private final One free = new One(null);
    private final One tied = new One("b7");

    @Setup
    public void setUp() {
        PoolSpec plain = TestPool.spec(IntStream.range(0, 10)
                .mapToObj(i -> new BackendSpec(
                        "b" + i, new BackendUrl("http", "127.0.0.1", 9001 + i), 100, 0, "", 0))
                .toArray(BackendSpec[]::new));
        PoolSpec spec = TestPool.with(
                plain, new PolicySpec(policy), plain.outlier(), plain.queue(), Duration.ZERO);
        pool = new Pool(
                spec,
                id -> io.tollgate.model.Mode.READY,
                "",
                new SystemClock(),
                new FakeTime(),
                (endpoint, outcome, nanos) -> {},
                new Random(7));
    }

    @Benchmark
    public @Nullable Lease pick() {
        pool.acquire(free);
        return free.giveBack();
    }

    @Benchmark
    public @Nullable Lease pickTied() {
        pool.acquire(tied);
        return tied.giveBack();
    }

    private static final class One implements Caller {
        private final @Nullable String backend;
        private long key;
        private @Nullable Lease lease;

        private One(@Nullable String backend) {
            this.backend = backend;
        }

        @Nullable Lease giveBack() {
            Lease given = lease;
            if (given == null) {
                throw new IllegalStateException("nothing was picked");
            }
            given.answered();
            given.close(Outcome.SUCCESS);
            lease = null;
            return given;
        }

        @Override
        public boolean hasTried(Endpoint endpoint) {
            return false;
        }

        @Override
        public int tries() {
            return 0;
        }

        @Override
        public long keyHash() {
            return key++ * 0x9E3779B97F4A7C15L | 1;
        }

        @Override
        public @Nullable String tiedBackend() {
            return backend;
        }

        @Override
        public void leased(Lease granted) {
            lease = granted;
        }

        @Override
        public void refused(ErrorReason reason) {
            throw new IllegalStateException(reason.code());
        }
    }
}
