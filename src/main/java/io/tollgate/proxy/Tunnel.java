package io.tollgate.proxy;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Carries a WebSocket between a client and a backend, each direction by itself and no faster than it is taken, until both
 * have ended, one breaks, or neither has said anything for too long. Thread-safe.
 */
final class Tunnel {
    /** For a client that has heard that the server goes away, or whose backend has ended, and does not close. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For a backend whose client sends no more. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    /** How it ended. */
    enum End {
        /** Both sides have ended it, one of them by a close frame. */
        CLOSED,
        CLIENT_BROKE,
        BACKEND_BROKE,
        SILENT,
        /** It was cut off after the client was told to go, and did not. */
        CUT_OFF
    }

    /** Told once, when both connections have ended. */
    interface Events {
        void ended(End how);
    }

    private final String pool;
    private final String backendId;
    private final BackendUrl url;
    private final Wire client;
    private final Wire backend;
    private final GoingAway toClient;
    private final Exchange exchange;
    private final Duration silence;
    private final Deadlines deadlines;
    private final Events events;
    private final AtomicInteger open = new AtomicInteger(2);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();

    /** Set by the side that has ended first: who that is blamed on, unless a close frame had come. */
    private final AtomicReference<@Nullable End> first = new AtomicReference<>();

    /** What the client sends; what the backend does is read on its way to the client. */
    private final WebSocketFrames clientFrames = new WebSocketFrames();

    private volatile boolean clientCloses;
    private volatile long heardNanos;
    private final AtomicReference<Timer.Cancellable> patience = new AtomicReference<>(Timer.Cancellable.NOTHING);

    /**
     * @param url where that backend was when it was asked
     * @param silence how long neither side may say anything; zero for no limit
     */
    Tunnel(
            Endpoint endpoint,
            BackendUrl url,
            Wire client,
            Wire backend,
            Exchange exchange,
            Duration silence,
            Deadlines deadlines,
            Events events) {
        this.pool = endpoint.pool();
        this.backendId = endpoint.id();
        this.url = url;
        this.client = client;
        this.backend = backend;
        this.toClient = new GoingAway(client);
        this.exchange = exchange;
        this.silence = silence;
        this.deadlines = deadlines;
        this.events = events;
        this.heardNanos = deadlines.nanos();
    }

    /** Whether its backend serves nobody any more: it is put aside, gone, or another server answers for it. */
    boolean isForsaken(Snapshot snapshot) {
        PoolRuntime runtime = snapshot.pool(pool);
        Endpoint now = runtime == null ? null : runtime.pool().endpoint(backendId);
        return now == null
                || now.mode() == Mode.MAINTENANCE
                || !now.spec().url().equals(url);
    }

    /** Begins to carry; once. */
    void begin() {
        Listening fromClient = new Listening(client, this::fromClient, End.CLIENT_BROKE);
        Listening fromBackend = new Listening(backend, bytes -> exchange.sent(bytes.remaining()), End.BACKEND_BROKE);
        carry(fromClient, backend, End.BACKEND_BROKE, LAST_WORDS);
        // Who serves ends first (RFC 6455, section 7.1.1), and then the client does, too.
        carry(fromBackend, toClient, End.CLIENT_BROKE, PATIENCE);
    }

    private void fromClient(ByteBuffer bytes) {
        exchange.received(bytes.remaining());
        clientFrames.read(bytes.duplicate(), false);
        clientCloses = clientFrames.closes();
    }

    /** Ends it if both sides have been silent for too long. */
    void look() {
        if (!silence.isZero() && deadlines.nanos() - heardNanos >= silence.toNanos()) {
            end(End.SILENT);
        }
    }

    /** Tells the client to go, and cuts it off when it does not. */
    void haveGo() {
        if (told.compareAndSet(false, true)) {
            toClient.say();
            hurry(PATIENCE);
        }
    }

    /** @param rest how long the other direction may go on when this one has ended */
    private void carry(Listening from, Content.Sink to, End notTaken, Duration rest) {
        Content.copy(from, to, new Callback() {
            @Override
            public void succeeded() {
                if (open.decrementAndGet() == 0) {
                    end(End.CLOSED);
                } else {
                    hurry(rest);
                }
            }

            @Override
            public void failed(Throwable cause) {
                end(from.broken ? from.blame : notTaken);
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }
        });
    }

    private void hurry(Duration rest) {
        Timer.Cancellable next = deadlines.set(rest, () -> end(told.get() ? End.CUT_OFF : End.CLOSED));
        patience.getAndSet(next).cancel();
        if (over.get()) {
            next.cancel();
        }
    }

    private void end(End how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        patience.getAndSet(Timer.Cancellable.NOTHING).cancel();
        client.close();
        backend.close();
        boolean orderly = clientCloses || toClient.backendCloses() || told.get();
        End blamed = orderly ? null : first.get();
        events.ended(how == End.CLOSED && blamed != null ? blamed : how);
    }

    /** What one side says, heard on its way. */
    private final class Listening implements Content.Source {
        private final Wire side;
        private final Consumer<ByteBuffer> heard;
        private final End blame;
        private volatile boolean broken;

        /**
         * @param heard gets what it says, and leaves it as it is
         * @param blame for an end of the tunnel that is this side's
         */
        Listening(Wire side, Consumer<ByteBuffer> heard, End blame) {
            this.side = side;
            this.heard = heard;
            this.blame = blame;
        }

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
            Content.Chunk chunk = side.read();
            if (chunk == null) {
                return null;
            }
            if (Content.Chunk.isFailure(chunk)) {
                broken = true;
            } else {
                heard.accept(chunk.getByteBuffer());
                // After the count, which it makes seen by whoever ends the tunnel.
                heardNanos = deadlines.nanos();
                if (chunk.isLast()) {
                    first.compareAndSet(null, blame);
                }
            }
            return chunk;
        }

        @Override
        public void demand(Runnable callback) {
            side.demand(callback);
        }

        @Override
        public void fail(Throwable failure) {
            side.fail(failure);
        }
    }
}
