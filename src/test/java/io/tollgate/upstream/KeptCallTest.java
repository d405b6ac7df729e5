package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.time.Deadlines;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.io.content.ChunksContentSource;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, most with bodies, over a connection that was kept; whether who is told of answers may wait or not. */
@ParameterizedClass(name = "waiting: {0}")
@ValueSource(booleans = {true, false})
class KeptCallTest {
    private static final TimeoutSpec PATIENT =
            new TimeoutSpec(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final ConnectionSpec ONE_CONNECTION = new ConnectionSpec(1, Duration.ofHours(1), Duration.ZERO, 0);
    private static final int LARGE = 20_000_000;

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final FakeTime time = new FakeTime();
    private final TestClient client;
    private final Connections connections;
    private final JettyUpstream upstream;
    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});

    /** What a backend got of the request, in whole or in parts. */
    private final CompletableFuture<String> seen = new CompletableFuture<>();

    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Failure> failure = new CompletableFuture<>();
    private volatile CompletableFuture<Integer> head = new CompletableFuture<>();
    private volatile Upstream.@Nullable Call call;
    private volatile Runnable whenConnected = () -> {};
    private volatile Runnable whenAnswered = () -> {};

    KeptCallTest(boolean waiting) {
        client = new TestClient(buffers, waiting);
        connections = new Connections(client.started(), BackendTls.NONE, time);
        upstream = new JettyUpstream(connections, time, new Deadlines(time, time));
    }

    @AfterEach
    void stop() {
        client.close();
        backend.close();
        Awaitility.await().until(() -> buffers.getLeaks().isEmpty());
    }

    @Test
    void aBodyOfKnownLengthFollowsItsHead() throws IOException {
        keep(socket -> {
            Head head = backend.head(socket);
            seen.complete(head.fields().first("Content-Length") + " "
                    + head.fields().first("Transfer-Encoding") + " " + socket.read(5));
            socket.write(ScriptedBackend.ok("fine"));
        });
        post(body("hello", 5));
        assertEquals("5 null hello", await(seen));
        assertEquals("fine", await(answer));
        expectKept();
    }

    @Test
    void aBodyOfUnknownLengthGoesInChunksWithItsTrailers() throws IOException {
        String chunks = "5\r\nhello\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nDigest: x\r\n\r\n";
        keep(socket -> {
            Head head = backend.head(socket);
            seen.complete(head.fields().first("Content-Length") + " "
                    + head.fields().first("Transfer-Encoding") + " " + socket.read(chunks.length()));
            socket.write(ScriptedBackend.ok("fine"));
        });
        AsyncContent content = new AsyncContent();
        post(new Body(-1, () -> content, false, HttpFields.from(new HttpField("Digest", "x"))));
        write(content, "hello", false);
        write(content, "", false);
        write(content, "abcdefghijklmnopqrstuvwxyz", false);
        content.close();
        assertEquals("null chunked " + chunks, await(seen));
        assertEquals("fine", await(answer));
        expectKept();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aBodyWithoutBytesEnds(long length) throws IOException {
        keep(socket -> {
            seen.complete(new String(backend.request(socket), StandardCharsets.ISO_8859_1));
            socket.write(ScriptedBackend.ok("fine"));
        });
        post(body("", length));
        assertEquals("", await(seen));
        assertEquals("fine", await(answer));
        expectKept();
    }

    @Test
    void theHeadWaitsForNoBody() throws IOException {
        keep(socket -> {
            Head head = backend.head(socket);
            seen.complete(head.start());
            socket.body(head, false);
            socket.write(ScriptedBackend.ok("fine"));
        });
        AsyncContent content = new AsyncContent();
        post(new Body(5, () -> content, false, null));
        assertEquals("POST / HTTP/1.1", await(seen));
        write(content, "hel", false);
        write(content, "lo", true);
        assertEquals("fine", await(answer));
        expectKept();
    }

    /** By word of the backend, or after a while without. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWaitsForContinueIsNotSentBefore(boolean told) throws IOException {
        CompletableFuture<Boolean> quiet = new CompletableFuture<>();
        CompletableFuture<Void> looked = new CompletableFuture<>();
        keep(socket -> {
            Head head = backend.head(socket);
            quiet.complete(!socket.hasMore());
            if (told) {
                socket.write("HTTP/1.1 100 Continue\r\n\r\n");
            } else {
                await(looked);
            }
            seen.complete(new String(socket.body(head, false), StandardCharsets.ISO_8859_1));
            socket.write(ScriptedBackend.ok("fine"));
        });
        AsyncContent content = new AsyncContent();
        write(content, "hello", true);
        post(new Body(5, () -> content, true, null));
        assertTrue(await(quiet));
        if (!told) {
            Awaitility.await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                looked.complete(null);
                return seen.isDone();
            });
        }
        assertEquals("hello", await(seen));
        assertEquals("fine", await(answer));
        expectKept();
    }

    /** The body that was not read makes the backend's close a reset, which races with its answer. */
    @Test
    void theAnswerOfWhoTakesNoBodyIsNotLost() throws IOException {
        keep(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 413 No\r\nContent-Length: 4\r\n\r\nmuch");
            socket.endOutput();
            seen.complete("answered");
            await(answer);
        });
        post(body("x".repeat(LARGE), LARGE));
        await(seen);
        assertEquals("much", await(answer));
        Objects.requireNonNull(call).abort(Failure.Kind.CLIENT_GONE);
        Awaitility.await().until(() -> backend.open() == 0);
        assertFalse(failure.isDone());
    }

    @Test
    void aConnectionMayBeUsedAgainWhenBothHaveEnded() throws IOException {
        keep(socket -> {
            Head head = backend.head(socket);
            socket.write(ScriptedBackend.ok("early"));
            assertEquals("early", await(answer));
            seen.complete("");
            socket.body(head, false);
        });
        AsyncContent content = new AsyncContent();
        post(new Body(5, () -> content, false, null));
        await(seen);
        write(content, "hello", true);
        expectKept();
    }

    @Test
    void aBodyThatBreaksBreaksTheAttempt() throws IOException {
        keep(socket -> {
            seen.complete(backend.head(socket).start());
            socket.awaitEnd();
        });
        AsyncContent content = new AsyncContent();
        post(new Body(5, () -> content, false, null));
        write(content, "hel", false);
        await(seen);
        content.fail(new RequestBodyException(new EOFException("left")));
        assertEquals(Failure.Kind.REQUEST_BODY, await(failure).kind());
        Awaitility.await().until(() -> backend.open() == 0);
    }

    /** In the midst of a write that the backend does not take. */
    @Test
    void whatIsBrokenOffLetsGoOfItsBody() throws IOException {
        keep(socket -> {
            seen.complete(backend.head(socket).start());
            backend.hang();
        });
        CountDownLatch released = new CountDownLatch(1);
        Content.Chunk whole =
                Content.Chunk.from(ByteBuffer.allocateDirect(LARGE), true, (Runnable) released::countDown);
        Content.Source once = new ChunksContentSource(List.of(whole));
        // It has taken its own hold of it.
        whole.release();
        post(new Body(LARGE, () -> once, false, null));
        await(seen);
        assertEquals(1, released.getCount());
        Objects.requireNonNull(call).abort(Failure.Kind.CLIENT_GONE);
        assertEquals(Failure.Kind.CLIENT_GONE, await(failure).kind());
        Awaitility.await().until(() -> released.getCount() == 0);
    }

    /** It may break off between its beginning and the first reading, and another attempt have the body by then. */
    @Test
    void whatHasFailedOpensNoBody() {
        AtomicInteger opened = new AtomicInteger();
        Body unopened = new Body(
                5,
                () -> {
                    opened.incrementAndGet();
                    return Content.Source.from(ByteBuffer.allocate(5));
                },
                false,
                null);
        AttemptBody body = new AttemptBody(unopened, new Silence(Duration.ZERO, new Deadlines(time, time), () -> {}));
        body.fail(new IOException("stale"));
        assertTrue(Content.Chunk.isFailure(body.read(), true));
        CompletableFuture<Void> told = new CompletableFuture<>();
        body.demand(() -> told.complete(null));
        assertTrue(told.isDone());
        assertEquals(0, opened.get());
    }

    /** Whoever wants none of a body says so in place of 100; it is not sent after all when that would have been due. */
    @Test
    void whatIsAnsweredInPlaceOfContinueIsNotSent() throws IOException {
        keep(socket -> {
            backend.head(socket);
            socket.write("HTTP/1.1 417 No\r\nContent-Length: 4\r\n\r\nno");
            await(seen);
            socket.write("ne");
        });
        AsyncContent content = new AsyncContent();
        write(content, "hello", true);
        send("POST", new Body(5, () -> content, true, null), answer);
        Awaitility.await().until(() -> head.isDone());
        time.advance(Duration.ofSeconds(2));
        seen.complete("");
        assertEquals("none", await(answer));
        assertEquals("hello", Content.Source.asString(content));
    }

    @ParameterizedTest
    @CsvSource({"POST,0", "PUT,0", "PATCH,", "DELETE,", "OPTIONS,"})
    void whereABodyIsUsualItsAbsenceIsSaid(String method, @Nullable String length) throws IOException {
        keep(socket -> {
            seen.complete(String.valueOf(backend.head(socket).fields().first("Content-Length")));
            socket.write(ScriptedBackend.ok("fine"));
        });
        send(method, null, answer);
        assertEquals(String.valueOf(length), await(seen));
        assertEquals("fine", await(answer));
        expectKept();
    }

    @Test
    void aKeptConnectionMayBeStaleForABodyToo() throws IOException {
        keep(socket -> {
            backend.request(socket);
            socket.endOutput();
        });
        post(body("hello", 5));
        Failure why = await(failure);
        assertEquals(Failure.Kind.RESET, why.kind());
        assertTrue(why.stale());
    }

    /** As at the end of everything, when no timer runs any more that could end it later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSentOnAConnectionThatWasClosedFailsAtOnce(boolean withBody) {
        keep(socket -> {});
        whenConnected = client::close;
        send("PUT", withBody ? body("hello", 5) : null, answer);
        Failure why = await(failure);
        assertEquals(Failure.Kind.RESET, why.kind());
        assertTrue(why.stale());
    }

    @Test
    void whatIsBrokenOffAtTheEventThatBroughtItIsNotSent() throws Exception {
        keep(socket -> seen.complete(backend.head(socket).start()));
        try (TestEvents events = new TestEvents(client)) {
            events.happen(InvocationType.NON_BLOCKING, () -> {
                send("GET", null, answer);
                Objects.requireNonNull(call).abort(Failure.Kind.CLIENT_GONE);
            });
            assertFalse(await(failure).sent());
            Awaitility.await().until(() -> backend.open() == 0);
        }
        assertFalse(seen.isDone());
    }

    @Test
    void anAnswerIsToldAfterTheEventThatBroughtIt() {
        keep(socket -> {
            backend.head(socket);
            socket.write(ScriptedBackend.ok("fine"));
        });
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        whenAnswered = () -> {
            AtomicInteger ran = new AtomicInteger();
            Loops.afterEvents(ran::incrementAndGet);
            over.complete(ran.get() == 1);
        };
        send("GET", null, answer);
        assertTrue(await(over));
        assertEquals("fine", await(answer));
        expectKept();
    }

    /** Has a connection kept, on which the backend goes on so. */
    private void keep(ScriptedBackend.Script next) {
        backend.play(socket -> {
            backend.request(socket);
            socket.write(ScriptedBackend.ok("kept"));
            next.play(socket);
            goOn(socket);
        });
        CompletableFuture<String> kept = new CompletableFuture<>();
        send("GET", null, kept);
        assertEquals("kept", await(kept));
        Awaitility.await().until(() -> connections.figures("pool", url()).idle() == 1);
    }

    private BackendUrl url() {
        return new BackendUrl("http", "127.0.0.1", backend.port());
    }

    private void goOn(RawSocket socket) throws Exception {
        backend.answering(ScriptedBackend.ok("again")).play(socket);
    }

    private void expectKept() {
        CompletableFuture<String> again = new CompletableFuture<>();
        send("GET", null, again);
        assertEquals("again", await(again));
        assertEquals(1, backend.connections());
    }

    private void post(Upstream.RequestBody body) {
        send("POST", body, answer);
    }

    private void send(String method, Upstream.@Nullable RequestBody body, CompletableFuture<String> told) {
        head = new CompletableFuture<>();
        Consumer<Content.Source> answered = content -> {
            Object unused = Told.text(content).whenComplete((text, broken) -> {
                if (broken == null) {
                    told.complete(text);
                } else {
                    told.completeExceptionally(broken);
                }
            });
        };
        upstream.send(
                Told.attempt(url(), "pool", ONE_CONNECTION, PATIENT, method, body),
                new Told(answered, failure::complete) {
                    @Override
                    public void begun(Upstream.Call begun) {
                        call = begun;
                    }

                    @Override
                    public void connected() {
                        whenConnected.run();
                    }

                    @Override
                    public void answered(int status, HttpFields fields, Content.Source body) {
                        whenAnswered.run();
                        head.complete(status);
                        super.answered(status, fields, body);
                    }
                });
    }

    private static Body body(String text, long length) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new Body(length, () -> Content.Source.from(ByteBuffer.wrap(bytes)), false, null);
    }

    private static void write(AsyncContent content, String text, boolean last) {
        content.write(last, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), Callback.NOOP);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private record Body(
            long length,
            Supplier<Content.Source> source,
            boolean awaitsContinue,
            @Nullable HttpFields trailers) implements Upstream.RequestBody {
        @Override
        public Content.Source open() {
            return source.get();
        }
    }
}
