package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import io.tollgate.policy.Mix;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * One simulated run. Requests come at random moments and independently of answers (Poisson), each with a key and an
 * amount of work (exponential) of its own; every balancer gets the same requests.
 */
final class Run {
    static final Duration MEAN_WORK = Duration.ofMillis(50);
    static final int MANY_KEYS = 100_000;
    static final long[] KEYS =
            LongStream.range(0, MANY_KEYS).map(i -> Mix.hash("caller " + i)).toArray();

    private static final long SEED = 17;
    private static final Duration DRAIN_STEP = Duration.ofSeconds(10);
    private static final int MOST_STEPS = 1_000;

    private final Bench.Row row;
    private final Scenario scenario;
    private final FakeTime time = new FakeTime();
    private final long begin = time.nanos();
    private final Random requests;
    private final Server[] servers;
    private final int[] served;
    private final Balancer balancer;
    private final double nanosBetween;
    private long[] latencies = new long[1024];
    private int answers;
    private int open;
    private boolean over;

    private Run(Bench.Row row) {
        this.row = row;
        this.scenario = row.scenario();
        this.requests = new Random(SEED);
        this.servers = new Server[row.backends()];
        this.served = new int[row.backends()];
        for (int i = 0; i < servers.length; i++) {
            int workers = Scenario.workers(scenario.weight(i));
            servers[i] = new Server(time, workers, scenario.behaviour(i, servers.length, begin));
        }
        this.nanosBetween = 1e9 / row.perSecond();
        int present = scenario.joins() ? servers.length - 1 : servers.length;
        this.balancer = row.contender().balancer(scenario, servers.length, present, time);
    }

    static Figures of(Bench.Row row) {
        return new Run(row).figures();
    }

    private Figures figures() {
        if (scenario.joins()) {
            time.after(Scenario.JOINS_AT, this::join);
        }
        arriveLater();
        time.advance(row.length());
        over = true;
        for (int step = 0; open > 0; step++) {
            if (step == MOST_STEPS) {
                throw new AssertionError(row + ": " + open + " requests were never answered");
            }
            time.advance(DRAIN_STEP);
        }
        return new Figures(row, Arrays.copyOf(latencies, answers), served);
    }

    private void join() {
        balancer.backends(servers.length);
        time.after(Scenario.LEAVES_AFTER, () -> balancer.backends(servers.length - 1));
        time.after(Scenario.JOINS_EVERY, this::join);
    }

    private void arriveLater() {
        time.after(Duration.ofNanos(exponential(nanosBetween)), this::arrive);
    }

    private void arrive() {
        if (over) {
            return;
        }
        long at = time.nanos();
        long key = KEYS[requests.nextInt(KEYS.length)];
        long work = exponential((double) MEAN_WORK.toNanos());
        open++;
        balancer.ask(key, use -> serve(at, work, use));
        arriveLater();
    }

    private void serve(long at, long work, Balancer.Use use) {
        int backend = use.backend();
        boolean shown = scenario.shows(at - begin);
        if (shown) {
            served[backend]++;
        }
        servers[backend].take(work, () -> {
            open--;
            Outcome outcome = backend == scenario.watched(servers.length) ? scenario.outcome() : Outcome.SUCCESS;
            use.end(outcome);
            if (shown && outcome == Outcome.SUCCESS) {
                note(time.nanos() - at);
            }
        });
    }

    private void note(long nanos) {
        if (answers == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * answers);
        }
        latencies[answers++] = nanos;
    }

    /** The logarithm that is the same on every machine. */
    private long exponential(double mean) {
        return (long) (-StrictMath.log(1 - requests.nextDouble()) * mean);
    }
}
