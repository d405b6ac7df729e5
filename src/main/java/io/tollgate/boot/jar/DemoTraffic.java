package io.tollgate.boot.jar;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The demo's gentle sample traffic: callers that keep their cookies and pause to think, about 20 requests a second
 * together, all driven by one thread.
 */
final class DemoTraffic implements AutoCloseable {
    private static final int CALLERS = 30;
    private static final double MEAN_PAUSE_MILLIS = 1_500;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "demo-traffic");
        made.setDaemon(true);
        return made;
    });
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RandomGenerator random;
    private final Map<DemoCaller.Result, LongAdder> results = new EnumMap<>(DemoCaller.Result.class);

    /** Begins to call that address. */
    DemoTraffic(URI uri, RandomGenerator random) {
        this.random = random;
        for (DemoCaller.Result result : DemoCaller.Result.values()) {
            results.put(result, new LongAdder());
        }
        for (int i = 0; i < CALLERS; i++) {
            think(new DemoCaller(uri, random));
        }
    }

    /** What came of the calls so far, as a sentence. */
    String summary() {
        return "Sample traffic: " + count(DemoCaller.Result.WELL) + " requests well, "
                + count(DemoCaller.Result.FAILED) + " failed, " + count(DemoCaller.Result.SESSION_LOST)
                + " sessions lost.";
    }

    /** How many calls ended so. */
    long count(DemoCaller.Result result) {
        LongAdder counted = results.get(result);
        return counted == null ? 0 : counted.sum();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void think(DemoCaller caller) {
        double pause = -Math.log(1 - random.nextDouble()) * MEAN_PAUSE_MILLIS;
        CompletableFuture.delayedExecutor((long) pause, TimeUnit.MILLISECONDS, thread)
                .execute(() -> call(caller));
    }

    private void call(DemoCaller caller) {
        CompletableFuture<HttpResponse<String>> unused = client.sendAsync(
                        caller.next(), HttpResponse.BodyHandlers.ofString())
                .whenCompleteAsync((answer, failure) -> ended(caller, answer), thread);
    }

    private void ended(DemoCaller caller, @Nullable HttpResponse<String> answer) {
        DemoCaller.Result result = answer == null ? DemoCaller.Result.FAILED : caller.answered(answer);
        results.computeIfPresent(result, (key, counter) -> {
            counter.increment();
            return counter;
        });
        think(caller);
    }
}
