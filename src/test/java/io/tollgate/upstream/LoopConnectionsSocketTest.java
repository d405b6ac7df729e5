package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.time.Deadlines;
import io.tollgate.time.ExecutorTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which loops connections to backends come to, over real sockets. */
class LoopConnectionsSocketTest {
    private static final int LOOPS = 4;
    private static final int MANY = 24;

    /** When one has come about more may be missing, and are asked for on the thread that it came about on. */
    private static final int STRAY = 4;

    private static final String NAME = "shop.test";
    private static final ConnectionSpec RULES = new ConnectionSpec(1_000, Duration.ofHours(1), Duration.ZERO, 0);
    private static final TimeoutSpec PATIENT =
            new TimeoutSpec(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final TestClient client = TestClient.onLoops(
            LOOPS,
            (host, port, context, promise) -> new Thread(() ->
                            promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))))
                    .start());

    private final FakeTime time = new FakeTime();
    private final ExecutorTimer limits = new ExecutorTimer("limits");
    private final Connections connections = new Connections(client.started(), BackendTls.NONE, limits);
    private final JettyUpstream upstream = new JettyUpstream(connections, time, new Deadlines(time, time));
    private final Loops loops = JettyClients.loops(client.started());
    private final Semaphore mayAnswer = new Semaphore(0);
    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});
    private final TestEvents events = new TestEvents(client);

    LoopConnectionsSocketTest() throws IOException {
        backend.play(socket -> {
            while (true) {
                backend.request(socket);
                mayAnswer.acquire();
                socket.write(ScriptedBackend.ok("well"));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        events.close();
        client.close();
        backend.close();
        limits.close();
    }

    /** Else an exchange changes its thread with each event, and a loop makes connections for others. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", NAME})
    void aConnectionComesToTheLoopThatAskedForIt(String host) throws Exception {
        BackendUrl url = new BackendUrl("http", host, backend.port());
        for (int i = 0; i < LOOPS; i++) {
            ManagedSelector loop = askWithin(url);
            Integer there = loopsOf(url).get(loop);
            assertTrue(
                    there != null && there >= MANY - STRAY, () -> loopsOf(url).toString());
        }
    }

    @Test
    void whoCanGetNoneOfHisLoopGetsOneOfAnother() throws Exception {
        BackendUrl url = new BackendUrl("http", "127.0.0.1", backend.port());
        ManagedSelector first = askWithin(url);
        Map<ManagedSelector, Integer> before = loopsOf(url);
        backend.refuse();
        while (askWithin(url).equals(first)) {}
        assertEquals(before, loopsOf(url));
    }

    /** The loop at whose event many have asked at once, and have been answered since. */
    private ManagedSelector askWithin(BackendUrl url) throws Exception {
        CompletableFuture<ManagedSelector> at = new CompletableFuture<>();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        events.happen(InvocationType.NON_BLOCKING, () -> {
            at.complete(loops.here());
            for (int i = 0; i < MANY; i++) {
                answers.add(send(url));
            }
            asked.complete(null);
        });
        await(asked);
        mayAnswer.release(MANY);
        for (CompletableFuture<String> each : answers) {
            assertEquals("well", await(each));
        }
        Awaitility.await().until(() -> {
            Connections.Figures figures = connections.figures("p", url);
            return figures.active() == 0 && figures.pending() == 0 && figures.idle() == backend.open();
        });
        return await(at);
    }

    private CompletableFuture<String> send(BackendUrl url) {
        Promise.Completable<String> text = new Promise.Completable<>();
        upstream.send(
                Told.attempt(url, "p", RULES, PATIENT, "GET", null),
                new Told(
                        body -> Content.Source.asString(body, StandardCharsets.UTF_8, text),
                        failure -> text.failed(new AssertionError(failure.toString()))));
        return text;
    }

    /** How many connections are on each. */
    private Map<ManagedSelector, Integer> loopsOf(BackendUrl url) {
        Map<ManagedSelector, Integer> found = new HashMap<>();
        for (KeptConnections kept :
                connections.line("p", url, RULES, PoolTls.DEFAULT).kept()) {
            LoopPool<?, ?> pool = Objects.requireNonNull(kept.getBean(LoopPool.class));
            pool.stream()
                    .map(entry -> (PatientTransport.PatientConnection) entry.getPooled())
                    .forEach(each -> found.merge(each.loop(), 1, Integer::sum));
        }
        return found;
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
