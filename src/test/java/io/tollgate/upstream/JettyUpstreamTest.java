package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.time.Deadlines;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JettyUpstreamTest {
    private static final TimeoutSpec PATIENT =
            new TimeoutSpec(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final Duration FIRST_BYTE = Duration.ofSeconds(2);

    /** A limit may fire a step late. */
    private static final Duration ENOUGH = Duration.ofMillis(2_100);

    private static final ConnectionSpec ONE_CONNECTION = new ConnectionSpec(1, Duration.ofSeconds(4), Duration.ZERO, 0);

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final FakeTime time = new FakeTime();
    private final TestClient client = new TestClient(buffers);
    private final JettyUpstream upstream = new JettyUpstream(
            new Connections(client.started(), BackendTls.NONE, time), time, new Deadlines(time, time));

    @AfterEach
    void stop() {
        client.close();
    }

    /**
     * A thread comes with an answer, which is read to its end. The next request on that connection finds it closed, and
     * the buffer goes to another connection. What that one has read into it must still be there when the thread is done
     * with the first.
     */
    @Test
    void aConnectionThatEndsTakesNoBytesOfAnotherAlong() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Content.Source> bystander = new CompletableFuture<>();
        try (ScriptedBackend closing = new ScriptedBackend(socket -> {});
                ScriptedBackend other = new ScriptedBackend(socket -> {})) {
            closing.play(socket -> {
                closing.request(socket);
                socket.write(ScriptedBackend.ok("first")).endOutput();
                closed.countDown();
                socket.awaitEnd();
            });
            other.play(other.answering(ScriptedBackend.ok("bystander")));

            Runnable third = () -> {
                send(other, bystander::complete, () -> {});
                await(bystander);
            };
            // It waits for the first one's connection, for there may be only one.
            Runnable second = () -> send(closing, unexpected -> {}, third);
            send(
                    closing,
                    body -> {
                        second.run();
                        await(closed);
                        assertEquals("first", Told.text(body).join());
                        thread.complete(Thread.currentThread());
                    },
                    () -> {});

            await(bystander);
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> isDone(await(thread)));
            assertEquals("bystander", await(Told.text(await(bystander))));
        }
    }

    @Test
    void anAnswerThatNobodyWantsKeepsNoBuffer() {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering(ScriptedBackend.ok("unwanted")));
            CompletableFuture<Content.Source> answered = new CompletableFuture<>();
            send(
                    backend,
                    body -> {
                        body.fail(new IOException("not wanted"));
                        answered.complete(body);
                    },
                    () -> {});
            await(answered);
            Awaitility.await().until(() -> buffers.getLeaks().isEmpty());
        }
    }

    @Test
    void failingAnAnswerThatHasEndedHarmsNotTheNextOnItsConnection() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(socket -> {
                backend.request(socket);
                socket.write(ScriptedBackend.ok("first"));
                backend.request(socket);
                asked.countDown();
                await(failed);
                socket.write(ScriptedBackend.ok("next"));
                backend.hang();
            });
            CompletableFuture<Content.Source> first = new CompletableFuture<>();
            send(backend, first::complete, () -> {});
            assertEquals("first", await(Told.text(await(first))));
            CompletableFuture<Content.Source> next = new CompletableFuture<>();
            send(backend, next::complete, () -> next.completeExceptionally(new IOException("failed with the first")));
            await(asked);
            await(first).fail(new IOException("too late"));
            failed.countDown();

            assertEquals("next", await(Told.text(await(next))));
        }
    }

    /** A backend may have closed it before the request came; or it takes the request, and dies of it. */
    @ParameterizedTest
    @CsvSource({
        "  0, '',                                  true",
        " 99, '',                                  true",
        "100, '',                                  false",
        "  0, 'HTTP/1.1 103 Early Hints\r\n\r\n', false"
    })
    void aKeptConnectionWasStaleWhenItEndsAtOnceAndWithoutAWord(int afterMillis, String word, boolean stale) {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(socket -> {
                backend.request(socket);
                socket.write(ScriptedBackend.ok("first"));
                backend.request(socket);
                asked.countDown();
                await(passed);
                socket.write(word);
            });
            CompletableFuture<Content.Source> first = new CompletableFuture<>();
            send(backend, first::complete, () -> {});
            await(Told.text(await(first)));
            CompletableFuture<Failure> second = new CompletableFuture<>();
            send(backend, unexpected -> {}, second::complete);
            await(asked);
            time.advance(Duration.ofMillis(afterMillis));
            passed.countDown();
            Failure failure = await(second);
            assertEquals(Failure.Kind.RESET, failure.kind());
            assertEquals(stale, failure.stale());
        }
    }

    @Test
    void aNewConnectionIsNeverStale() {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend::request);
            CompletableFuture<Failure> failed = new CompletableFuture<>();
            send(backend, unexpected -> {}, failed::complete);
            Failure failure = await(failed);
            assertEquals(Failure.Kind.RESET, failure.kind());
            assertFalse(failure.stale());
        }
    }

    /** There jetty-client has nothing to break off, and what comes next would find nobody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate"
            })
    void aLimitThatFiresBetweenTwoAnswersEndsTheCall(String next) {
        ProtocolHandler interim = new InterimAnswers();
        AtomicReference<LimitedCall> call = new AtomicReference<>();
        // The limit is set by the thread that sends, which may be late.
        Runnable expire = () -> Awaitility.await().until(() -> {
            time.advance(ENOUGH);
            return Objects.requireNonNull(call.get()).isAborted();
        });
        client.started().getProtocolHandlers().put(new InterimAfter(interim, expire));
        CountDownLatch failed = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(socket -> {
                backend.request(socket);
                socket.write("HTTP/1.1 103 Early Hints\r\n\r\n" + next);
                await(failed);
                socket.awaitEnd();
            });
            CompletableFuture<Failure> failure = new CompletableFuture<>();
            TimeoutSpec limits =
                    new TimeoutSpec(PATIENT.connect(), FIRST_BYTE, Duration.ZERO, Duration.ZERO, Duration.ZERO);
            upstream.send(attempt(backend, limits), new Told(unexpected -> {}, failure::complete) {
                @Override
                public void begun(Upstream.Call begun) {
                    call.set((LimitedCall) begun);
                }
            });
            assertEquals(Failure.Kind.FIRST_BYTE_TIMEOUT, await(failure).kind());
            failed.countDown();
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    private record InterimAfter(ProtocolHandler then, Runnable before) implements ProtocolHandler, Response.Listener {
        @Override
        public String getName() {
            return then.getName();
        }

        @Override
        public boolean accept(Request request, Response response) {
            return then.accept(request, response);
        }

        @Override
        public Response.Listener getResponseListener() {
            return this;
        }

        @Override
        public void onSuccess(Response response) {
            before.run();
            then.getResponseListener().onSuccess(response);
        }
    }

    /** There may be only one connection: if it were lost, nothing would follow. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsBrokenOffBeforeItIsSentLeavesRoomForTheNext(boolean asItBegins) {
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering(ScriptedBackend.ok("fine")));
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Content.Source> first = new CompletableFuture<>();
                send(backend, first::complete, () -> {});
                assertEquals("fine", await(Told.text(await(first))));
                CompletableFuture<Failure> failed = new CompletableFuture<>();
                AtomicReference<Upstream.Call> call = new AtomicReference<>();
                Runnable leave = () -> Objects.requireNonNull(call.get()).abort(Failure.Kind.CLIENT_GONE);
                upstream.send(attempt(backend), new Told(unexpected -> {}, failed::complete) {
                    @Override
                    public void begun(Upstream.Call begun) {
                        call.set(begun);
                        if (asItBegins) {
                            leave.run();
                        }
                    }

                    @Override
                    public void connected() {
                        if (!asItBegins) {
                            leave.run();
                        }
                    }
                });
                assertEquals(Failure.Kind.CLIENT_GONE, await(failed).kind());
            }
        }
        Awaitility.await().until(() -> buffers.getLeaks().isEmpty());
    }

    private static boolean isDone(Thread reader) {
        return Arrays.stream(reader.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("onFillable"));
    }

    private void send(ScriptedBackend to, Consumer<Content.Source> answered, Runnable failed) {
        send(to, answered, unused -> failed.run());
    }

    private void send(ScriptedBackend to, Consumer<Content.Source> answered, Consumer<Failure> failed) {
        upstream.send(attempt(to), new Told(answered, failed));
    }

    private static Upstream.Attempt attempt(ScriptedBackend to) {
        return attempt(to, PATIENT);
    }

    private static Upstream.Attempt attempt(ScriptedBackend to, TimeoutSpec limits) {
        return Told.attempt(
                new BackendUrl("http", "127.0.0.1", to.port()), "pool", ONE_CONNECTION, limits, "GET", null);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
