package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.Defaults;
import io.tollgate.model.Durations;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.time.Deadlines;
import io.tollgate.time.ExecutorTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections to backends come, stay and go, over real sockets. */
class ConnectionsSocketTest {
    private static final ConnectionSpec USUAL = rules(8, "1h", "0s", 0);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String NAME = "shop.test";

    /** What {@link #NAME} stands for at the moment. */
    private final List<String> addresses = new CopyOnWriteArrayList<>();

    private volatile boolean rejects;

    private final TestClient client = new TestClient(new ArrayByteBufferPool(), (host, port, context, promise) -> {
        if (rejects) {
            throw new RejectedExecutionException("full");
        }
        promise.succeeded(addresses.stream()
                .map(address -> new InetSocketAddress(literal(address), port))
                .toList());
    });
    private final FakeTime time = new FakeTime();
    /** Of what is no matter of a test's own time: how long to wait for the system. */
    private final ExecutorTimer limits = new ExecutorTimer("limits");

    private final Connections connections = new Connections(client.started(), BackendTls.NONE, limits);
    private final JettyUpstream upstream = new JettyUpstream(connections, time, new Deadlines(time, time));
    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});

    ConnectionsSocketTest() {
        backend.play(backend.answering(ScriptedBackend.ok("well")));
    }

    @AfterEach
    void stop() {
        client.close();
        backend.close();
        limits.close();
    }

    // How they are kept.

    @Test
    void aConnectionIsUsedAgain() {
        for (int i = 0; i < 5; i++) {
            assertEquals("well", get("p", url(), USUAL));
        }
        assertEquals(1, backend.connections());
        await(figures -> figures.equals(new Connections.Figures(0, 1, 0, 1, 0)));
    }

    /** Who asks while another thread is just making the pool must not find it before it can be asked. */
    @Test
    void aPoolIsFoundWhenItHasBegun() {
        Line line = connections.line("p", url(), USUAL, PoolTls.DEFAULT);
        assertEquals("well", get("p", url(), USUAL));
        await(figures -> figures.idle() == 1);
        Destination destination =
                client.started().resolveDestination(line.address().request(client.started(), "/", line));
        ConnectionPool made = client.started()
                .getHttpClientTransport()
                .getConnectionPoolFactory()
                .newConnectionPool(destination);
        assertEquals("well", get("p", url(), USUAL));
        assertEquals(1, backend.connections());
        assertTrue(made.isEmpty());
    }

    @Test
    void poolsDoNotShareConnections() {
        get("p", url(), USUAL);
        get("q", url(), USUAL);
        assertEquals(2, backend.connections());
    }

    @Test
    void anIdleOneIsClosedAfterItsTime() {
        get("p", url(), rules(8, "100ms", "0s", 0));
        await(figures -> figures.equals(new Connections.Figures(0, 0, 0, 1, 1)));
    }

    @Test
    void anOldOneIsUsedNoMore() {
        ConnectionSpec shortLived = rules(8, "1h", "1ms", 0);
        long began = System.nanoTime();
        get("p", url(), shortLived);
        Awaitility.await().until(() -> System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(2));
        get("p", url(), shortLived);
        assertEquals(2, backend.connections());
        Awaitility.await().until(() -> figures().closed() >= 1);
    }

    @Test
    void thereAreNoMoreThanAllowed() throws Exception {
        Gate gate = new Gate();
        backend.play(socket -> {
            while (true) {
                backend.request(socket);
                gate.await();
                socket.write(ScriptedBackend.ok("well"));
            }
        });
        ConnectionSpec two = rules(2, "1h", "0s", 0);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(send("p", url(), two));
        }
        Awaitility.await().until(() -> backend.requests().size() == 2);
        assertEquals(2, figures().active());
        gate.open();
        answers.forEach(answer ->
                assertEquals("well", answer.orTimeout(10, TimeUnit.SECONDS).join()));
        assertEquals(2, backend.connections());
    }

    @Test
    void someAreHeldOpenAndMadeAnewWhenTheyEnd() {
        PoolSpec pool = pool(rules(8, "1h", "0s", 3), url());
        connections.follow(List.of(pool));
        connections.warm(pool, url());
        await(figures -> figures.idle() == 3);
        connections.warm(pool, url());
        assertEquals(3, figures().opened(), "there are enough");

        get("p", url(), pool.connections());
        assertEquals(3, backend.connections(), "a request takes one of them");

        backend.hangUp();
        await(figures -> figures.closed() == 3);
        connections.warm(pool, url());
        await(figures -> figures.idle() == 3);
        assertEquals(6, figures().opened());
    }

    // Draining on change.

    @Test
    void whatIsIdleEndsWithItsBackend() {
        connections.follow(List.of(pool(USUAL, url())));
        get("p", url(), USUAL);
        await(figures -> figures.idle() == 1);
        connections.follow(List.of(pool(USUAL)));
        Awaitility.await().until(() -> backend.open() == 0);
    }

    @Test
    void whatIsBusyEndsWhenItIsDone() throws Exception {
        Gate gate = new Gate();
        backend.play(socket -> {
            backend.request(socket);
            gate.await();
            socket.write(ScriptedBackend.ok("well"));
            socket.awaitEnd();
        });
        connections.follow(List.of(pool(USUAL, url())));
        CompletableFuture<String> answer = send("p", url(), USUAL);
        Awaitility.await().until(() -> backend.requests().size() == 1);
        connections.follow(List.of(pool(USUAL)));
        gate.open();
        assertEquals("well", answer.orTimeout(10, TimeUnit.SECONDS).join());
        Awaitility.await().until(() -> backend.open() == 0);
    }

    @Test
    void otherRulesTakeOtherConnectionsAndTheOldOnesEnd() {
        connections.follow(List.of(pool(USUAL, url())));
        get("p", url(), USUAL);
        await(figures -> figures.idle() == 1);
        ConnectionSpec other = rules(4, "1h", "0s", 0);
        connections.follow(List.of(pool(other, url())));
        await(figures -> figures.closed() == 1);
        get("p", url(), other);
        await(figures -> figures.equals(new Connections.Figures(0, 1, 0, 2, 1)));
    }

    @Test
    void whatHasNotChangedIsKept() {
        connections.follow(List.of(pool(USUAL, url())));
        get("p", url(), USUAL);
        await(figures -> figures.idle() == 1);
        connections.follow(List.of(pool(rules(8, "1h", "0s", 0), url(), new BackendUrl("http", "127.0.0.1", 1))));
        get("p", url(), USUAL);
        assertEquals(1, backend.connections());
    }

    @Test
    void connectionsToAnAddressThatTheNameHasLostEnd() {
        BackendUrl named = new BackendUrl("http", NAME, backend.port());
        connections.follow(List.of(pool(USUAL, named)));
        addresses.add("127.0.0.1");
        get("p", named, USUAL);
        Awaitility.await().until(() -> connections.figures("p", named).idle() == 1);

        connections.lookUpNames();
        connections.lookUpNames();
        assertEquals(0, connections.figures("p", named).closed(), "nothing has changed");

        addresses.clear();
        addresses.add("127.0.0.9");
        connections.lookUpNames();
        assertEquals(0, connections.figures("p", named).closed(), "it was missing once");
        connections.lookUpNames();
        Awaitility.await().until(() -> connections.figures("p", named).closed() == 1);
    }

    /** Who asks while idle ones are looked through may find none of them, and no place for one more. */
    @Test
    void whoeverWaitsGetsAnotherWhenTheOnlyOneIsClosed() throws Exception {
        ConnectionSpec one = rules(1, "1h", "0s", 0);
        Line line = connections.line("p", url(), one, PoolTls.DEFAULT);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                line.onlyKeep(Set.of(literal("127.0.0.9")));
                line.onlyKeep(Set.of());
            }
        });
        try {
            for (int i = 0; i < 1_000; i++) {
                assertEquals(
                        "well",
                        send("p", url(), one).orTimeout(10, TimeUnit.SECONDS).join());
            }
        } finally {
            over.set(true);
            changes.join();
        }
    }

    // All addresses of a name.

    @Test
    void theNextAddressIsTriedWhenOneRefuses() {
        addresses.addAll(List.of("127.0.0.2", "127.0.0.3", "127.0.0.1"));
        assertEquals("well", get("p", new BackendUrl("http", NAME, backend.port()), USUAL));
    }

    @Test
    void anAddressThatSwallowsEverythingDoesNotUseUpTheLimit() throws IOException {
        List<RawSocket> waiting = new ArrayList<>();
        InetAddress other = literal("127.0.0.2");
        // A full queue of connections that nobody accepts: further ones are left without a word.
        try (ServerSocket deaf = new ServerSocket(backend.port(), 1, other)) {
            for (int i = 0; i < 2; i++) {
                waiting.add(RawSocket.connect(other, deaf.getLocalPort()));
            }
            addresses.addAll(List.of("127.0.0.2", "127.0.0.1"));
            assertEquals("well", get("p", new BackendUrl("http", NAME, backend.port()), USUAL));
            await(NAME, figures -> figures.pending() == 0);
        } finally {
            waiting.forEach(RawSocket::close);
        }
    }

    /** Else they would hold places of connections that can be made when it is back. */
    @Test
    void whatDoesNotComeAboutIsGivenUp() throws IOException {
        List<RawSocket> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, literal("127.0.0.1"))) {
            for (int i = 0; i < 2; i++) {
                waiting.add(RawSocket.connect(deaf.getLocalPort()));
            }
            BackendUrl url = new BackendUrl("http", "127.0.0.1", deaf.getLocalPort());
            CompletableFuture<String> answer = send("p", url, rules(1, "1h", "0s", 0), Duration.ofMillis(200));
            Failure failure = failure(answer);
            assertEquals(Failure.Kind.CONNECT, failure.kind());
            assertFalse(failure.sent());
            Awaitility.await().until(() -> connections.figures("p", url).pending() == 0);
        } finally {
            waiting.forEach(RawSocket::close);
        }
    }

    @Test
    void whoCannotBeLookedUpFailsAtOnceAndTakesNoPlace() {
        rejects = true;
        BackendUrl named = new BackendUrl("http", NAME, backend.port());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Failure.Kind.CONNECT,
                    failure(send("p", named, rules(1, "1h", "0s", 0))).kind());
        }
        assertEquals(0, connections.figures("p", named).pending());
        rejects = false;
        addresses.add("127.0.0.1");
        assertEquals("well", get("p", named, rules(1, "1h", "0s", 0)));
    }

    @Test
    void aNameWithoutAnAddressThatAnswers() {
        addresses.addAll(List.of("127.0.0.2", "127.0.0.3"));
        Failure failure = failure(send("p", new BackendUrl("http", NAME, backend.port()), USUAL));
        assertEquals(Failure.Kind.CONNECT, failure.kind());
        assertFalse(failure.sent());
    }

    // What tests look at.

    private static ConnectionSpec rules(int max, String idle, String lifetime, int warm) {
        return new ConnectionSpec(max, Durations.parse(idle), Durations.parse(lifetime), warm);
    }

    private BackendUrl url() {
        return new BackendUrl("http", "127.0.0.1", backend.port());
    }

    private static PoolSpec pool(ConnectionSpec rules, BackendUrl... urls) {
        List<BackendSpec> backends = new ArrayList<>();
        for (BackendUrl url : urls) {
            backends.add(new BackendSpec("", url, 100, 0, "", 0));
        }
        PoolSpec made = Defaults.pool("p", backends);
        return new PoolSpec(
                made.id(),
                made.policy(),
                made.backends(),
                made.probe(),
                made.outlier(),
                made.affinity(),
                made.timeouts(),
                rules,
                made.retry(),
                made.queue(),
                made.slowStart());
    }

    private Connections.Figures figures() {
        return connections.figures("p", url());
    }

    private void await(Predicate<Connections.Figures> wanted) {
        Awaitility.await().until(() -> wanted.test(figures()));
    }

    private void await(String host, Predicate<Connections.Figures> wanted) {
        BackendUrl named = new BackendUrl("http", host, backend.port());
        Awaitility.await().until(() -> wanted.test(connections.figures("p", named)));
    }

    private String get(String pool, BackendUrl to, ConnectionSpec rules) {
        String text = send(pool, to, rules).orTimeout(10, TimeUnit.SECONDS).join();
        // The text may be here before its connection is free again.
        Awaitility.await().until(() -> connections.figures(pool, to).active() == 0);
        return text;
    }

    private CompletableFuture<String> send(String pool, BackendUrl to, ConnectionSpec rules) {
        return send(pool, to, rules, CONNECT);
    }

    private CompletableFuture<String> send(String pool, BackendUrl to, ConnectionSpec rules, Duration connect) {
        TimeoutSpec timeouts = new TimeoutSpec(connect, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Promise.Completable<String> text = new Promise.Completable<>();
        upstream.send(
                Told.attempt(to, pool, rules, timeouts, "GET", null),
                new Told(
                        body -> Content.Source.asString(body, StandardCharsets.UTF_8, text),
                        failure -> text.failed(new Failed(failure))));
        return text;
    }

    private static Failure failure(CompletableFuture<String> answer) {
        Throwable thrown = answer.handle((text, failure) -> failure)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return ((Failed) thrown).failure;
    }

    private static InetAddress literal(String address) {
        return Objects.requireNonNull(Addresses.literal(address));
    }

    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        private Failed(Failure failure) {
            this.failure = failure;
        }
    }

    /** Shut until it is opened. */
    private static final class Gate {
        private final CountDownLatch latch = new CountDownLatch(1);

        void await() throws InterruptedException {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        }

        void open() {
            latch.countDown();
        }
    }
}
