package io.tollgate.proxy;

import io.tollgate.balance.Endpoint;
import io.tollgate.exchange.Exchange;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Wire;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * Carries a WebSocket between a client and a backend, each direction by itself and no faster than it is taken, until both
 * have ended, one breaks, or neither has said anything for too long. Thread-safe.
 */
final class Tunnel {
    /** For a client that has heard that the server goes away, or whose backend has ended, and does not close. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How it ended. */
    enum End {
        /** Both sides have ended it. */
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

    private final Endpoint endpoint;
    private final Wire client;
    private final Wire backend;
    private final GoingAway toClient;
    private final Exchange exchange;
    private final Duration silence;
    private final Clock clock;
    private final Deadlines deadlines;
    private final Events events;
    private final AtomicInteger open = new AtomicInteger(2);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long heardNanos;
    private volatile Timer.Cancellable patience = () -> false;

    /**
     * @param silence how long neither side may say anything; zero for no limit
     */
    Tunnel(
            Endpoint endpoint,
            Wire client,
            Wire backend,
            Exchange exchange,
            Duration silence,
            Clock clock,
            Deadlines deadlines,
            Events events) {
        this.endpoint = endpoint;
        this.client = client;
        this.backend = backend;
        this.toClient = new GoingAway(client);
        this.exchange = exchange;
        this.silence = silence;
        this.clock = clock;
        this.deadlines = deadlines;
        this.events = events;
        this.heardNanos = clock.nanos();
    }

    /** The backend at its other end. */
    Endpoint endpoint() {
        return endpoint;
    }

    /** Begins to carry; once. */
    void begin() {
        carry(new Listening(client, exchange::received), backend, End.CLIENT_BROKE, End.BACKEND_BROKE, () -> {});
        // Who serves ends first (RFC 6455, section 7.1.1), and then the client does, too.
        carry(new Listening(backend, exchange::sent), toClient, End.BACKEND_BROKE, End.CLIENT_BROKE, this::hurry);
    }

    /** Ends it if both sides have been silent for too long. */
    void look() {
        if (!silence.isZero() && clock.nanos() - heardNanos >= silence.toNanos()) {
            end(End.SILENT);
        }
    }

    /** Tells the client to go, and cuts it off when it does not. */
    void haveGo() {
        if (told.compareAndSet(false, true)) {
            toClient.say();
            hurry();
        }
    }

    private void carry(Listening from, Content.Sink to, End broken, End notTaken, Runnable ended) {
        Content.copy(from, to, new Callback() {
            @Override
            public void succeeded() {
                if (open.decrementAndGet() == 0) {
                    end(End.CLOSED);
                } else {
                    ended.run();
                }
            }

            @Override
            public void failed(Throwable cause) {
                end(from.broken ? broken : notTaken);
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }
        });
    }

    private void hurry() {
        patience = deadlines.set(PATIENCE, () -> end(told.get() ? End.CUT_OFF : End.CLOSED));
        if (over.get()) {
            patience.cancel();
        }
    }

    private void end(End how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        patience.cancel();
        client.close();
        backend.close();
        events.ended(how);
    }

    /** What one side says, heard and counted on its way. */
    private final class Listening implements Content.Source {
        private final Wire side;
        private final LongConsumer count;
        private volatile boolean broken;

        Listening(Wire side, LongConsumer count) {
            this.side = side;
            this.count = count;
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
                heardNanos = clock.nanos();
                count.accept(chunk.remaining());
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
