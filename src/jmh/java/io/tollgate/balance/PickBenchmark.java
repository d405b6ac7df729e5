package io.tollgate.balance;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Defaults;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.policy.Means;
import io.tollgate.policy.Mix;
import io.tollgate.policy.PickContext;
import io.tollgate.policy.Picker;
import io.tollgate.policy.Policies;
import io.tollgate.policy.Target;
import io.tollgate.time.Clock;
import io.tollgate.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a pick costs by each policy, over the backends that a pool has: some have much to do and some little, each has
 * answered lately, none is full. Weights are mixed; keys are as many as backends, ten times over.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PickBenchmark {
    private static final int[] WEIGHTS = {100, 100, 100, 50, 200};
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String POLICY = "policy";
    private static final String BACKENDS = "backends";

    /** The pool that all threads pick from. */
    @State(Scope.Benchmark)
    public static class Backends {
        @Param({"least-request"})
        String policy = "";

        @Param({"3", "100", "1000"})
        int backends;

        private Picker<Endpoint> picker = context -> null;

        @Setup
        public void fill() {
            Random random = new Random(backends);
            Clock clock = new SystemClock();
            LongAdder inFlight = new LongAdder();
            List<BackendSpec> specs = IntStream.range(0, backends)
                    .mapToObj(i -> new BackendSpec(
                            "b" + i,
                            new BackendUrl("http", "127.0.0.1", 10_000 + i),
                            WEIGHTS[i % WEIGHTS.length],
                            0,
                            "",
                            100))
                    .toList();
            PoolSpec spec = Defaults.pool("shop", specs);
            List<Endpoint> endpoints = specs.stream()
                    .map(each -> new Endpoint(spec, each, io.tollgate.model.Mode.READY, clock, inFlight))
                    .toList();
            for (Endpoint endpoint : endpoints) {
                for (int serving = random.nextInt(20); serving > 0; serving--) {
                    endpoint.tryEnter();
                }
                endpoint.answerTime().answered(1_000_000 + random.nextInt(50_000_000), clock.nanos());
            }
            Means means = new Means(random, Means.BY_THREAD, clock, inFlight::sum);
            picker = Policies.create(new PolicySpec(policy), means).picker(endpoints);
        }
    }

    /** The requests of one thread, one after the other. */
    @State(Scope.Thread)
    public static class Requests {
        private final List<PickContext> contexts = new ArrayList<>();
        private int next;

        private record Keyed(long keyHash) implements PickContext {
            @Override
            public boolean tried(Target target) {
                return false;
            }
        }

        @Setup
        public void make(Backends backends) {
            for (int i = 0; i < 10 * backends.backends; i++) {
                contexts.add(new Keyed(Mix.hash("key" + i)));
            }
        }

        PickContext next() {
            next = next + 1 == contexts.size() ? 0 : next + 1;
            return contexts.get(next);
        }
    }

    @Benchmark
    public @Nullable Endpoint pick(Backends backends, Requests requests) {
        return backends.picker.pick(requests.next());
    }

    /** Runs all and prints a table in Markdown; JMH's own words go to the file that the argument names. */
    public static void main(String[] log) throws RunnerException {
        String[] policies = Policies.names().toArray(String[]::new);
        List<List<RunResult>> byThreads = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            byThreads.add(List.copyOf(new Runner(new OptionsBuilder()
                            .include(PickBenchmark.class.getName() + "\\.pick$")
                            .param(POLICY, policies)
                            .addProfiler(GCProfiler.class)
                            .threads(threads)
                            .output(log[0] + threads)
                            .build())
                    .run()));
        }
        System.out.println(
                "| policy | backends | ns a pick, 1 thread | 2 threads | bytes a pick, 1 thread | 2 threads |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (int row = 0; row < byThreads.get(0).size(); row++) {
            RunResult one = byThreads.get(0).get(row);
            RunResult two = byThreads.get(1).get(row);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %.0f | %.0f | %.0f |%n",
                    one.getParams().getParam(POLICY),
                    one.getParams().getParam(BACKENDS),
                    one.getPrimaryResult().getScore(),
                    two.getPrimaryResult().getScore(),
                    one.getSecondaryResults().get(ALLOCATED).getScore(),
                    two.getSecondaryResults().get(ALLOCATED).getScore());
        }
    }
}
