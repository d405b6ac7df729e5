package io.tollgate.upstream;

import io.tollgate.http1.KnownLines;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpReceiverOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpSenderOverHTTP;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with three mends of the stock transport, on connections that a {@link KeptCall} may use past it.
 *
 * <p>It reads on when it cannot write any more. A server that refuses a large body answers and closes, often without
 * reading the body; the stock transport fails the exchange at the first write that fails, and the answer, which has come
 * already, is lost.
 *
 * <p>It tells of an answer's head only when it is out of the parser. The stock transport tells from within, and clears
 * the buffer on its way out if the connection has been broken off meanwhile. By then the answer may have been read to its
 * end and the buffer may be another connection's, whose bytes would be lost: that answer then never ends.
 *
 * <p>It tells a body whose framing is broken from one that ends too early.
 */
final class PatientTransport extends HttpClientTransportOverHTTP {
    /** 32 MB, in use by as many answers as come fast, or whose clients have ceased to read. */
    private static final int MOST_LARGE = 512;

    private final KnownLines lines = new KnownLines();
    private final LargeBuffers large = new LargeBuffers(MOST_LARGE);

    PatientTransport(ClientConnector connector) {
        super(connector);
        // A hundred kilobytes for each connection, to spare a few short-lived objects.
        setHeaderCacheSize(0);
        ConnectionPool.Factory others = getConnectionPoolFactory();
        setConnectionPoolFactory(destination -> {
            Line line = Tag.line(destination);
            if (line == null) {
                return others.newConnectionPool(destination);
            }
            return new KeptConnections((HttpDestination) destination, line);
        });
    }

    @Override
    public Destination newDestination(Origin origin) {
        return new LineDestination(getHttpClient(), origin);
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
        return endPoint instanceof SslConnection.SslEndPoint secure
                ? new HandshakeFirst(secure, getHttpClient().getExecutor(), this::newPatientConnection, context)
                : newPatientConnection(endPoint, context);
    }

    private Connection newPatientConnection(EndPoint endPoint, Map<String, Object> context) {
        return customize(new PatientConnection(endPoint, context, lines, large), context);
    }

    /** What becomes of a connection that is in nobody's use. */
    private enum State {
        /** A call is about to use it. */
        CLAIMED,
        /** The same, and something has come meanwhile. */
        WOKEN,
        /** It was idle for too long. */
        EXPIRED
    }

    static final class PatientConnection extends HttpConnectionOverHTTP {
        /** The latest. A thread may still be on its way out of one when the next has begun. */
        private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();

        /** A call, or one of the {@link State}s; null where jetty-client has it, in use or not. */
        private final AtomicReference<@Nullable Object> user = new AtomicReference<>();

        private final KnownLines lines;
        private final LargeBuffers large;
        private @Nullable KeptReader reader;
        private volatile boolean used;

        private PatientConnection(
                EndPoint endPoint, Map<String, Object> context, KnownLines lines, LargeBuffers large) {
            super(endPoint, context);
            this.lines = lines;
            this.large = large;
        }

        @Override
        public void onOpen() {
            Line line = Tag.line(getHttpDestination());
            if (line != null) {
                getEndPoint().setIdleTimeout(line.idle().toMillis());
            }
            super.onOpen();
        }

        @Override
        protected HttpChannelOverHTTP newHttpChannel() {
            return new HttpChannelOverHTTP(this) {
                @Override
                protected HttpSenderOverHTTP newHttpSender() {
                    return new PatientSender(this);
                }

                @Override
                protected HttpReceiverOverHTTP newHttpReceiver() {
                    return new PatientReceiver(this, PatientConnection.this);
                }
            };
        }

        /** Reads answers to calls. */
        KeptReader reader() {
            KeptReader known = reader;
            if (known == null) {
                known = new KeptReader(getEndPoint(), getHttpDestination().getHttpClient(), lines, large);
                reader = known;
            }
            return known;
        }

        /** That which tells of its events. */
        ManagedSelector loop() {
            return ((BackendEndPoint) Loops.beneath(getEndPoint())).loop();
        }

        /** Whether it is about to be closed, for it was idle for too long. */
        boolean expired() {
            return user.get() == State.EXPIRED;
        }

        /**
         * Keeps it for a call to come; false if that must not use it: jetty-client gives a connection back before it has
         * done with reading, and would take what comes for itself.
         */
        boolean claim() {
            boolean mine = user.compareAndSet(null, State.CLAIMED);
            if (!mine || isFillInterested()) {
                return mine;
            }
            if (!user.compareAndSet(State.CLAIMED, null) && user.compareAndSet(State.WOKEN, null)) {
                // It is told of once more.
                fillInterested();
            }
            return false;
        }

        /**
         * From now on what comes is for that call, for which it was claimed.
         *
         * @return false if the call has been ended meanwhile
         */
        boolean uses(KeptCall next) {
            used = true;
            if (user.compareAndSet(State.CLAIMED, next)) {
                return true;
            }
            boolean woken = user.compareAndSet(State.WOKEN, next);
            if (woken) {
                // It is told of once more.
                fillInterested();
            }
            return woken;
        }

        /** Whether what a backend says may still be read. */
        boolean isOpen() {
            return getEndPoint().isOpen();
        }

        /** Whether a request has been answered on it. */
        boolean used() {
            return used || getMessagesIn() > 0;
        }

        private @Nullable KeptCall call() {
            return user.get() instanceof KeptCall now ? now : null;
        }

