package io.tollgate.upstream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.health.v1.HealthCheckRequest;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.StatusRange;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.GrpcBackend;
import io.tollgate.testing.GrpcBackend.Asked;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of HTTP/2 that does what no proper one would. Time stands still unless a test moves it. */
class GrpcProbeTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final FakeTime time = new FakeTime();
    private final GrpcBackend backend = new GrpcBackend(GrpcBackend.saying(GrpcBackend.SERVING));
    private TestClient client = new TestClient(buffers);
    private GrpcProbe probe = new GrpcProbe(client.started(), BackendTls.NONE, time, time);

    /** What is closed in these tests is closed by the probe. */
    @BeforeEach
    void keepSilentConnections() {
        client.started().setIdleTimeout(Duration.ofMinutes(5).toMillis());
    }

    @AfterEach
    void stop() {
        await().untilAsserted(() -> assertEquals(List.of(), List.copyOf(buffers.getLeaks())));
        backend.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"1, true, grpc says SERVING", "2, false, grpc says NOT_SERVING", "0, false, grpc says UNKNOWN"})
    void theStatusDecides(int status, boolean good, String detail) {
        backend.play(GrpcBackend.saying(status));
        assertEquals(new ProbeResult(good, time.wallMillis(), 0, detail), send(""));
        await().until(() -> backend.open() == 0);
    }

    @Test
    void asksAsGrpcClientsDo() {
        assertTrue(send("shop.v1.Cart").good());
        Asked asked = backend.asked().get(0);
        assertEquals("POST", asked.head().getMethod());
        assertEquals(
                "http://127.0.0.1:" + backend.port() + "/grpc.health.v1.Health/Check",
                asked.head().getHttpURI().asString());
        assertEquals("application/grpc", asked.field("content-type"));
        assertEquals("trailers", asked.field("te"));
        assertEquals("2000m", asked.field("grpc-timeout"));
        assertEquals("Tollgate-Probe", asked.field("user-agent"));
        assertEquals(
                ByteBuffer.wrap(GrpcBackend.message(HealthCheckRequest.newBuilder()
                        .setService("shop.v1.Cart")
                        .build()
                        .toByteArray())),
                asked.body());
    }

    @Test
    void asksWithAnotherAuthorityAndFurtherFieldsAtAnotherPort() {
        ProbeSpec spec = spec("", "shop.internal", backend.port(), Map.of("Authorization", "Bearer x", "X-A", "b"));
        assertTrue(
                send(spec.target(new BackendUrl("http", "127.0.0.1", 1)), spec).good());
        Asked asked = backend.asked().get(0);
        assertEquals("shop.internal", asked.head().getHttpURI().getAuthority());
        assertEquals("Bearer x", asked.field("authorization"));
        assertEquals("b", asked.field("x-a"));
        assertEquals(ByteBuffer.wrap(GrpcBackend.message(new byte[0])), asked.body());
    }

    @ParameterizedTest
    @CsvSource({
        "5, the backend knows no grpc service shop",
        "12, the backend has no grpc health service",
        "14, grpc-status 14 UNAVAILABLE"
    })
    void aRefusalMayBeAllThatComes(String status, String detail) {
        backend.play(GrpcBackend.refusing(status));
        assertBad(detail, send("shop"));
    }

    @Test
    void aGoodMessageWithABadStatusIsBad() {
        backend.play(GrpcBackend.answering(GrpcBackend.message(new byte[] {8, 1}), "13"));
        assertBad("grpc-status 13 INTERNAL", send(""));
    }

    @Test
    void anotherHttpStatusIsBad() {
        backend.play(stream -> GrpcBackend.head(stream, 503, true, () -> {}));
        assertBad("http status 503", send(""));
    }

    @Test
    void aWebPageIsBad() {
        backend.play(stream -> GrpcBackend.head(stream, 200, true, () -> {}, "content-type", "text/html"));
        assertBad("the answer is not gRPC", send(""));
    }

    @Test
    void interimAnswersArePassedOver() {
        backend.play(stream -> GrpcBackend.head(
                stream,
                103,
                false,
                () -> GrpcBackend.saying(GrpcBackend.SERVING).play(stream)));
        assertEquals("grpc says SERVING", send("").detail());
    }

    @Test
    void garbageInTheMessageIsBad() {
        backend.play(GrpcBackend.answering(new byte[] {0, 0, 0, 0, 3, 1, 2, 3}, "0"));
        assertBad("the answer holds no health status", send(""));
        backend.play(GrpcBackend.answering(GrpcBackend.message(new byte[] {8}), "0"));
        assertBad("the answer holds no health status", send(""));
    }

    @Test
    void anEndWithoutTrailersIsBad() {
        backend.play(stream -> GrpcBackend.head(
                stream,
                200,
                false,
                () -> stream.data(
                        new DataFrame(stream.getId(), ByteBuffer.wrap(GrpcBackend.message(new byte[] {8, 1})), true),
                        Callback.NOOP)));
        assertBad("the answer has no grpc-status", send(""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 1 << 20, 64 << 20})
    void moreThanAStatusTakesIsNotRead(int length) {
        byte[] piece = new byte[16 << 10];
        backend.play(stream -> GrpcBackend.head(stream, 200, false, () -> flood(stream, piece, length)));
        assertBad("the answer is too long", send(""));
        await().until(() -> backend.open() == 0);
    }

    private static void flood(Stream stream, byte[] piece, int length) {
        if (length > 0) {
            stream.data(
                    new DataFrame(stream.getId(), ByteBuffer.wrap(piece), false),
                    Callback.from(() -> flood(stream, piece, length - piece.length), failure -> {}));
        }
    }

    /** By hand, for Jetty's server does not send what it was told that nobody reads. */
    @Test
    void aHeadThatIsTooLongIsNotRead() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x88);
        // Literal, never indexed (RFC 7541, 6.2.3): x, and 10,000 bytes.
        block.writeBytes(new byte[] {0x10, 1, 'x', 0x7f, (byte) 0x91, 0x4d});
        block.writeBytes("y".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "broken HTTP/2: refused_stream_error/invalid_headers_frame",
                byHand(HEADERS, block.toByteArray()).detail());
    }

    @Test
    void brokenHttp2IsBad() {
        assertEquals(
                "broken HTTP/2: protocol_error/invalid_settings_frame",
                byHand(SETTINGS, new byte[] {0, 2, 0, 0, 0, 1}).detail());
    }

    /** Sends one frame instead of an answer. */
    private ProbeResult byHand(int type, byte[] payload) {
        try (ScriptedBackend hand = new ScriptedBackend(socket -> {
            socket.head();
            socket.read("SM\r\n\r\n".length());
            socket.write(frame(SETTINGS, 0, new byte[0]));
            String head;
            do {
                head = socket.read(9);
                socket.read((head.charAt(1) << 8) | head.charAt(2));
            } while (head.charAt(3) != DATA);
            socket.write(frame(type, type == HEADERS ? 1 : 0, payload));
            socket.awaitEnd();
        })) {
            ProbeResult result = send(url(hand.port()), spec("", "", 0, Map.of()));
            assertFalse(result.good());
            return result;
        }
    }

    private static String frame(int type, int stream, byte[] payload) {
        byte[] bytes = ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) (type == HEADERS ? 4 : 0))
                .putInt(stream)
                .put(payload)
                .array();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aResetIsBad() {
        backend.play(stream ->
                stream.reset(new ResetFrame(stream.getId(), ErrorCode.REFUSED_STREAM_ERROR.code), Callback.NOOP));
        assertBad("the call was reset (REFUSED_STREAM)", send(""));
    }

    @Test
    void aGoodbyeInsteadOfAnAnswerIsBad() {
        backend.play(stream -> ((HTTP2Session) stream.getSession())
                .goAway(new GoAwayFrame(0, ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, new byte[0]), Callback.NOOP));
        assertBad("the backend takes no more calls on the connection (GOAWAY)", send(""));
    }

    @Test
    void aGoodbyeAfterWhichTheAnswerComesIsNone() {
        backend.play(stream -> ((HTTP2Session) stream.getSession())
                .goAway(
                        new GoAwayFrame(stream.getId(), ErrorCode.NO_ERROR.code, new byte[0]),
                        Callback.from(
                                () -> GrpcBackend.saying(GrpcBackend.SERVING).play(stream))));
        assertEquals("grpc says SERVING", send("").detail());
    }

    @Test
    void anEndOfTheConnectionIsBad() {
        backend.play(stream -> ((HTTP2Session) stream.getSession()).disconnect());
        assertBad("the connection was closed", send(""));
    }

    @Test
    void silenceIsBad() {
        BlockingQueue<Stream> asked = new LinkedBlockingQueue<>();
        backend.play(asked::add);
        CompletableFuture<ProbeResult> sent = begin(url(backend.port()), spec("", "", 0, Map.of()));
        await().until(() -> asked.size() == 1);
        time.advance(TIMEOUT.minusMillis(1));
        assertFalse(sent.isDone());
        time.advance(Duration.ofMillis(1));
        assertBad("no answer within 2s", join(sent));
        assertEquals(TIMEOUT.toNanos(), join(sent).nanos());
        await().until(() -> backend.open() == 0);
    }

    /** The client's own idea of how long a connection may be silent is for connections that nobody waits for. */
    @Test
    void whoAnswersWithinTheLimitMayBeSilentForAsLong() throws Exception {
        client.started().setIdleTimeout(100);
        BlockingQueue<Stream> asked = new LinkedBlockingQueue<>();
        backend.play(asked::add);
        CompletableFuture<ProbeResult> sent = begin(url(backend.port()), spec("", "", 0, Map.of()));
        Stream first = asked.take();
        try (ScriptedBackend witness = new ScriptedBackend(RawSocket::awaitEnd)) {
            client.started().newRequest(witness.url()).send(given -> {});
            await().until(() -> witness.connections() == 1 && witness.open() == 0);
        }
        GrpcBackend.saying(GrpcBackend.SERVING).play(first);
        assertEquals("grpc says SERVING", join(sent).detail());
    }

    @Test
    void aServerOfHttp11IsBad() {
        try (ScriptedBackend other = new ScriptedBackend(socket -> {
            socket.head();
            socket.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            socket.awaitEnd();
        })) {
            assertBad("the backend does not speak HTTP/2", send(url(other.port()), spec("", "", 0, Map.of())));
        }
    }

    @Test
    void aServerThatHangsUpIsBad() {
        try (ScriptedBackend other = new ScriptedBackend(RawSocket::head)) {
            assertBad("the connection was closed", send(url(other.port()), spec("", "", 0, Map.of())));
        }
    }

    @Test
    void aRefusedConnectionIsBad() throws IOException {
        int closed;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = taken.getLocalPort();
        }
        assertBad("Connection refused", send(url(closed), spec("", "", 0, Map.of())));
    }

    /** A name that is not known, and one of whose addresses the first does not answer. */
    @Test
    void namesAreLookedUpAndEachAddressHasItsTurn() throws IOException {
        client.close();
        int closed;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = taken.getLocalPort();
        }
        client = new TestClient(buffers, (host, port, context, promise) -> {
            if (host.equals("shop.internal")) {
                InetAddress loopback = InetAddress.getLoopbackAddress();
                promise.succeeded(
                        List.of(new InetSocketAddress(loopback, closed), new InetSocketAddress(loopback, port)));
            } else {
                promise.failed(new IOException(host + " is not known"));
            }
        });
        probe = new GrpcProbe(client.started(), BackendTls.NONE, time, time);
        ProbeSpec spec = spec("", "", 0, Map.of());
        assertBad("nowhere.internal is not known", send(new BackendUrl("http", "nowhere.internal", 80), spec));
        assertTrue(send(new BackendUrl("http", "shop.internal", backend.port()), spec)
                .good());
        assertEquals(
                "shop.internal:" + backend.port(),
                backend.asked().get(0).head().getHttpURI().getAuthority());
    }

    @Test
    void withoutTlsSettingsNobodyIsBelieved() {
        assertBad(
                "its TLS settings are in force no more",
                send(new BackendUrl("https", "127.0.0.1", backend.port()), spec("", "", 0, Map.of())));
    }

    /** The limit falls while the connection is being made, and the connection comes about after all. */
    @Test
    void aConnectionThatComesTooLateIsClosed() {
        List<Runnable> held = new CopyOnWriteArrayList<>();
        client.close();
        client = new TestClient(
                buffers,
                (host, port, context, promise) -> held.add(() ->
                        promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))));
        probe = new GrpcProbe(client.started(), BackendTls.NONE, time, time);
        CompletableFuture<ProbeResult> sent =
                begin(new BackendUrl("http", "shop.internal", backend.port()), spec("", "", 0, Map.of()));
        await().until(() -> held.size() == 1);
        time.advance(TIMEOUT);
        assertBad("no answer within 2s", join(sent));
        held.get(0).run();
        assertEquals(0, backend.open());
        assertEquals(List.of(), backend.asked());
    }

    /** No threads and no selector more, used or not. */
    @Test
    void worksWithWhatTheClientHasAndEndsWithIt() {
        HTTP2Client http2 = JettyClients.http2(client.started());
        assertTrue(http2.isStarted());
        assertSame(client.started().getExecutor(), http2.getExecutor());
        client.close();
        assertTrue(http2.isStopped());
    }

    private static void assertBad(String detail, ProbeResult result) {
        assertEquals(detail, result.detail());
        assertFalse(result.good());
    }

    private ProbeResult send(String service) {
        return send(url(backend.port()), spec(service, "", 0, Map.of()));
    }

    private ProbeResult send(BackendUrl url, ProbeSpec spec) {
        return join(begin(url, spec));
    }

    private CompletableFuture<ProbeResult> begin(BackendUrl url, ProbeSpec spec) {
        return probe.send(url, BackendLink.PLAIN, spec);
    }

    private static ProbeResult join(CompletableFuture<ProbeResult> sent) {
        return sent.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static BackendUrl url(int port) {
        return new BackendUrl("http", "127.0.0.1", port);
    }

    private static ProbeSpec spec(String service, String host, int port, Map<String, String> headers) {
        return new ProbeSpec(
                ProbeSpec.Type.GRPC,
                "/",
                Duration.ofSeconds(5),
                TIMEOUT,
                2,
                3,
                new StatusRange(200, 399),
                host,
                port,
                headers,
                "",
                service);
    }
}
