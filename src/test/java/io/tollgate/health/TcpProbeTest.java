package io.tollgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpProbeTest {
    private static final ProbeSpec SPEC = Specs.probe(ProbeSpec.Type.TCP, 5000, 2, 3);

    private final FakeTime time = new FakeTime();
    private final TcpProbe probe = new TcpProbe(time, time);

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void isGoodWhenTheBackendTakesTheConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ProbeResult result = answer(probe.send(url("127.0.0.1", server.getLocalPort()), BackendLink.PLAIN, SPEC));
            assertTrue(result.good(), result.detail());
            assertEquals("connected", result.detail());
            assertEquals(time.wallMillis(), result.atMillis());
            assertEquals(-1, server.accept().getInputStream().read(), "it closes what it opened");
        }
        assertEquals(0, time.pending(), "no time limit is left behind");
    }

    @Test
    void isBadWhenTheConnectionIsRefused() throws Exception {
        ProbeResult result = answer(probe.send(url("127.0.0.1", closedPort()), BackendLink.PLAIN, SPEC));
        assertFalse(result.good());
        assertEquals("connection refused", result.detail());
        assertEquals(0, time.pending());
    }

    @ParameterizedTest
    @CsvSource({
        "'75%\n', true, 75%",
        "'up 75%\r\nand more', true, up 75%",
        "drain, true, drain",
        "'', false, said nothing",
        "'\n', false, said nothing"
    })
    void tellsWhatAnAgentSays(String says, boolean good, String detail) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ProbeResult> asked =
                    probe.line(url("127.0.0.1", server.getLocalPort()), Duration.ofSeconds(2));
            try (Socket agent = server.accept()) {
                agent.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
            }
            ProbeResult result = answer(asked);
            assertEquals(detail, result.detail());
            assertEquals(good, result.good());
        }
        assertEquals(0, time.pending());
    }

    @Test
    void anAgentThatTalksForEverIsCutShort() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ProbeResult> asked =
                    probe.line(url("127.0.0.1", server.getLocalPort()), Duration.ofSeconds(2));
            try (Socket agent = server.accept()) {
                agent.getOutputStream().write("x".repeat(5_000).getBytes(StandardCharsets.US_ASCII));
                assertEquals(AgentReport.MOST, answer(asked).detail().length());
            }
        }
    }

    @Test
    void anAgentThatSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ProbeResult> asked =
                    probe.line(url("127.0.0.1", server.getLocalPort()), Duration.ofSeconds(2));
            try (Socket agent = server.accept()) {
                assertTrue(agent.isConnected());
                time.advance(Duration.ofSeconds(2));
                assertEquals("no answer within 2s", answer(asked).detail());
            }
        }
    }

    @Test
    void resolvesNames() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
            assertTrue(answer(probe.send(url("localhost", server.getLocalPort()), BackendLink.PLAIN, SPEC))
                    .good());
        }
    }

    @Test
    void isBadWhenTheNameIsNotKnown() throws Exception {
        // A label longer than 63 letters is no name (RFC 1035, section 2.3.4), which needs no server to be told.
        String nobody = "x".repeat(64);
        ProbeResult result = answer(probe.send(url(nobody, 80), BackendLink.PLAIN, SPEC));
        assertFalse(result.good());
        assertEquals("the name " + nobody + " is not known", result.detail());
    }

    @Test
    void isBadWhenNothingComesWithinTheTimeout() {
        // An attempt that never gets as far as connecting, as when a resolver hangs.
        ConnectAttempt attempt = new ConnectAttempt(time, time, SPEC.timeout(), 0);
        time.advance(Duration.ofMillis(1999));
        assertFalse(attempt.result().isDone());
        time.advance(Duration.ofMillis(1));
        ProbeResult result = attempt.result().join();
        assertFalse(result.good());
        assertEquals("no answer within 2s", result.detail());
        assertEquals(Duration.ofSeconds(2).toNanos(), result.nanos());
    }

    @Test
    void aConnectionThatComesTooLateIsNotEvenTried() throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ConnectAttempt attempt = new ConnectAttempt(time, time, SPEC.timeout(), 0);
            time.advance(Duration.ofSeconds(2));
            attempt.connect(group, new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            group.shutdown();
            assertTrue(group.awaitTermination(5, TimeUnit.SECONDS), "no channel of the group is open");
        } finally {
            group.shutdownNow();
        }
    }

    @Test
    void manyAtOnceAllEnd() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            BackendUrl open = url("127.0.0.1", server.getLocalPort());
            List<CompletableFuture<ProbeResult>> all = IntStream.range(0, 300)
                    .mapToObj(i -> probe.send(open, BackendLink.PLAIN, SPEC))
                    .toList();
            for (CompletableFuture<ProbeResult> one : all) {
                assertTrue(answer(one).good());
            }
        }
    }

    @Test
    void itsThreadsEndWithItAndLaterProbesAreBad() throws Exception {
        probe.close();
        assertFalse(
                answer(probe.send(url("127.0.0.1", 9), BackendLink.PLAIN, SPEC)).good());
        assertFalse(
                answer(probe.send(url("localhost", 9), BackendLink.PLAIN, SPEC)).good());
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tollgate-tcp-probe")));
    }

    private static ProbeResult answer(CompletableFuture<ProbeResult> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    private static BackendUrl url(String host, int port) {
        return new BackendUrl("http", host, port);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
