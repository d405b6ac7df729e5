package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Form;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TERM to the jar, under load. */
class StopIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int DOWNLOAD_MILLIS = Boolean.getBoolean("full") ? 20_000 : 5_000;
    private static final int DOWNLOAD_BYTES = 2_000_000;
    private static final int CALLERS = 16;
    private static final int REQUEST_BYTES = 1024;

    @TempDir
    Path folder;

    @Test
    void nobodyGetsABrokenAnswer() {
        try (Site site = Site.start(Form.JAR, folder, config -> config)) {
            URI data = site.tollgate().data();
            CompletableFuture<RawAnswer> download = CompletableFuture.supplyAsync(
                    () -> call(data, "/drip?n=" + DOWNLOAD_BYTES + "&ms=" + DOWNLOAD_MILLIS));
            Callers callers = new Callers(data);
            await().atMost(LIMIT).until(() -> callers.answered.get() > 20 * CALLERS);

            long begin = System.nanoTime();
            site.tollgate().process().signal("TERM");
            callers.join();
            assertEquals(0, site.tollgate().process().awaitExit(LIMIT));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            RawAnswer whole = download.join();

            assertEquals(List.of(), List.copyOf(callers.broken));
            assertEquals(200, whole.status());
            assertEquals(Payload.sha256(DOWNLOAD_BYTES), whole.sha256());
            assertTrue(
                    site.tollgate().log().contains("STOPPED cut-off=0"),
                    () -> site.tollgate().log().toString());
            System.out.printf(
                    "TERM under load: %d answers to %d clients that keep their connections, 0 broken; a download of %d s"
                            + " whole; stopped after %.1f s%n",
                    callers.answered.get(), CALLERS, DOWNLOAD_MILLIS / 1000, took.toMillis() / 1000.0);
        }
    }

    @Test
    void readinessTurnsFirstAndConnectionsAreTakenForTheDelay() throws IOException {
        try (Site site = Site.start(Form.JAR, folder, config -> config)) {
            site.tollgate().rewrite(TestConfig.of(site.backends()).text() + "stop: {delay: 10s, limit: 5s}\n");
            await().atMost(LIMIT)
                    .until(() -> site.tollgate().log().stream().anyMatch(line -> line.contains("stop.delay 0s → 10s")));
            URI data = site.tollgate().data();
            assertEquals(200, ready(site));
            site.tollgate().process().signal("TERM");
            await().atMost(LIMIT).until(() -> ready(site) == 503);
            assertEquals(200, call(data, "/bytes?n=10").status());
            site.tollgate().process().signal("TERM");
            assertEquals(0, site.tollgate().process().awaitExit(Duration.ofSeconds(9)), "the second waits for nothing");
        }
    }

    @Test
    void theSecondTermCutsOffAndSaysHowMany() {
        try (Site site = Site.start(Form.JAR, folder, config -> config)) {
            URI data = site.tollgate().data();
            CompletableFuture<RawAnswer> hanging = CompletableFuture.supplyAsync(() -> call(data, "/slow?ms=100000"));
            await().atMost(LIMIT).until(() -> site.count("requests") > 0 && inFlight(site) == 1);
            site.tollgate().process().signal("TERM");
            site.tollgate().process().awaitLine(line -> line.startsWith("STOPPING in-flight=1 "), LIMIT);
            site.tollgate().process().signal("TERM");
            assertEquals(0, site.tollgate().process().awaitExit(Duration.ofSeconds(20)));
            assertTrue(site.tollgate().log().contains("STOPPED cut-off=1"));
            await().atMost(LIMIT).until(hanging::isCompletedExceptionally);
        }
    }

    private static int inFlight(Site site) {
        int sum = 0;
        for (String id : List.of("a", "b", "c")) {
            sum += site.tollgate().rest().backend(id).get("inFlight").asInt();
        }
        return sum;
    }

    private static int ready(Site site) throws IOException {
        try (RawClient client = new RawClient(site.tollgate().admin())) {
            return client.send(RawRequest.get("/health/ready")).status();
        }
    }

    private static RawAnswer call(URI base, String target) {
        try (RawClient client = new RawClient(base, LIMIT)) {
            return client.send(RawRequest.get(target));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Clients that keep their connections and ask again at once, until nobody listens any more. */
    private static final class Callers {
        private final AtomicLong answered = new AtomicLong();
        private final Queue<String> broken = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Callers(URI base) {
            for (int i = 0; i < CALLERS; i++) {
                Thread thread = new Thread(() -> call(base), "caller " + i);
                threads.add(thread);
                thread.start();
            }
        }

        void join() {
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void call(URI base) {
            boolean listening = true;
            while (listening) {
                listening = untilToldToGo(base);
            }
        }

        /** Asks on one connection until it is told that it ends; false when nobody listens any more. */
        private boolean untilToldToGo(URI base) {
            boolean fresh = true;
            try (RawClient client = new RawClient(base)) {
                while (true) {
                    RawAnswer answer = client.send(RawRequest.get("/bytes?n=" + REQUEST_BYTES));
                    fresh = false;
                    if (answer.status() == 200 && answer.length() == REQUEST_BYTES) {
                        answered.incrementAndGet();
                    } else {
                        broken.add(answer.status() + " with " + answer.length() + " bytes");
                    }
                    if (answer.fields().has("Connection", "close")) {
                        return true;
                    }
                }
            } catch (ConnectException e) {
                return false;
            } catch (IOException e) {
                // A connection that is just being made when the door closes is reset by the system, as if nobody
                // listened.
                if (!fresh) {
                    broken.add(e.toString());
                }
                return !fresh;
            }
        }
    }
}