        /**
         * The head of a request that is sent by {@link #write}.
         *
         * @param framing a line more that says how its body is framed; null for none
         * @return to be released
         */
        RetainableByteBuffer head(String method, String target, HttpFields head, @Nullable HttpField framing) {
            HttpFields whole = head.contains(HttpHeader.HOST)
                    ? head
                    : HttpFields.build(head).add(getHttpDestination().getHostField());
            ByteBufferPool buffers = getHttpDestination().getHttpClient().getByteBufferPool();
            return RequestWriter.write(method, target, whole, framing, buffers);
        }

        void write(Callback telling, ByteBuffer... bytes) {
            getEndPoint().write(telling, bytes);
        }

        /** That call is done. */
        void rest(KeptCall done, boolean kept) {
            reader().rest();
            if (!user.compareAndSet(done, null)) {
                return;
            }
            if (kept) {
                fillInterested();
                getHttpDestination().release(this);
            } else {
                close();
            }
        }

        /** That call has failed. */
        void end(KeptCall failed, Throwable cause) {
            reader().close();
            if (user.compareAndSet(failed, null)
                    || user.compareAndSet(State.CLAIMED, null)
                    || user.compareAndSet(State.WOKEN, null)) {
                close(cause);
            }
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            KeptCall now = call();
            if (now != null) {
                now.fail(cause == null ? new EOFException("the connection was closed") : cause);
            }
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            KeptCall now = call();
            if (now == null) {
                super.onFillInterestedFailed(cause);
            } else {
                now.fail(cause);
            }
        }

        /** A call has a limit of its own, and none begins on what is about to be closed. */
        @Override
        public boolean onIdleExpired(TimeoutException timeout) {
            if (!user.compareAndSet(null, State.EXPIRED)) {
                return false;
            }
            boolean closes = super.onIdleExpired(timeout);
            if (!isClosed()) {
                user.compareAndSet(State.EXPIRED, null);
            }
            return closes;
        }

        @Override
        public void onFillable() {
            if (user.compareAndSet(State.CLAIMED, State.WOKEN)) {
                return;
            }
            KeptCall now = call();
            if (now == null) {
                read();
            } else {
                now.readable();
            }
        }

        private void read() {
            Reading mine = new Reading(Thread.currentThread());
            reading.set(mine);
            try {
                super.onFillable();
            } finally {
                reading.compareAndSet(mine, null);
            }
            BooleanSupplier tell = mine.tell;
            if (tell != null && tell.getAsBoolean()) {
                super.onFillable();
            }
        }

        /** Has this thread do it when it has left the parser; false when it is not there. */
        private boolean afterParsing(BooleanSupplier tell) {
            Reading now = reading.get();
            if (now == null || now.thread != Thread.currentThread()) {
                return false;
            }
            now.tell = tell;
            return true;
        }
    }

    /** What one thread does with bytes that have come. Touched by that thread alone. */
    private static final class Reading {
        private final Thread thread;

        /** Tells of a head; true when nobody wanted the answer, and what has been read of it is to be dropped. */
        private @Nullable BooleanSupplier tell;

        private Reading(Thread thread) {
            this.thread = thread;
        }
    }

    private static final class PatientReceiver extends HttpReceiverOverHTTP {
        private enum Body {
            UNTOUCHED,
            READ,
            UNWANTED
        }

        private final PatientConnection connection;

        /** Of the latest head. */
        private volatile AtomicReference<Body> body = new AtomicReference<>(Body.UNTOUCHED);

        private PatientReceiver(HttpChannelOverHTTP channel, PatientConnection connection) {
            super(channel);
            this.connection = connection;
        }

        @Override
        protected void responseHeaders(HttpExchange exchange) {
            AtomicReference<Body> mine = new AtomicReference<>(Body.UNTOUCHED);
            body = mine;
            boolean later = connection.afterParsing(() -> {
                super.responseHeaders(exchange);
                return body == mine && isFailed() && mine.compareAndSet(Body.UNTOUCHED, Body.UNWANTED);
            });
            if (!later) {
                super.responseHeaders(exchange);
            }
        }

        /** With no exchange the stock one leaves a connection that was reset to the next, which then fails. */
        @Override
        public void failAndClose(Throwable failure) {
            if (getHttpExchange() == null) {
                connection.close();
            } else {
                super.failAndClose(failure);
            }
        }

        /** The stock one is told that the input has ended, be it so or not. */
        @Override
        public void earlyEOF() {
            if (isShutdown() || getHttpExchange() == null) {
                super.earlyEOF();
            } else {
                failAndClose(new HttpException.RuntimeException(HttpStatus.BAD_GATEWAY_502, "broken framing"));
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Null means: nothing for now. The superclass is not annotated.
        public Content.Chunk read(boolean fillInterestIfNeeded) {
            AtomicReference<Body> mine = body;
            mine.compareAndSet(Body.UNTOUCHED, Body.READ);
            // Whoever reads an unwanted one finds its failure by itself.
            return mine.get() == Body.UNWANTED ? null : super.read(fillInterestIfNeeded);
        }
    }

    private static final class PatientSender extends HttpSenderOverHTTP {
        private PatientSender(HttpChannelOverHTTP channel) {
            super(channel);
        }

        /** The body itself knows when it may be sent. */
        @Override
        protected boolean expects100Continue(Request request) {
            return false;
        }

        @Override
        protected void sendContent(HttpExchange exchange, ByteBuffer content, boolean last, Callback callback) {
            Scheduler scheduler =
                    getHttpChannel().getHttpDestination().getHttpClient().getScheduler();
            super.sendContent(
                    exchange,
                    content,
                    last,
                    Callback.from(
                            callback::succeeded,
                            failure -> scheduler.schedule(
                                    () -> callback.failed(failure),
                                    LimitedCall.REFUSAL_PATIENCE.toMillis(),
                                    TimeUnit.MILLISECONDS)));
        }
    }
}
