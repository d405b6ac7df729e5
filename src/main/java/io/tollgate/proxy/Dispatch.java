package io.tollgate.proxy;

import io.tollgate.affinity.Ties;
import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.balance.Pool;
import io.tollgate.control.PoolRuntime;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.PoolSpec;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Failure;
import io.tollgate.upstream.Upstream;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange on its way through a pool: asks for a backend, sends an attempt, repeats it elsewhere where that is
 * allowed, and answers the client. Everything runs on whatever thread brings the next event; nothing waits.
 */
final class Dispatch implements Caller, Upstream.Listener, AnswerWriter.Events, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Gate gate;
    private final Exchange exchange;
    private final PoolRuntime runtime;
    private final PoolSpec spec;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final @Nullable ServletBody body;
    private final HttpFields head;
    private final String target;
    private final AtomicBoolean finished = new AtomicBoolean();

    private final List<Endpoint> tried = new ArrayList<>(2);
    private volatile Pool.Ticket ticket = Pool.Ticket.SETTLED;
    private volatile @Nullable Lease lease;
    private volatile Upstream.@Nullable Call call;
    private volatile Failure.@Nullable Kind broken;
    private volatile Timer.Cancellable totalLimit = () -> false;
    private volatile long askedNanos;
    private volatile long attemptNanos;
    private volatile boolean answering;
    private @Nullable ErrorReason lastError;

    Dispatch(
            Gate gate, Passage passage, PoolRuntime runtime, HttpServletRequest request, HttpServletResponse response) {
        this.gate = gate;
        this.exchange = passage.exchange();
        this.runtime = runtime;
        this.spec = runtime.spec();
        this.response = response;
        this.body = RequestLength.hasBody(request)
                ? new ServletBody(
                        request,
                        exchange,
                        request.getContentLengthLong(),
                        spec.retry().buffer().bytes())
                : null;
        boolean trusted =
                passage.snapshot().trusted().contains(exchange.request().peerAddress());
        this.head = RequestHead.of(exchange, runtime.ties(), trusted, body != null);
        this.target = RequestHead.target(exchange.request());
        this.async = request.startAsync();
        async.setTimeout(0);
        async.addListener(this);
    }

    void start() {
        if (!spec.timeouts().total().isZero()) {
            totalLimit = gate.deadlines().set(spec.timeouts().total(), () -> breakOff(Failure.Kind.TOTAL_TIMEOUT));
        }
        askedNanos = gate.clock().nanos();
        ticket = runtime.pool().acquire(this);
    }

    // What the pool asks and says.

    @Override
    public @Nullable String tiedBackend() {
        return exchange.tiedBackend();
    }

    @Override
    public boolean hasTried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }

    @Override
    public void leased(Lease granted) {
        if (finished.get()) {
            granted.close(Outcome.UNUSED);
            return;
        }
        long now = gate.clock().nanos();
        exchange.queued(now - askedNanos);
        attemptNanos = now;
        lease = granted;
        Endpoint endpoint = granted.endpoint();
        tried.add(endpoint);
        exchange.attempt(endpoint.id());
        call = gate.upstream()
                .send(
                        new Upstream.Attempt(
                                endpoint.spec().url(),
                                spec.id(),
                                exchange.request().method(),
                                target,
                                head,
                                body,
                                spec.timeouts()),
                        this);
        Failure.Kind late = broken;
        if (late != null) {
            abort(late);
        }
    }

    @Override
    public void refused(ErrorReason reason) {
        // A retry that finds nobody left says why the attempt before failed, not that nobody is there.
        ErrorReason first = lastError;
        exchange.queued(gate.clock().nanos() - askedNanos);
        answerError(first != null && reason == ErrorReason.NO_BACKEND ? first : reason);
    }

    // What the attempt reports.

    @Override
    public void connected() {
        exchange.connected(gate.clock().nanos() - attemptNanos);
    }

    @Override
    public void answered(int status, HttpFields fields, Content.Source content) {
        exchange.firstByte();
        Lease current = lease;
        if (current == null || finished.get()) {
            content.fail(new IOException("nobody waits for the answer"));
            return;
        }
        if (spec.retry().statuses().contains(status)
                && mayRepeat(RetryRules.idempotent(exchange.request().method()))) {
            abort(Failure.Kind.BAD_RESPONSE);
            content.fail(new IOException("another backend is asked"));
            current.close(outcomeOf(status));
            exchange.failedAttempt(current.endpoint().id(), "status_" + status);
            lastError = ErrorReason.BAD_RESPONSE;
            again();
            return;
        }
        try {
            answering = true;
            exchange.status(status);
            AnswerHead.write(status, fields, response);
            tie(current.endpoint());
            boolean streaming = AnswerHead.streaming(fields);
            response.getOutputStream()
                    .setWriteListener(new AnswerWriter(content, response.getOutputStream(), exchange, streaming, this));
        } catch (IOException | RuntimeException e) {
            content.fail(e);
            clientFailed(e);
        }
    }

    @Override
    public void failed(Failure failure) {
        Lease current = lease;
        if (current != null) {
            current.close(outcomeOf(failure.kind()));
        }
        if (finished.get()) {
            return;
        }
        Failure.Kind kind = failure.kind();
        if (kind == Failure.Kind.CLIENT_GONE || kind == Failure.Kind.REQUEST_BODY) {
            clientGone();
            return;
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} failed at {}: {}", exchange.id(), exchange.backend(), kind, failure.cause());
        }
        lastError = reasonOf(kind);
        if (current != null) {
            exchange.failedAttempt(current.endpoint().id(), outcomeOf(kind).label());
        }
        if (mayRepeat(RetryRules.allows(failure, exchange.request().method()))) {
            again();
        } else {
            answerError(reasonOf(kind));
        }
    }

    // What the writing of the answer reports.

    @Override
    public void written() {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        closeLease(outcomeOf(exchange.status()));
        end();
    }

    @Override
    public void bodyFailed(Throwable cause) {
        Upstream.Call current = call;
        Failure.Kind kind =
                current == null ? Failure.Kind.RESET : current.judge(cause).kind();
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        closeLease(outcomeOf(kind));
        fail(reasonOf(kind));
    }

    @Override
    public void clientFailed(Throwable cause) {
        LOG.debug("{}: the client's side failed", exchange.id(), cause);
        clientGone();
    }

    // What the container reports.

    @Override
    public void onError(AsyncEvent event) {
        clientGone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // Never: the container's own limit is off, for it knows nothing of backends.
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // The end is noted before the completion, while the request may still be read.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }

    private boolean mayRepeat(boolean allowed) {
        return allowed
                && broken == null
                && tried.size() <= spec.retry().max()
                && (body == null || body.repeatable())
                && runtime.pool().mayRetry();
    }

    private void again() {
        askedNanos = gate.clock().nanos();
        ticket = runtime.pool().again(this);
    }

    /** Sets the cookie that ties the caller to the backend that really answered. */
    private void tie(Endpoint endpoint) {
        Ties ties = runtime.ties();
        if (ties == null) {
            return;
        }
        String cookie = Tying.afterAnswer(exchange, ties, endpoint, secureClient());
        if (cookie != null) {
            response.addHeader("Set-Cookie", cookie);
        }
    }

    private boolean secureClient() {
        String proto = head.get("X-Forwarded-Proto");
        return "https".equals(proto);
    }

    private void breakOff(Failure.Kind why) {
        broken = why;
        if (lease == null) {
            ticket.cancel();
            answerError(reasonOf(why));
        } else {
            abort(why);
            if (answering) {
                // The writer may be waiting for a client that takes nothing, and would never see the broken body.
                bodyFailed(new IOException("the exchange took too long"));
            }
        }
    }

    private void abort(Failure.Kind why) {
        Upstream.Call current = call;
        if (current != null) {
            current.abort(why);
        }
    }

    private void clientGone() {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        exchange.clientLeft();
        broken = Failure.Kind.CLIENT_GONE;
        ticket.cancel();
        abort(Failure.Kind.CLIENT_GONE);
        closeLease(Outcome.CLIENT_GONE);
        end();
    }

    private void answerError(ErrorReason reason) {
        if (finished.compareAndSet(false, true)) {
            fail(reason);
        }
    }

    /** Answers with the error, or, when an answer is under way, breaks it off. */
    private void fail(ErrorReason reason) {
        try {
            if (response.isCommitted()) {
                exchange.brokenOff();
                exchange.reason(reason);
                breakConnection();
            } else {
                OwnAnswer.send(exchange, reason, response);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: the error could not be sent", exchange.id(), e);
            breakConnection();
        }
        end();
    }

    /** The client must see that its answer is not whole; the status is long gone, so only the connection can tell. */
    private void breakConnection() {
        try {
            response.sendError(-1);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: the connection could not be broken", exchange.id(), e);
        }
    }

    private void closeLease(Outcome outcome) {
        Lease current = lease;
        if (current != null) {
            current.close(outcome);
        }
    }

    private void end() {
        totalLimit.cancel();
        exchange.end(gate.observer());
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.debug("{} was completed by the container", exchange.id(), e);
        }
    }

    private static Outcome outcomeOf(int status) {
        if (status < 500) {
            return Outcome.SUCCESS;
        }
        return status >= 502 && status <= 504 ? Outcome.GATEWAY_ERROR : Outcome.SERVER_ERROR;
    }

    private static Outcome outcomeOf(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT -> Outcome.CONNECT_FAILED;
            case RESET -> Outcome.RESET;
            case FIRST_BYTE_TIMEOUT -> Outcome.FIRST_BYTE_TIMEOUT;
            case IDLE_TIMEOUT -> Outcome.IDLE_TIMEOUT;
            case TOTAL_TIMEOUT -> Outcome.TOTAL_TIMEOUT;
            case BAD_RESPONSE -> Outcome.BAD_RESPONSE;
            case CLIENT_GONE, REQUEST_BODY -> Outcome.CLIENT_GONE;
        };
    }

    private static ErrorReason reasonOf(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT -> ErrorReason.CONNECT_FAILED;
            case FIRST_BYTE_TIMEOUT -> ErrorReason.FIRST_BYTE_TIMEOUT;
            case IDLE_TIMEOUT -> ErrorReason.IDLE_TIMEOUT;
            case TOTAL_TIMEOUT -> ErrorReason.TOTAL_TIMEOUT;
            case BAD_RESPONSE -> ErrorReason.BAD_RESPONSE;
            case RESET, CLIENT_GONE, REQUEST_BODY -> ErrorReason.UPSTREAM_RESET;
        };
    }
}
